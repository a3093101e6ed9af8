import Cryptography
import NIOCore
import NIOPosix
import SMTP
import TranscriptCorpus
import Transport

/// Plays a transcript over a TCP connection on loopback: this module's handlers on one end, the server's lines on the
/// other.
///
/// Both ends are on one event loop. After everything that happens there, what was written and reported is compared with
/// the transcript; when a turn is complete, the next begins. Nothing is waited for by time but a replay that hangs.
final class SocketReplay {
    /// How the server's octets are written.
    enum Delivery: CaseIterable {
        case whole
        case byLine
        case byOctet
    }

    struct Mismatch: Error, CustomStringConvertible {
        let description: String
    }

    private let script: ReplayScript
    private let delivery: Delivery
    private let tls: TestTLS?
    private let loop: any EventLoop
    private let done: EventLoopPromise<Void>
    private let clerk = Clerk()
    private let peer = ScriptedPeer()
    private let kernel: SlowKernel
    private let implicitTLS: TLSHandler?
    private let handler: ConversationHandler
    private var client: (any Channel)?
    /// The turn that is going on; all are over when it is none of them.
    private var turn = 0
    private var isLooking = false
    private var isClosing = false

    /// Plays it to its end.
    ///
    /// - Throws: ``Mismatch`` with what was seen instead.
    static func play(
        _ text: String, _ delivery: Delivery = .whole,
        on loop: any EventLoop = MultiThreadedEventLoopGroup.singleton.next(),
        salter: PasswordSalter = PasswordSalter()
    ) async throws {
        let script = try ReplayScript(text)
        let tls = script.transcript.configuration.security == .none ? nil : try await TestTLS()
        try await loop.flatSubmit {
            do {
                return try SocketReplay(script, delivery, tls, loop, salter).run()
            } catch {
                return loop.makeFailedFuture(error)
            }
        }.get()
    }

    private init(
        _ script: ReplayScript, _ delivery: Delivery, _ tls: TestTLS?, _ loop: any EventLoop,
        _ salter: PasswordSalter
    ) throws {
        self.script = script
        self.delivery = delivery
        self.tls = tls
        self.loop = loop
        done = loop.makePromise()
        kernel = SlowKernel(contents: script.contents, withheld: script.withheld)
        let makeTLS: @Sendable () throws -> TLSHandler = { try TestTLS.clientHandler(tls) }
        // Who writes past a kernel that withholds something would not be seen.
        precondition(script.withheld.isEmpty || tls == nil, "with TLS nothing can be withheld")
        implicitTLS =
            script.transcript.configuration.security == .implicit ? try TestTLS.clientHandler(tls) : nil
        let outlet = script.withheld.isEmpty ? implicitTLS.map(Outlet.tls) ?? .socket : .pipeline
        handler = ConversationHandler(
            session: Session(script.transcript.configuration), supplier: clerk, salter: salter,
            outlet: outlet, makeTLS: makeTLS)
    }

    private func run() -> EventLoopFuture<Void> {
        let bound = NIOLoopBound(self, eventLoop: loop)
        let look: () -> Void = { bound.value.look() }
        clerk.changed = look
        peer.changed = look
        kernel.changed = look
        return ServerBootstrap(group: loop, childGroup: loop)
            .childChannelOption(ChannelOptions.socketOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try bound.value.accept(channel) }
            }
            .bind(host: "127.0.0.1", port: 0)
            .flatMap { server in
                bound.value.connect(to: server)
                return bound.value.done.futureResult
            }
    }

    private func accept(_ channel: any Channel) throws {
        try channel.pipeline.syncOperations.addHandler(peer)
        if script.transcript.configuration.security == .implicit, let tls { try peer.secure(tls.server) }
    }

    private func connect(to server: any Channel) {
        let bound = NIOLoopBound(self, eventLoop: loop)
        let alarm = loop.scheduleTask(in: .seconds(240)) { bound.value.fail("it hangs") }
        done.futureResult.whenComplete { _ in
            alarm.cancel()
            bound.value.client?.close(promise: nil)
            bound.value.clerk.changed = {}
            bound.value.peer.changed = {}
            bound.value.kernel.changed = {}
            server.close(promise: nil)
        }
        guard let address = server.localAddress else { return fail("no address") }
        ClientBootstrap(group: loop)
            .channelOption(ChannelOptions.socketOption(.tcp_nodelay), value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try bound.value.assemble(channel) }
            }
            .connect(to: address)
            .whenFailure { bound.value.fail("no connection: \($0)") }
    }

    private func assemble(_ channel: any Channel) throws {
        client = channel
        let pipeline = channel.pipeline.syncOperations
        try pipeline.addHandler(kernel)
        if let implicitTLS { try pipeline.addHandler(implicitTLS) }
        try pipeline.addHandler(handler)
    }

    // MARK: Turns

    private func look() {
        guard !isLooking else { return }
        isLooking = true
        defer { isLooking = false }
        while turn < script.turns.count, isComplete(script.turns[turn]) {
            turn += 1
            if turn < script.turns.count { make(script.turns[turn]) }
        }
        if turn == script.turns.count { close() }
    }

    /// Whether all that this turn brings about has been seen; more than that is a fault.
    private func isComplete(_ turn: ReplayScript.Turn) -> Bool {
        guard peer.isConnected || peer.isClosed else { return false }
        // What is between the two ends is seen when it arrives.
        let isUnderWay = kernel.passed.map { $0 != peer.received.count } ?? false
        let written = isUnderWay ? peer.received : peer.received + kernel.held
        guard turn.octets.starts(with: written), turn.lines.starts(with: clerk.lines) else {
            fail("something else came")
            return false
        }
        return !isUnderWay && turn.octets.count == written.count
            && turn.lines.count == clerk.lines.count
    }

    private func make(_ turn: ReplayScript.Turn) {
        switch turn.move {
        case .connect: break
        case .say(let octets):
            peer.say(pieces(of: octets))
            if turn.securesConnection, let tls {
                do { try peer.secure(tls.server) } catch { fail("no TLS: \(error)") }
            }
        case .offer(let transaction):
            clerk.offer(transaction, ReplayScript.content(of: transaction))
            handler.resupply()
        case .release(let id): kernel.release(id)
        case .drain: handler.drain()
        case .lose: peer.vanish()
        }
    }

    private func pieces(of octets: [UInt8]) -> [[UInt8]] {
        switch delivery {
        case .whole: [octets]
        case .byOctet: octets.map { [$0] }
        case .byLine: octets.split(after: 10)
        }
    }

    /// The end shows what the client wrote although nobody expected it.
    private func close() {
        clerk.changed = {}
        if !isClosing {
            isClosing = true
            handler.abandon()
        }
        guard peer.isClosed else { return }
        let expected = script.turns.last?.octets ?? []
        guard expected.starts(with: peer.received) else { return fail("more came") }
        done.succeed()
    }

    private func fail(_ what: String) {
        let expected = turn < script.turns.count ? script.turns[turn] : script.turns.last
        let lines = expected?.lines ?? []
        done.fail(
            Mismatch(
                description: """
                    \(what), octets \(delivery), turn \(turn): \(expected.map { "\($0.move)" } ?? "")
                    expected \(lines) and \(String(decoding: expected?.octets.suffix(300) ?? [], as: UTF8.self))
                    saw \(clerk.lines) and \(String(decoding: (peer.received + kernel.held).suffix(300), as: UTF8.self))
                    """))
    }
}

extension Sequence<UInt8> {
    /// Cut behind every `octet`.
    fileprivate func split(after octet: UInt8) -> [[UInt8]] {
        reduce(into: [[]]) { pieces, next in
            pieces[pieces.count - 1].append(next)
            if next == octet { pieces.append([]) }
        }.filter { !$0.isEmpty }
    }
}
