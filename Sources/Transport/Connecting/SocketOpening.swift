import NIOCore
import NIOPosix

/// Begins TCP connections.
protocol SocketOpening: Sendable {
    /// A connection on which nothing is read yet.
    ///
    /// - Parameter began: told the channel on `loop` as soon as there is one, so that the attempt can be given up.
    func open(
        _ address: SocketAddress, on loop: any EventLoop, began: @escaping @Sendable (any Channel) -> Void
    ) -> EventLoopFuture<any Channel>
}

/// Connections by the system.
struct SystemSockets: SocketOpening {
    var source: SourceAddress?
    var timeout: TimeAmount

    func open(
        _ address: SocketAddress, on loop: any EventLoop, began: @escaping @Sendable (any Channel) -> Void
    ) -> EventLoopFuture<any Channel> {
        var bootstrap = ClientBootstrap(group: loop)
            .connectTimeout(timeout)
            .channelOption(ChannelOptions.socketOption(.tcp_nodelay), value: 1)
            // Nothing is read before the handlers that understand it are in place.
            .channelOption(ChannelOptions.autoRead, value: false)
            .channelInitializer { channel in
                began(channel)
                return channel.eventLoop.makeSucceededVoidFuture()
            }
        if let source = source?.socketAddress { bootstrap = bootstrap.bind(to: source) }
        return bootstrap.connect(to: address)
    }
}
