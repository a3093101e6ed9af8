import Glibc
import Testing

@testable import Cryptography

@Suite("Files of certificates and keys")
struct TLSContextTests {
    private let certificates: TestCertificates

    init() throws {
        certificates = try TestCertificates.shared()
    }

    private func fault(_ make: () throws -> TLSContext) -> TLSFault? {
        do {
            _ = try make()
            return nil
        } catch {
            return error as? TLSFault
        }
    }

    @Test("A file that is not there is named with the system's reason")
    func missing() throws {
        let path = certificates.path("nowhere.pem")
        let expected = TLSFault.file(path: path, problem: .unreadable(code: ENOENT))
        #expect(throws: expected) { try TLSContext(client: TLSClientSettings(caFile: path)) }
        #expect(throws: expected) { try TLSContext(server: certificates.server("nowhere")) }
        #expect(throws: expected) { try TLSContext(server: certificates.server("good", key: "nowhere.pem")) }
    }

    @Test(
        "A file without a certificate in it is not taken for an empty trust store",
        arguments: ["garbage.pem", "leaf.key"])
    func noCertificate(name: String) throws {
        let path = certificates.path(name)
        for make in [
            { try TLSContext(client: TLSClientSettings(caFile: path)) },
            { try TLSContext(server: TLSServerSettings(certificateFile: path, keyFile: path)) },
        ] {
            guard case .file(let found, .noCertificate) = fault(make) else {
                Issue.record("\(name) was taken")
                continue
            }
            #expect(found == path)
        }
    }

    @Test("A folder is not a CA file")
    func folder() {
        let folder = certificates.folder
        let found = fault { try TLSContext(client: TLSClientSettings(caFile: folder)) }
        #expect(found == .file(path: folder, problem: .notRegular))
    }

    @Test(
        "A key of another certificate is refused, of the same kind and of another",
        arguments: ["stranger.key", "small.key"])
    func mismatch(key: String) throws {
        #expect(
            throws: TLSFault.file(
                path: certificates.path(key),
                problem: .keyMismatch(certificateFile: certificates.path("good.pem")))
        ) {
            try TLSContext(server: certificates.server("good", key: key))
        }
    }

    @Test(
        "A key behind a passphrase is refused without asking the terminal",
        arguments: ["locked.key", "garbage.pem"])
    func noKey(name: String) throws {
        let found = fault { try TLSContext(server: certificates.server("good", key: name)) }
        guard case .file(let path, .noKey(let reason)) = found else {
            Issue.record("\(name) was taken")
            return
        }
        #expect(path == certificates.path(name))
        #expect(!reason.isEmpty)
    }

    @Test("A server does not start with a certificate that no client should take")
    func weak() throws {
        let found = fault { try TLSContext(server: certificates.server("small", key: "small.key")) }
        #expect(found == .file(path: certificates.path("small.pem"), problem: .tooWeak))
    }

    @Test("Many threads make connections from the same two contexts")
    func shared() async throws {
        let clients = try certificates.client()
        let servers = try TLSContext(server: certificates.server("good"))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<16 {
                group.addTask {
                    let client = try TLSEngine(clients, serverName: "mail.example.org")
                    let server = try TLSEngine(accepting: servers)
                    try shakeHands(client, server)
                    #expect(client.negotiated?.version == "TLSv1.3")
                }
            }
            try await group.waitForAll()
        }
    }
}
