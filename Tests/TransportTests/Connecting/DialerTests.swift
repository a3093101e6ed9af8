import Glibc
import NIOCore
import NIOPosix
import Testing

@testable import Transport

/// Says what the test wants about each name.
private struct FixedResolver: NameResolver {
    let result: Result<[String], NetworkFault>

    func addresses(of host: String, port: Int, on loop: any EventLoop) -> EventLoopFuture<[SocketAddress]> {
        return loop.makeCompletedFuture {
            try result.get().map { try SocketAddress(ipAddress: $0, port: port) }
        }
    }
}

@Suite("Dialling")
struct DialerTests {
    /// The peer's and our own address of the connection, or why there is none, with a listener on `address`.
    private func dial(
        _ result: Result<[String], NetworkFault>, listeningOn address: String = "127.0.0.1",
        source: String? = nil, timeout: TimeAmount = .seconds(300)
    ) async throws -> Result<[String?], any Error> {
        let group = MultiThreadedEventLoopGroup.singleton
        let server = try await ServerBootstrap(group: group).bind(host: address, port: 0).get()
        let port = server.localAddress?.port ?? 0
        let loop = group.next()
        let settings = Dialer.Settings(
            resolver: FixedResolver(result: result), source: source.flatMap { SourceAddress($0) },
            timeout: timeout, attemptDelay: .milliseconds(50))
        var outcome: Result<[String?], any Error>
        do {
            let channel = try await loop.flatSubmit {
                Dialer.connect(to: "relay.example", port: port, on: loop, settings: settings)
            }.get()
            outcome = .success([channel.remoteAddress?.ipAddress, channel.localAddress?.ipAddress])
            try await channel.close().get()
        } catch {
            outcome = .failure(error)
        }
        try await server.close().get()
        return outcome
    }

    private func fault(_ outcome: Result<[String?], any Error>) -> NetworkFault? {
        guard case .failure(let error) = outcome else { return nil }
        return error as? NetworkFault
    }

    @Test("An address that refuses is followed by the next one, of either family")
    func nextAddress() async throws {
        let peer = try await dial(.success(["127.0.0.2", "127.0.0.1"])).get()[0]
        #expect(peer == "127.0.0.1")
        let other = try await dial(.success(["127.0.0.1", "::1"])).get()[0]
        #expect(other == "127.0.0.1", "nothing listens on ::1")
    }

    @Test("When all refuse, each address is named with its reason")
    func allRefuse() async throws {
        let outcome = try await dial(.success(["127.0.0.2", "127.0.0.3"]))
        #expect(
            fault(outcome)
                == .allFailed([
                    .init(address: "127.0.0.2", cause: .refused),
                    .init(address: "127.0.0.3", cause: .refused),
                ]))
    }

    @Test("One address that refuses says so plainly")
    func oneRefuses() async throws {
        #expect(fault(try await dial(.success(["127.0.0.2"]))) == .refused)
    }

    @Test("A name that does not exist is permanent, a name server that does not answer is not")
    func lookups() async throws {
        let unknown = fault(try await dial(.failure(.unknownHost("relay.example"))))
        #expect(unknown == .unknownHost("relay.example") && unknown?.isPermanent == true)
        let failed = fault(try await dial(.failure(.lookupFailed("relay.example"))))
        #expect(failed == .lookupFailed("relay.example") && failed?.isPermanent == false)
        #expect(fault(try await dial(.success([]))) == .unknownHost("relay.example"))
    }

    @Test("A source address is what the connection comes from")
    func source() async throws {
        #expect(try await dial(.success(["127.0.0.1"]), source: "127.0.0.9").get()[1] == "127.0.0.9")
    }

    @Test("A source address of the other family, or of another machine, is said to be one")
    func wrongSource() async throws {
        #expect(
            fault(try await dial(.success(["127.0.0.1"]), source: "::1"))
                == .otherFamily(host: "relay.example", source: "::1"))
        #expect(fault(try await dial(.success(["127.0.0.1"]), source: "192.0.2.7")) == .notOurs("192.0.2.7"))
    }

    @Test("The system's resolver knows digits and this machine")
    func system() async throws {
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        let digits = try await SystemResolver().addresses(of: "::1", port: 25, on: loop).get()
        #expect(digits.map(\.digits) == ["::1"])
        let local = try await SystemResolver().addresses(of: "localhost", port: 25, on: loop).get()
        #expect(local.contains { $0.digits == "127.0.0.1" || $0.digits == "::1" })
        #expect(local.allSatisfy { $0.port == 25 })
    }
}
