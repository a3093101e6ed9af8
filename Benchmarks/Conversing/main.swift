import Allocations
import Cryptography
import Foundation
import NIOCore
import NIOPosix
import SMTP
import Transport

// Measures the conversation alone: user and system CPU of this process for each message of 2 KB that is composed
// already, with the window open, to a sink that is another process.
// Usage: conversing-benchmark URL CONNECTIONS MESSAGES [CA-FILE]

/// CPU time of this process in microseconds: user, system.
func processTime() -> (user: Double, system: Double) {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    func microseconds(_ time: timeval) -> Double { Double(time.tv_sec) * 1e6 + Double(time.tv_usec) }
    return (microseconds(usage.ru_utime), microseconds(usage.ru_stime))
}

/// Hands out the same content again and again.
final class Supplier: MessageSupplier {
    private var left: Int
    private var next: UInt64 = 0
    private var accepted = 0
    private let content: MessageContent
    private let path: Path
    private let done: EventLoopPromise<Int>
    var handler: ConversationHandler?

    init(messages: Int, content: MessageContent, path: Path, done: EventLoopPromise<Int>) {
        left = messages
        self.content = content
        self.path = path
        self.done = done
    }

    func nextMessage() -> OutgoingMessage? {
        guard left > 0 else { return nil }
        left -= 1
        next += 1
        let size = content.pieces.reduce(0) { $0 + $1.readableBytes }
        return OutgoingMessage(
            transaction: Transaction(id: next, reversePath: path, forwardPaths: [path], size: size),
            content: content)
    }

    func conversationSecured(by tls: TLSDescription) {}
    func conversationReady(_ capabilities: Capabilities) {}

    func finished(_ id: UInt64, _ verdict: Verdict) {
        if case .accepted = verdict { accepted += 1 }
    }

    func turnEnded() {
        guard left == 0, let handler else { return }
        self.handler = nil
        handler.drain()
    }

    func conversationEnded(_ end: ConversationEnd, _ figures: ConversationFigures) {
        handler = nil
        done.succeed(accepted)
    }
}

let arguments = CommandLine.arguments
guard arguments.count >= 4, let connections = Int(arguments[2]), let messages = Int(arguments[3]) else {
    print("usage: conversing-benchmark URL CONNECTIONS MESSAGES [CA-FILE]")
    exit(64)
}
let address = try RelayAddress(parsing: arguments[1])
var configuration = SessionConfiguration(
    clientName: Array("localhost".utf8), security: address.protection == .required ? .startTLSRequired : .none
)
configuration.flight = .deep
configuration.messagesPerConnection = messages
let connector = try Connector(
    to: address, configuration: configuration,
    trust: TLSClientSettings(caFile: arguments.count > 4 ? arguments[4] : nil))
let header = "From: <a@example.org>\r\nTo: <b@example.com>\r\nSubject: benchmark\r\n\r\n"
let line = String(repeating: "x", count: 70) + "\r\n"
let content = MessageContent(pieces: [ByteBuffer(string: header + String(repeating: line, count: 28))])
let path = try Path(validating: Array("b@example.com".utf8))
let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
let loop = group.next()

let before = processTime()
let allocations = try loop.submit { allocations_of_this_thread() }.wait()
let started = Date()
let ends = (0..<connections).map { _ -> EventLoopFuture<Int> in
    loop.flatSubmit {
        let done = loop.makePromise(of: Int.self)
        let supplier = Supplier(messages: messages / connections, content: content, path: path, done: done)
        let bound = NIOLoopBound(supplier, eventLoop: loop)
        let base = NIOLoopBound<any MessageSupplier>(supplier, eventLoop: loop)
        connector.connect(on: loop, for: .messages(RelayFacts(discardsRefusedChunks: true)), supplier: base)
            .whenComplete {
                switch $0 {
                case .success(let handler): bound.value.handler = handler.value
                case .failure(let error): done.fail(error)
                }
            }
        return done.futureResult
    }
}
let accepted = try ends.reduce(0) { try $0 + $1.wait() }
let wall = Date().timeIntervalSince(started)
let after = processTime()
let allocated =
    Double(try loop.submit { allocations_of_this_thread() }.wait() - allocations) / Double(accepted)
let (user, system) = (
    (after.user - before.user) / Double(accepted), (after.system - before.system) / Double(accepted)
)
print(
    "| \(address.protection == .none ? "plain" : "TLS"), \(connections) connections | \(Int(Double(accepted) / wall)) "
        + "| \(String(format: "%.2f | %.2f | %.2f | %.2f", user + system, user, system, allocated)) |")
guard accepted == messages / connections * connections else {
    print("only \(accepted) of \(messages) messages were accepted")
    exit(1)
}
