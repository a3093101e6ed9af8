import COpenSSL
import Testing

@testable import Cryptography

@Suite("A client lets nobody pass but the server it was sent to")
struct CertificateTests {
    private let certificates: TestCertificates

    init() throws {
        certificates = try TestCertificates.shared()
    }

    /// What a client that expects `name` makes of a server with `certificate`.
    private func fault(
        expecting name: String, certificate: String, key: String = "leaf.key",
        trusting caFile: String = "root.pem"
    ) throws -> TLSFault? {
        let client = try TLSEngine(certificates.client(trusting: caFile), serverName: name)
        let server = try UnrulyPeer(server: certificates.server(certificate, key: key))
        return CryptographyTests.fault(of: client, meeting: server)
    }

    @Test(
        "A certificate for the name, from a trusted issuer and in its time, passes",
        arguments: [
            ("mail.example.org", "good"), ("SMTP.Example.ORG", "good"), ("mail.example.org.", "good"),
            ("mail.example.org", "chain"), ("mail.example.org", "wildcard"), ("192.0.2.7", "address"),
            ("2001:db8::7", "address"), ("[2001:DB8:0::7]", "address"), ("2001:db8::7%eth0", "address"),
        ])
    func right(name: String, certificate: String) throws {
        #expect(try fault(expecting: name, certificate: certificate) == nil)
    }

    @Test("An expired certificate is refused with the day it expired")
    func expired() throws {
        let expected = CertificateFault.expired(
            subject: "CN=merganser test", since: "2020-02-01 00:00:00 UTC")
        #expect(try fault(expecting: "mail.example.org", certificate: "expired") == .certificate(expected))
    }

    @Test("A certificate of the future is refused with the day it begins")
    func notYetValid() throws {
        let expected = CertificateFault.notYetValid(
            subject: "CN=merganser test", until: "2090-01-01 00:00:00 UTC")
        #expect(try fault(expecting: "mail.example.org", certificate: "future") == .certificate(expected))
    }

    @Test("A certificate signed by itself is refused as such")
    func selfSigned() throws {
        #expect(
            try fault(expecting: "mail.example.org", certificate: "self-signed")
                == .certificate(.selfSigned(subject: "CN=lone")))
    }

    @Test("A certificate signed by itself passes when it is what is trusted")
    func trustedSelfSigned() throws {
        let fault = try fault(
            expecting: "mail.example.org", certificate: "self-signed", trusting: "self-signed.pem")
        #expect(fault == nil)
    }

    @Test(
        "A chain that leads to nobody trusted is refused with the issuer that was looked for",
        arguments: [("unknown", "CN=stranger root"), ("leaf-only", "CN=test intermediate")])
    func unknownIssuer(certificate: String, issuer: String) throws {
        #expect(
            try fault(expecting: "mail.example.org", certificate: certificate)
                == .certificate(.unknownIssuer(issuer: issuer)))
    }

    @Test("The test issuer is unknown to the system's own store")
    func systemStore() throws {
        let context = try TLSContext(client: TLSClientSettings())
        let client = try TLSEngine(context, serverName: "mail.example.org")
        let server = try UnrulyPeer(server: certificates.server("good"))
        #expect(
            CryptographyTests.fault(of: client, meeting: server)
                == .certificate(.unknownIssuer(issuer: "CN=test root")))
    }

    @Test("A certificate from another issuer of the trusted one's name is refused as badly signed")
    func badSignature() throws {
        let found = try fault(expecting: "mail.example.org", certificate: "good", trusting: "namesake.pem")
        #expect(
            found == .certificate(.badSignature(subject: "CN=merganser test")))
    }

    @Test(
        "A certificate for another host is refused with the names it is good for",
        arguments: [
            ("mail.example.com", "good", ["mail.example.org", "smtp.example.org"]),
            ("example.org", "wildcard", ["*.example.org"]),
            ("a.mail.example.org", "wildcard", ["*.example.org"]),
            // `*` stands for a whole label only.
            ("mail.example.org", "partial-wildcard", ["m*.example.org"]),
            // The common name never counts.
            ("mail.example.org", "common-name", []),
            ("192.0.2.8", "address", ["192.0.2.7", "2001:db8::7"]),
            ("2001:db8::8", "address", ["192.0.2.7", "2001:db8::7"]),
            // A name that reads like an address is not one.
            ("192.0.2.7", "address-as-name", ["192.0.2.7"]),
            ("mail.example.org", "address", ["192.0.2.7", "2001:db8::7"]),
        ])
    func wrongHost(name: String, certificate: String, names: [String]) throws {
        #expect(
            try fault(expecting: name, certificate: certificate)
                == .certificate(.wrongHost(expected: name, found: names)))
    }

    @Test("A certificate that is only for clients is refused")
    func wrongPurpose() throws {
        #expect(
            try fault(expecting: "mail.example.org", certificate: "client-only")
                == .certificate(.wrongPurpose(subject: "CN=merganser test")))
    }

    @Test(
        "A SHA-1 signature and an RSA key of 1,024 bits are refused as too weak",
        arguments: [("sha1", "leaf.key"), ("small", "small.key")])
    func weak(certificate: String, key: String) throws {
        #expect(
            try fault(expecting: "mail.example.org", certificate: certificate, key: key)
                == .certificate(.weakSignature(subject: "CN=merganser test")))
    }

    @Test(
        "A right certificate whose key is not pinned is refused with the pin it has; with that pin it passes")
    func pinned() throws {
        let server = try UnrulyPeer(server: certificates.server("good"))
        var settings = TLSClientSettings(caFile: certificates.path("root.pem"))
        let other = try #require(PublicKeyPin(parsing: "sha256/" + String(repeating: "A", count: 43) + "="))
        settings.pins = [other]
        let client = try TLSEngine(TLSContext(client: settings), serverName: "mail.example.org")
        guard case .certificate(.notPinned(let found)) = CryptographyTests.fault(of: client, meeting: server)
        else { throw CryptographyFault.noRandomness(reason: "it was not refused for its pin") }
        let pin = try #require(PublicKeyPin(parsing: found))
        settings.pins = [other, pin]
        let second = try TLSEngine(TLSContext(client: settings), serverName: "mail.example.org")
        #expect(
            CryptographyTests.fault(of: second, meeting: try UnrulyPeer(server: certificates.server("good")))
                == nil)
        // A pin does not stand in for a name or an issuer.
        settings.pins = [pin]
        let third = try TLSEngine(TLSContext(client: settings), serverName: "elsewhere.example.org")
        #expect(
            CryptographyTests.fault(of: third, meeting: try UnrulyPeer(server: certificates.server("good")))
                == .certificate(
                    .wrongHost(
                        expected: "elsewhere.example.org", found: ["mail.example.org", "smtp.example.org"])))
    }

    @Test("The certificate at fault is named, also when it stands above the server's own")
    func above() throws {
        let old = CertificateFault.expired(subject: "CN=old intermediate", since: "2020-02-01 00:00:00 UTC")
        let name = "mail.example.org"
        #expect(try fault(expecting: name, certificate: "chain-old") == .certificate(old))
        #expect(
            try fault(expecting: name, certificate: "chain-client")
                == .certificate(.wrongPurpose(subject: "CN=client issuer")))
        #expect(
            try fault(expecting: name, certificate: "chain-sha1")
                == .certificate(.weakSignature(subject: "CN=weak intermediate")))
    }

    @Test("The same refusals hold when the server speaks TLS 1.2")
    func olderVersion() throws {
        for name in ["expired", "unknown", "client-only"] {
            let client = try TLSEngine(certificates.client(), serverName: "mail.example.org")
            let server = try UnrulyPeer(server: certificates.server(name)) {
                _ = merganser_SSL_CTX_set_max_proto_version($0, TLS1_2_VERSION)
            }
            guard case .certificate = CryptographyTests.fault(of: client, meeting: server) else {
                Issue.record("\(name) passed")
                continue
            }
        }
    }

    @Test("The server learns why it was refused, and the client refuses for ever")
    func alert() throws {
        let client = try TLSEngine(certificates.client(), serverName: "mail.example.org")
        let server = try TLSEngine(accepting: TLSContext(server: certificates.server("unknown")))
        let expected = TLSFault.certificate(.unknownIssuer(issuer: "CN=stranger root"))
        #expect(throws: expected) { try shakeHands(client, server) }
        #expect(throws: expected) { try client.handshake() }
        #expect(throws: expected) { try client.readAll() }
        #expect(throws: expected) { try client.write([1]) }
        try carry(from: client, to: server)
        #expect(throws: TLSFault.alert(code: 48, name: "unknown CA")) { try server.handshake() }
    }

    @Test("Nothing is checked when that was asked for")
    func unverified() throws {
        let context = try TLSContext(client: TLSClientSettings(verifies: false))
        let client = try TLSEngine(context, serverName: "elsewhere.example.net")
        let server = try TLSEngine(accepting: TLSContext(server: certificates.server("self-signed")))
        #expect(CryptographyTests.fault(of: client, meeting: server) == nil)
    }
}
