import Cryptography
import Glibc
import NIOCore
import NIOPosix
import Transport

/// An SMTP server for rehearsals and tests: keeps what it gets, and misbehaves on request.
///
/// It keeps to RFC 5321 strictly where a client could be at fault. Its log is written before its replies are sent,
/// so it is the truth that a client's record can be compared with.
package final class SinkServer: Sendable {
    /// Where the server listens.
    package struct Address: Equatable, Sendable, CustomStringConvertible {
        package let host: String
        package let port: Int
        /// A Unix socket in place of host and port.
        package let socketPath: String?

        /// `unix:PATH`, or `HOST:PORT` with an IPv6 address in brackets.
        package var description: String {
            if let socketPath { return "unix:\(socketPath)" }
            return host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]:\(port)" : "\(host):\(port)"
        }
    }

    package let address: Address
    private let register: Register
    private let connections: ConnectionList
    private let listener: any Channel
    /// The threads, when they are the server's own.
    private let ownGroup: MultiThreadedEventLoopGroup?

    private init(
        _ register: Register, _ connections: ConnectionList, _ listener: any Channel,
        ownGroup: MultiThreadedEventLoopGroup?
    ) {
        self.register = register
        self.connections = connections
        self.listener = listener
        self.ownGroup = ownGroup
        address = Address(
            host: listener.localAddress?.ipAddress ?? register.settings.host,
            port: listener.localAddress?.port ?? register.settings.port,
            socketPath: register.settings.socketPath)
    }

    /// Starts a server; connections are taken when this returns.
    ///
    /// - Parameter group: the threads to run on; one thread of the server's own when it is `nil`.
    /// - Throws: when a setting is out of range, or address, log, Maildir or certificate cannot be used.
    package static func start(
        _ settings: SinkSettings, on group: MultiThreadedEventLoopGroup? = nil
    ) async throws(SinkFault) -> SinkServer {
        let register = try Register(settings)
        let connections = ConnectionList()
        let ownGroup = group == nil ? MultiThreadedEventLoopGroup(numberOfThreads: 1) : nil
        guard let threads = group ?? ownGroup else {
            throw .cannotListen(host: settings.host, port: 0, reason: "")
        }
        do {
            let bootstrap = bootstrap(threads, register, connections)
            let listener = try await
                (settings.socketPath.map { bootstrap.bind(unixDomainSocketPath: $0) }
                ?? bootstrap.bind(host: settings.host, port: settings.port)).get()
            return SinkServer(register, connections, listener, ownGroup: ownGroup)
        } catch {
            try? await ownGroup?.shutdownGracefully()
            let reason = (error as? IOError).map { String(cString: strerror($0.errnoCode)) } ?? "\(error)"
            if let path = settings.socketPath { throw .cannotListenOnSocket(path: path, reason: reason) }
            throw .cannotListen(host: settings.host, port: settings.port, reason: reason)
        }
    }

    package var counts: SinkCounts {
        SinkCounts(
            connections: register.connections.load(ordering: .relaxed),
            accepted: register.accepted.load(ordering: .relaxed),
            octets: register.octets.load(ordering: .relaxed),
            refused: register.refused.load(ordering: .relaxed),
            lost: register.lost.load(ordering: .relaxed))
    }

    /// Stops the server: takes no more connections, tells the open ones 421 once they have no message on its way,
    /// and returns when all are closed.
    ///
    /// - Parameter grace: after so many milliseconds the connections that are left are cut.
    /// - Throws: `SinkFault.log` when the log could not be written to its end.
    package func stop(grace: Int = 2000) async throws(SinkFault) {
        register.isStopping.store(true, ordering: .relaxed)
        try? await listener.close().get()
        if let path = address.socketPath { unlink(path) }
        let loop = listener.eventLoop
        let empty = connections.whenEmpty(on: loop)
        for channel in connections.all {
            channel.pipeline.fireUserInboundEventTriggered(SinkConnection.StopRequest())
        }
        let cut = loop.scheduleTask(in: .milliseconds(Int64(max(grace, 0)))) { [connections] in
            for channel in connections.all { channel.close(promise: nil) }
        }
        try? await empty.get()
        cut.cancel()
        try? await ownGroup?.shutdownGracefully()
        if let fault = register.log?.fault { throw fault }
    }

    private static func bootstrap(
        _ group: MultiThreadedEventLoopGroup, _ register: Register, _ connections: ConnectionList
    ) -> ServerBootstrap {
        let bootstrap = ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 1024)
            .childChannelOption(.recvAllocator, value: FixedSizeRecvByteBufferAllocator(capacity: 65536))
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    if case .implicit = register.settings.tls, let tls = register.tls {
                        try pipeline.addHandler(TLSHandler(try TLSEngine(accepting: tls)))
                    }
                    try pipeline.addHandler(SinkConnection(register, connections: connections))
                }
            }
        guard register.settings.socketPath == nil else { return bootstrap }
        return
            bootstrap
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
    }
}
