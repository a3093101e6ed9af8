import Glibc
import NIOCore
import NIOPosix
import SMTP
import TestSupport
import Testing

@testable import Transport

@Suite("A Unix socket that cannot be used")
struct SocketPathTests {
    private func fault(connectingTo path: String) async throws -> NetworkFault? {
        let connector = try Connector(
            to: RelayAddress(parsing: "lmtp+unix:\(path)"),
            configuration: SessionConfiguration(clientName: [], security: .none))
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        do {
            _ = try await loop.flatSubmit {
                connector.connect(
                    on: loop, for: .discardProof,
                    supplier: NIOLoopBound<any MessageSupplier>(Clerk(), eventLoop: loop))
            }.get()
            return nil
        } catch {
            guard case .network(let fault) = ConversationEnd(error) else { throw error }
            return fault
        }
    }

    @Test("because nothing is there, a file is there, a folder is in the way, or nobody listens any more")
    func faults() async throws {
        let folder = try TemporaryFolder()
        #expect(try await fault(connectingTo: folder("none")) == .system(ENOENT))
        try folder.write("file", "")
        #expect(try await fault(connectingTo: folder("file")) == .refused)
        #expect(try await fault(connectingTo: folder("file/socket")) == .system(ENOTDIR))
        try leaveSocket(at: folder("left"))
        #expect(try await fault(connectingTo: folder("left")) == .refused)
    }

    /// What a server leaves behind that was killed.
    private func leaveSocket(at path: String) throws {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        let address = try SocketAddress(unixDomainSocketPath: path)
        let result = address.withSockAddr { bind(descriptor, $0, socklen_t($1)) }
        try #require(result == 0)
    }
}
