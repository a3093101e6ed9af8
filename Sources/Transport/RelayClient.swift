import Cryptography
import NIOCore
import NIOPosix
import SMTP

/// Sends messages through one relay, over one connection at a time, and says what became of each.
///
/// For programs that have their messages at hand. Nothing is recorded: what it returns is all there is, so a process that
/// ends meanwhile leaves nobody who knows. `PIPELINING` and `CHUNKING` are used where the relay offers them.
public struct RelayClient: Sendable {
    private let connector: Connector

    /// - Parameters:
    ///   - address: the relay.
    ///   - credentials: who we are to it; nil sends no AUTH. They go over TLS only, or to a loopback address whose URL says
    ///     `?tls=none`.
    ///   - clientName: how we call ourselves in EHLO; nil for the address that the relay sees.
    ///   - caFile: a PEM file with the certificates to trust in place of the system's.
    ///   - patience: how long each reply may take.
    /// - Throws: when the certificates to trust cannot be read.
    public init(
        to address: RelayAddress, credentials: Credentials? = nil, clientName: ClientName? = nil,
        caFile: String? = nil, patience: Patience = .standard
    ) throws(SendingFailure) {
        var configuration = SessionConfiguration(
            clientName: clientName?.octets ?? [], security: address.protection.sessionSecurity,
            credentials: credentials)
        configuration.permitsClearAuthentication = address.permitsClearAuthentication
        configuration.patience = patience
        do {
            connector = try Connector(
                to: address, configuration: configuration, trust: TLSClientSettings(caFile: caFile))
        } catch {
            throw SendingFailure(end: .tls(error))
        }
    }

    /// Sends them in this order, and returns when there is an answer to each, or none to be had.
    ///
    /// A connection that has carried enough, by the relay's limits or ours, is replaced. One that ends otherwise ends the
    /// call: what was not sent by then may be given to another. A call is not cancelled with its task; nothing that was
    /// begun would be known of.
    public func send(_ messages: [OutgoingMessage]) async -> SendingResult {
        var verdicts = [Verdict](repeating: .notSent(.notStarted), count: messages.count)
        var left = Array(messages.indices)
        while !left.isEmpty {
            let turn = await converse(left.map { messages[$0] })
            for (index, verdict) in zip(left, turn.verdicts) { verdicts[index] = verdict }
            let before = left.count
            left = left.filter { verdicts[$0].isNotSent }
            switch turn.end {
            case .session(.drained): return SendingResult(verdicts: verdicts, failure: nil)
            case .session(.messageLimit), .session(.refusalBudget):
                if left.count < before { continue }
            case .session, .tls, .network, .noToken: break
            }
            return SendingResult(verdicts: verdicts, failure: SendingFailure(end: turn.end))
        }
        return SendingResult(verdicts: verdicts, failure: nil)
    }

    private func converse(_ messages: [OutgoingMessage]) async -> Batch.Turn {
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        let turn = loop.flatSubmit {
            let promise = loop.makePromise(of: Batch.Turn.self)
            let batch = Batch(messages, promise: promise)
            let bound = NIOLoopBound(batch, eventLoop: loop)
            connector.connect(
                on: loop, for: .messages(RelayFacts(discardsRefusedChunks: false)),
                supplier: NIOLoopBound<any MessageSupplier>(batch, eventLoop: loop)
            ).whenComplete { result in
                switch result {
                case .success(let handler): bound.value.handler = handler.value
                case .failure(let error): bound.value.ended(ConversationEnd(error))
                }
            }
            return promise.futureResult
        }
        do {
            return try await turn.get()
        } catch {
            // The loop is never shut down, and the promise never fails.
            return Batch.Turn(
                verdicts: messages.map { _ in .notSent(.neverReady) }, end: ConversationEnd(error))
        }
    }
}

/// Messages on their way over one connection.
///
/// Lives on its event loop.
private final class Batch: MessageSupplier {
    struct Turn: Sendable {
        let verdicts: [Verdict]
        let end: ConversationEnd
    }

    var handler: ConversationHandler?
    private let messages: [OutgoingMessage]
    private var next = 0
    private var verdicts: [Verdict]
    private let promise: EventLoopPromise<Turn>

    init(_ messages: [OutgoingMessage], promise: EventLoopPromise<Turn>) {
        self.messages = messages
        self.promise = promise
        verdicts = messages.map { _ in .notSent(.notStarted) }
    }

    func nextMessage() -> OutgoingMessage? {
        guard next < messages.count else { return nil }
        defer { next += 1 }
        return messages[next].numbered(UInt64(next))
    }

    func finished(_ id: UInt64, _ verdict: Verdict) {
        verdicts[Int(id)] = verdict
    }

    func turnEnded() {
        guard next == messages.count, let handler else { return }
        // Draining is a turn of its own.
        self.handler = nil
        handler.drain()
    }

    func conversationSecured(by tls: TLSDescription) {}
    func conversationReady(_ capabilities: Capabilities) {}

    func conversationEnded(_ end: ConversationEnd, _ figures: ConversationFigures) {
        handler = nil
        ended(end)
    }

    func ended(_ end: ConversationEnd) {
        promise.succeed(Turn(verdicts: verdicts, end: end))
    }
}

extension Verdict {
    fileprivate var isNotSent: Bool {
        if case .notSent = self { true } else { false }
    }
}
