import Testing

@testable import Cryptography

@Suite("The name of the server")
struct ServerIdentityTests {
    @Test(
        "A name that would switch the check off, widen it or be cut short is refused",
        arguments: [
            "", ".", "..", ".example.org", "mail..example.org", "mail.example.org..",
            "mail.example.org\0.evil.org",
            "mail example.org", "mail.example.org\r\n", "*.example.org", "127.1", "1.2.3.4.5",
            "[mail.example.org]",
            "münchen.example.org", "mail.example.org:25", "fe80::1::2", "%eth0", "0x7f.1",
            String(repeating: "a", count: 64) + ".org",
            String(repeating: "a.", count: 126) + "org",
        ])
    func refused(name: String) throws {
        let context = try TLSContext(client: TLSClientSettings(verifies: false))
        #expect(throws: TLSFault.serverName(name)) { try TLSEngine(context, serverName: name) }
    }

    @Test("An empty name is refused also when nothing is verified or the system's store is used")
    func empty() throws {
        let context = try TLSContext(client: TLSClientSettings())
        #expect(throws: TLSFault.serverName("")) { try TLSEngine(context, serverName: "") }
    }

    @Test("Addresses lose their brackets and their zone, names their final dot")
    func normalized() throws {
        #expect(try ServerIdentity(parsing: "mail.example.org.") == .name("mail.example.org"))
        #expect(try ServerIdentity(parsing: "localhost") == .name("localhost"))
        #expect(try ServerIdentity(parsing: "xn--mnchen-3ya.example") == .name("xn--mnchen-3ya.example"))
        #expect(try ServerIdentity(parsing: "mail_1.example.org") == .name("mail_1.example.org"))
        #expect(try ServerIdentity(parsing: "127.0.0.1") == .address("127.0.0.1"))
        #expect(try ServerIdentity(parsing: "[::1]") == .address("::1"))
        #expect(try ServerIdentity(parsing: "fe80::1%eth0") == .address("fe80::1"))
    }

    @Test(
        "The name is sent to the server (SNI), an address is not",
        arguments: [
            ("mail.example.org.", "mail.example.org"), ("192.0.2.7", nil), ("[2001:db8::7]", nil),
        ] as [(String, String?)])
    func serverNameIndication(name: String, sent: String?) throws {
        let certificates = try TestCertificates.shared()
        let context = try TLSContext(client: TLSClientSettings(verifies: false))
        let client = try TLSEngine(context, serverName: name)
        let server = try UnrulyPeer(server: certificates.server("good"))
        try shakeHands(client, server)
        #expect(server.requestedName == sent)
    }
}
