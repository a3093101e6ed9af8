import COpenSSL
import Testing

@testable import Cryptography

/// One test for each fault that was published of another sender's TLS, named after it.
@Suite("Published faults of other senders: TLS")
struct PeerFaultTests {
    private let certificates: TestCertificates

    init() throws {
        certificates = try TestCertificates.shared()
    }

    private func client(_ name: String = "mail.example.org") throws -> TLSEngine {
        try TLSEngine(certificates.client(trusting: "root.pem"), serverName: name)
    }

    @Test(
        "CVE-2019-8337 (msmtp): a certificate whose verification fails ends the handshake, and is not a warning"
    )
    func msmtp() throws {
        for certificate in ["expired", "future", "self-signed", "unknown"] {
            let client = try client()
            let server = try UnrulyPeer(server: certificates.server(certificate))
            guard case .certificate = fault(of: client, meeting: server) else {
                Issue.record("\(certificate) was let through")
                continue
            }
            #expect(throws: (any Error).self) { try client.write(Array("AUTH PLAIN\r\n".utf8)) }
        }
    }

    @Test("CVE-2019-8337 (msmtp): a certificate for another host is refused although its chain is good")
    func msmtpName() throws {
        for name in ["mail.example.net", "example.org", "mail.example.org.example.net", "192.0.2.8"] {
            let server = try UnrulyPeer(server: certificates.server("good"))
            guard case .certificate = fault(of: try client(name), meeting: server) else {
                Issue.record("\(name) was let through")
                continue
            }
        }
    }

    @Test("fatfree #416: nothing is written in clear, or at all, before the handshake is complete")
    func fatfree() throws {
        let client = try client()
        #expect(throws: (any Error).self) { try client.write(Array("MAIL FROM:<a@example.org>\r\n".utf8)) }
        let wire = String(decoding: client.takeCiphertext(), as: UTF8.self)
        #expect(!wire.contains("MAIL"))
    }

    @Test("nodemailer (secure over a socket that is given): a server that goes on in clear is told from TLS")
    func nodemailerSecure() throws {
        let client = try client()
        _ = try client.handshake()
        _ = client.takeCiphertext()
        #expect(throws: TLSFault.self) {
            try client.receive(Array("250-mx\r\n250 AUTH PLAIN\r\n".utf8))
            _ = try client.handshake()
        }
    }
}
