import Testing

@testable import Cryptography

@Suite("What both ends of a TLS connection know of each other")
struct ResumptionTests {
    private let certificates: TestCertificates

    init() throws {
        certificates = try TestCertificates.shared()
    }

    private func connect(
        _ client: TLSContext, _ server: TLSContext, as name: String = "mail.example.org"
    ) throws -> (client: TLSEngine, server: TLSEngine) {
        let ends = (try TLSEngine(client, serverName: name), try TLSEngine(accepting: server))
        try shakeHands(ends.0, ends.1)
        // Tickets of TLS 1.3 come behind the handshake, and are taken when the client reads.
        try ends.1.write(Array("220".utf8))
        try carry(from: ends.1, to: ends.0)
        _ = try ends.0.readAll()
        return ends
    }

    @Test(
        "A second connection to the same name resumes the first one's session; one to another name does not")
    func resumption() throws {
        let client = try certificates.client()
        let server = try TLSContext(server: certificates.server("good"))
        // Held on to: a connection dropped without a close_notify takes its session with it.
        let first = try connect(client, server)
        let second = try connect(client, server)
        #expect(!first.client.isResumed)
        #expect(second.client.isResumed && second.server.isResumed)
        let other = try TLSEngine(client, serverName: "other.example.org")
        #expect(fault(of: other, meeting: try TLSEngine(accepting: server)) != nil)
    }

    @Test(
        "Both ends of a connection have the same channel binding, no two connections do, resumed ones neither"
    )
    func bindings() throws {
        let client = try certificates.client()
        let server = try TLSContext(server: certificates.server("good"))
        var seen: [[UInt8]] = []
        for _ in 0..<3 {
            let ends = try connect(client, server)
            let binding = try #require(ends.client.channelBinding)
            #expect(binding == ends.server.channelBinding)
            #expect(!seen.contains(binding.octets))
            seen.append(binding.octets)
        }
    }

    @Test("A server that asks for it sees who the client is, and takes nobody its authorities do not know")
    func clientCertificates() throws {
        var asking = certificates.server("good")
        asking.clientAuthorityFile = certificates.path("root.pem")
        let server = try TLSContext(server: asking)
        var known = TLSClientSettings(caFile: certificates.path("root.pem"))
        known.certificate = CertificateFiles(
            certificateFile: certificates.path("client-only.pem"), keyFile: certificates.path("leaf.key"))
        #expect(
            try connect(TLSContext(client: known), server).server.verifiedPeer?.contains("merganser test")
                == true)
        #expect(try connect(certificates.client(), server).server.verifiedPeer == nil)
    }
}
