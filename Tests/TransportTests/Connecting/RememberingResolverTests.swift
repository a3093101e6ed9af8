import NIOCore
import NIOPosix
import Synchronization
import Testing

@testable import Transport

/// Says one thing after another, whatever the name.
final class ScriptedResolver: NameResolver {
    private let answers: Mutex<[Result<[String], NetworkFault>]>

    init(_ answers: [Result<[String], NetworkFault>]) {
        self.answers = Mutex(answers)
    }

    func addresses(of host: String, port: Int, on loop: any EventLoop) -> EventLoopFuture<[SocketAddress]> {
        let answer = answers.withLock { $0.isEmpty ? .failure(.lookupFailed(host)) : $0.removeFirst() }
        return loop.makeCompletedFuture {
            try answer.get().map { try SocketAddress(ipAddress: $0, port: port) }
        }
    }
}

@Suite("A name that is looked up again and again")
struct RememberingResolverTests {
    private func faults(
        _ answers: [Result<[String], NetworkFault>], of names: [String]? = nil
    ) async throws -> [NetworkFault?] {
        let resolver = RememberingResolver(ScriptedResolver(answers))
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        var faults: [NetworkFault?] = []
        for name in names ?? answers.map({ _ in "mx.example" }) {
            do {
                _ = try await loop.flatSubmit { resolver.addresses(of: name, port: 25, on: loop) }.get()
                faults.append(nil)
            } catch {
                faults.append(error as? NetworkFault)
            }
        }
        return faults
    }

    @Test("and was never found does not exist, for good")
    func never() async throws {
        let gone = NetworkFault.unknownHost("mx.example")
        let faults = try await faults([.failure(gone), .success([]), .failure(.lookupFailed("mx.example"))])
        #expect(faults == [gone, gone, .lookupFailed("mx.example")])
        #expect(faults.map { $0?.isPermanent } == [true, true, false])
    }

    @Test("and was found before has only vanished, until it is found again")
    func vanished() async throws {
        let gone = NetworkFault.unknownHost("mx.example")
        let faults = try await faults([
            .success(["127.0.0.1"]), .failure(gone), .success([]), .failure(.lookupFailed("mx.example")),
            .success(["127.0.0.1"]),
        ])
        let vanished = NetworkFault.vanishedHost("mx.example")
        #expect(faults == [nil, vanished, vanished, .lookupFailed("mx.example"), nil])
        #expect(!vanished.isPermanent)
    }

    @Test("is remembered by itself: another one that does not exist is another matter")
    func each() async throws {
        let other = NetworkFault.unknownHost("proxy.example")
        let faults = try await faults(
            [.success(["127.0.0.1"]), .failure(other)], of: ["mx.example", "proxy.example"])
        #expect(faults == [nil, other])
    }
}
