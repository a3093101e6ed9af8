import NIOCore
import NIOPosix
import SMTP
import Testing

@testable import Transport

/// Connections by way of a played proxy, over TCP.
@Suite("A relay behind a proxy")
struct ProxyTests {
    private typealias Turn = PlayedProxy.Turn

    private static let relay: [Turn] = [
        Turn("EHLO client.example\r\n", "250 relay\r\n"), Turn("QUIT\r\n", "221 bye\r\n"),
    ]
    private static let socksRequest: [UInt8] = [5, 1, 0, 3, 10] + Array("mx.example".utf8) + [0, 25]
    private static let connectRequest = "CONNECT mx.example:25 HTTP/1.1\r\nHost: mx.example:25\r\n\r\n"

    /// Converses with `mx.example` by way of a proxy that plays `turns`, and says how it ended.
    private func converse(
        _ scheme: String, _ turns: [Turn], isInPieces: Bool = false, closesAtEnd: Bool = false
    ) async throws -> ConversationEnd {
        let group = MultiThreadedEventLoopGroup.singleton
        let server = try await ServerBootstrap(group: group)
            .childChannelOption(ChannelOptions.socketOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(
                        PlayedProxy(turns, isInPieces: isInPieces, closesAtEnd: closesAtEnd))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        let end = try await converse(by: "\(scheme)://127.0.0.1:\(server.localAddress?.port ?? 0)")
        try await server.close().get()
        return end
    }

    private func converse(
        with relay: String = "smtp://mx.example?tls=none", by proxy: String,
        on loop: any EventLoop = MultiThreadedEventLoopGroup.singleton.next()
    ) async throws -> ConversationEnd {
        let address = try RelayAddress(parsing: relay)
        let connector = try Connector(
            to: address,
            configuration: SessionConfiguration(
                clientName: Array("client.example".utf8), security: address.protection.sessionSecurity),
            proxy: Proxy(ProxyAddress(parsing: proxy)))
        return try await loop.flatSubmit {
            let done = loop.makePromise(of: ConversationEnd.self)
            let alarm = loop.scheduleTask(in: .seconds(60)) { done.fail(LoopbackConversation.Hung()) }
            done.futureResult.whenComplete { _ in alarm.cancel() }
            let clerk = Clerk()
            let supplier = NIOLoopBound<any MessageSupplier>(clerk, eventLoop: loop)
            let bound = NIOLoopBound(clerk, eventLoop: loop)
            connector.connect(
                on: loop, for: .messages(RelayFacts(discardsRefusedChunks: false)), supplier: supplier
            )
            .whenComplete { result in
                switch result {
                case .failure(let error): done.succeed(ConversationEnd(error))
                case .success(let handler):
                    bound.value.changed = {
                        if let end = bound.value.end { return done.succeed(end) }
                        handler.value.drain()
                    }
                }
            }
            return done.futureResult
        }.get()
    }

    private func isDrained(_ end: ConversationEnd) -> Bool {
        if case .session(.drained) = end { true } else { false }
    }

    private func fault(_ end: ConversationEnd) -> ProxyFault? {
        if case .network(.proxy(_, let fault)) = end { fault } else { nil }
    }

    @Test(
        "by SOCKS hears what the relay said together with the proxy's last word, or octet by octet",
        arguments: [false, true])
    func socks(_ isInPieces: Bool) async throws {
        let reply: [UInt8] = [5, 0, 0, 1, 127, 0, 0, 1, 0, 25] + Array("220 relay\r\n".utf8)
        let end = try await converse(
            "socks5", [Turn([5, 1, 0], [5, 0]), Turn(Self.socksRequest, reply)] + Self.relay,
            isInPieces: isInPieces)
        #expect(isDrained(end), "\(end)")
    }

    @Test("by CONNECT hears it all, too", arguments: [false, true])
    func connect(_ isInPieces: Bool) async throws {
        let end = try await converse(
            "http",
            [Turn(Self.connectRequest, "HTTP/1.1 200 OK\r\nVia: p\r\n\r\n220 relay\r\n")] + Self.relay,
            isInPieces: isInPieces)
        #expect(isDrained(end), "\(end)")
    }

    @Test("that the proxy does not reach is said in the proxy's words")
    func refused() async throws {
        let socks = try await converse(
            "socks5", [Turn([5, 1, 0], [5, 0]), Turn(Self.socksRequest, [5, 4, 0, 1, 0, 0, 0, 0, 0, 0])])
        #expect(fault(socks) == .refused(code: 4))
        let connect = try await converse("http", [Turn(Self.connectRequest, "HTTP/1.1 504 Slow\r\n\r\n")])
        #expect(fault(connect) == .answered(status: 504, reason: "Slow"))
    }

    @Test("whose proxy closes the connection, before an answer or within one, is none")
    func closing() async throws {
        let within = try await converse(
            "http", [Turn(Self.connectRequest, "HTTP/1.1 200 OK\r\n")], closesAtEnd: true)
        #expect(fault(within) == .closed)
        let before = try await converse("socks5", [Turn([5, 1, 0], [])], closesAtEnd: true)
        #expect(fault(before) == .closed)
    }

    @Test("whose proxy speaks something else is none")
    func garbage() async throws {
        let smtp = try await converse("socks5", [Turn([5, 1, 0], Array("500 What?\r\n".utf8))])
        guard case .foreign(.socks, let octets) = fault(smtp) else {
            return #expect(Bool(false), "\(smtp)")
        }
        #expect(octets.starts(with: "500".utf8))
    }

    @Test("whose proxy cannot be reached says that, and whether another try may help")
    func unreachable() async throws {
        let nobody = try await converse(by: "socks5://127.0.0.1:1")
        #expect(fault(nobody) == .unreachable(.refused))
    }

    @Test("goes with its connection, when the relay leaves together with the proxy's last word")
    func lost() async throws {
        let end = try await converse(
            "http", [Turn(Self.connectRequest, "HTTP/1.1 200 OK\r\n\r\n554 no\r\n")], closesAtEnd: true)
        guard case .session(.greetingRefused(let reply)) = end else { return #expect(Bool(false), "\(end)") }
        #expect(reply.code == 554)
    }

    @Test(
        "goes with its connection, when a reset comes together with the proxy's last word and TLS would begin"
    )
    func resetBeforeTLS() async throws {
        // On one loop, so that the reset is there before the answer is read.
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        let server = try await ServerBootstrap(group: loop, childGroup: loop)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(
                        PlayedProxy(
                            [Turn(Self.connectRequest, "HTTP/1.1 200 OK\r\n\r\n")], isInPieces: false,
                            closesAtEnd: true, resets: true))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        let end = try await converse(
            with: "smtps://mx.example:25", by: "http://127.0.0.1:\(server.localAddress?.port ?? 0)", on: loop)
        try await server.close().get()
        guard case .session(.connectionLost) = end else { return #expect(Bool(false), "\(end)") }
    }

    @Test("whose replies come before the commands, together with the proxy's answer, ends in a conversation")
    func hasty() async throws {
        let hasty = "HTTP/1.1 200 OK\r\n\r\n220 x\r\n250 a\r\n250 b\r\nHTTP/1.1 200 OK\r\n"
        let end = try await converse("http", [Turn(Self.connectRequest, hasty)])
        guard case .session(.protocolFault) = end else { return #expect(Bool(false), "\(end)") }
    }

    @Test("has a name that fits into what SOCKS can say")
    func longName() async throws {
        let proxy = try #require(Proxy(ProxyAddress(parsing: "socks5://127.0.0.1:1")))
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        let name = String(repeating: "a", count: 256)
        await #expect(throws: NetworkFault.unknownHost(name)) {
            _ = try await loop.flatSubmit {
                proxy.connect(to: name, port: 25, on: loop, settings: Dialer.Settings())
            }.get()
        }
    }
}
