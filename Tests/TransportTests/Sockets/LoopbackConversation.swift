import NIOCore
import NIOPosix
import SMTP
import Transport

/// A conversation over a TCP connection with a server that a handler plays.
final class LoopbackConversation {
    struct Hung: Error {}

    /// What the kernel may keep for each direction of each end, in octets; nil for what it likes.
    private let buffer: Int?
    private let clerk = Clerk()
    private let handler: ConversationHandler
    private let messages: [Transaction]
    private let done: EventLoopPromise<[String]>

    /// Offers the messages, drains when all are finished, and gives what was reported up to the end.
    ///
    /// - Parameter server: makes what stands on the other end; told `isClosed` when that is over.
    static func run(
        _ configuration: SessionConfiguration, _ messages: [Transaction], buffer: Int? = nil,
        server: @escaping @Sendable () -> any ChannelHandler
    ) async throws -> [String] {
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        return try await loop.flatSubmit {
            LoopbackConversation(configuration, messages, buffer, loop).run(on: loop, server)
        }.get()
    }

    private init(
        _ configuration: SessionConfiguration, _ messages: [Transaction], _ buffer: Int?,
        _ loop: any EventLoop
    ) {
        self.messages = messages
        self.buffer = buffer
        done = loop.makePromise()
        handler = ConversationHandler(
            session: Session(configuration), supplier: clerk, outlet: .socket,
            makeTLS: { throw ChannelError.operationUnsupported })
        for message in messages { clerk.offer(message, ReplayScript.content(of: message)) }
    }

    private func run(
        on loop: any EventLoop, _ server: @escaping @Sendable () -> any ChannelHandler
    ) -> EventLoopFuture<[String]> {
        let bound = NIOLoopBound(self, eventLoop: loop)
        clerk.changed = { bound.value.look() }
        let alarm = loop.scheduleTask(in: .seconds(60)) { bound.value.done.fail(Hung()) }
        let buffers = buffer.map {
            [(ChannelOptions.socketOption(.so_sndbuf), $0), (.socketOption(.so_rcvbuf), $0)]
        }
        let listener = ServerBootstrap(group: loop, childGroup: loop)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    for (option, value) in buffers ?? [] {
                        try channel.syncOptions?.setOption(option, value: value)
                    }
                    try channel.pipeline.syncOperations.addHandler(server())
                }
            }
            .bind(host: "127.0.0.1", port: 0)
        return listener.flatMap { listening -> EventLoopFuture<[String]> in
            bound.value.done.futureResult.whenComplete { _ in
                alarm.cancel()
                bound.value.clerk.changed = {}
                bound.value.handler.abandon()
                listening.close(promise: nil)
            }
            guard let address = listening.localAddress else {
                return loop.makeFailedFuture(ChannelError.unknownLocalAddress)
            }
            return ClientBootstrap(group: loop)
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        for (option, value) in buffers ?? [] {
                            try channel.syncOptions?.setOption(option, value: value)
                        }
                        try channel.pipeline.syncOperations.addHandler(bound.value.handler)
                    }
                }
                .connect(to: address)
                .flatMap { _ in bound.value.done.futureResult }
        }
    }

    private func look() {
        if clerk.end != nil { return done.succeed(clerk.lines) }
        // `ready`, and a line for each message.
        if clerk.lines.count == messages.count + 1 { handler.drain() }
    }
}
