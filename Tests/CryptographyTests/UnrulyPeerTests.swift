import COpenSSL
import Testing

@testable import Cryptography

@Suite("A peer that does the unusual")
struct UnrulyPeerTests {
    private let certificates: TestCertificates

    init() throws {
        certificates = try TestCertificates.shared()
    }

    private func client() throws -> TLSEngine {
        try TLSEngine(certificates.client(), serverName: "mail.example.org")
    }

    @Test(
        "A server that speaks nothing newer than TLS 1.1 is refused",
        arguments: [TLS1_VERSION, TLS1_1_VERSION])
    func oldServer(version: Int32) throws {
        let client = try client()
        let server = try UnrulyPeer(server: certificates.server("good")) {
            _ = merganser_SSL_CTX_set_min_proto_version($0, TLS1_VERSION)
            _ = merganser_SSL_CTX_set_max_proto_version($0, version)
        }
        #expect(try client.handshake() == false)
        try carry(from: client, to: server)
        #expect(throws: UnrulyPeer.Failure.self) { try server.handshake() }
        try carry(from: server, to: client)
        #expect(throws: TLSFault.versionTooOld) { try client.handshake() }
    }

    @Test("A client that speaks nothing newer than TLS 1.1 is refused")
    func oldClient() throws {
        let client = try UnrulyPeer {
            SSL_CTX_set_security_level($0, 0)
            _ = merganser_SSL_CTX_set_min_proto_version($0, TLS1_VERSION)
            _ = merganser_SSL_CTX_set_max_proto_version($0, TLS1_1_VERSION)
        }
        let server = try TLSEngine(accepting: TLSContext(server: certificates.server("good")))
        #expect(throws: TLSFault.versionTooOld) { try shakeHands(client, server) }
    }

    @Test("A server that answers with an older version than was offered is refused")
    func downgrade() throws {
        let client = try client()
        #expect(try client.handshake() == false)
        // A ServerHello (RFC 5246 §7.4.1.3) of TLS 1.0: no session, no extensions.
        let hello: [UInt8] = [3, 1] + [UInt8](repeating: 9, count: 32) + [0, 0xC0, 0x09, 0]
        let message: [UInt8] = [2, 0, 0, UInt8(hello.count)] + hello
        try client.receive([22, 3, 1, 0, UInt8(message.count)] + message)
        #expect(throws: TLSFault.versionTooOld) { try client.handshake() }
    }

    @Test("TLS 1.2 is spoken with servers that know nothing newer")
    func olderServer() throws {
        let client = try client()
        let server = try UnrulyPeer(server: certificates.server("good")) {
            _ = merganser_SSL_CTX_set_max_proto_version($0, TLS1_2_VERSION)
        }
        try shakeHands(client, server)
        #expect(client.negotiated?.version == "TLSv1.2")
        try client.write([1, 2, 3])
        try carry(from: client, to: server)
        #expect(server.read() == [1, 2, 3])
    }

    @Test("A server that shares no cipher with the client says so, and the client hears it")
    func noSharedCipher() throws {
        let client = try UnrulyPeer {
            _ = merganser_SSL_CTX_set_max_proto_version($0, TLS1_2_VERSION)
            // The test certificate has an EC key; these want an RSA one.
            SSL_CTX_set_cipher_list($0, "ECDHE-RSA-AES128-GCM-SHA256")
        }
        let server = try TLSEngine(accepting: TLSContext(server: certificates.server("good")))
        #expect(throws: TLSFault.noSharedCipher) { try shakeHands(client, server) }

        let refused = try self.client()
        #expect(try refused.handshake() == false)
        try refused.receive([21, 3, 3, 0, 2, 2, 40])
        #expect(throws: TLSFault.alert(code: 40, name: "handshake failure")) { try refused.handshake() }
    }

    @Test("Session tickets after the handshake are read over and give no plaintext")
    func tickets() throws {
        let client = try client()
        let server = try UnrulyPeer(server: certificates.server("good")) { SSL_CTX_set_num_tickets($0, 20) }
        try shakeHands(client, server)
        #expect(try client.readAll() == ([], .more))
        server.write(Array("220 ready\r\n".utf8))
        try carry(from: server, to: client, octetsAtATime: 1)
        #expect(try client.readAll() == (Array("220 ready\r\n".utf8), .more))
    }

    @Test("Keys are changed when the peer asks for it, and both directions go on")
    func keyUpdate() throws {
        let client = try client()
        let server = try UnrulyPeer(server: certificates.server("good"))
        try shakeHands(client, server)
        for round in 0..<3 {
            server.updateKeys()
            server.write(Array("after the update \(round)".utf8))
            try carry(from: server, to: client)
            #expect(try client.readAll() == (Array("after the update \(round)".utf8), .more))
            // Its own update goes out with the next write.
            try client.write(Array("answer \(round)".utf8))
            try carry(from: client, to: server)
            #expect(server.read() == Array("answer \(round)".utf8))
        }
    }

    @Test("What is written between the two halves of a ticket goes out once the rest has been read")
    func writeInsideTicket() throws {
        let client = try client()
        let server = try UnrulyPeer(server: certificates.server("good")) { context in
            // A ticket of 3,000 octets in records of 512.
            _ = merganser_SSL_CTX_set_max_send_fragment(context, 512)
            SSL_CTX_set_num_tickets(context, 1)
            SSL_CTX_set_session_ticket_cb(
                context,
                { ssl, _ in
                    let filling = [UInt8](repeating: 9, count: 3_000)
                    return SSL_SESSION_set1_ticket_appdata(SSL_get_session(ssl), filling, filling.count)
                },
                { _, _, _, _, _, _ in SSL_TICKET_RETURN_IGNORE }, nil)
        }
        #expect(try client.handshake() == false)
        try carry(from: client, to: server)
        #expect(try server.handshake() == false)
        try carry(from: server, to: client)
        #expect(try client.handshake())
        try carry(from: client, to: server)
        #expect(try server.handshake())

        let tickets = server.takeCiphertext()
        let firstRecord = 5 + Int(tickets[3]) << 8 + Int(tickets[4])
        try #require(firstRecord < tickets.count)
        try client.receive(Array(tickets[..<firstRecord]))
        #expect(try client.readAll() == ([], .more))
        try client.write(Array("MAIL FROM:<>\r\n".utf8))
        try client.write(Array("QUIT\r\n".utf8))
        client.shutdown()
        #expect(client.ciphertextCount == 0)
        try client.receive(Array(tickets[firstRecord...]))
        #expect(try client.readAll() == ([], .more))
        try carry(from: client, to: server)
        #expect(server.read() == Array("MAIL FROM:<>\r\nQUIT\r\n".utf8))
        #expect(server.isToldOfTheEnd)
    }

    @Test("A server that wants to renegotiate is told no, and the conversation goes on")
    func renegotiatingServer() throws {
        let client = try client()
        let server = try UnrulyPeer(server: certificates.server("good")) {
            _ = merganser_SSL_CTX_set_max_proto_version($0, TLS1_2_VERSION)
        }
        try shakeHands(client, server)
        server.write(Array("250 before\r\n".utf8))
        server.renegotiate()
        try carry(from: server, to: client)
        #expect(try client.readAll() == (Array("250 before\r\n".utf8), .more))
        let refusal = client.takeCiphertext()
        #expect(refusal.first == 21, "an alert, not a new ClientHello")
        try client.write(Array("NOOP\r\n".utf8))
        #expect(client.takeCiphertext().first == 23, "application data")
    }

    @Test("A client that wants to renegotiate is told no, and the server goes on")
    func renegotiatingClient() throws {
        let client = try UnrulyPeer { _ = merganser_SSL_CTX_set_max_proto_version($0, TLS1_2_VERSION) }
        let server = try TLSEngine(accepting: TLSContext(server: certificates.server("good")))
        try shakeHands(client, server)
        client.renegotiate()
        try carry(from: client, to: server)
        #expect(try server.readAll() == ([], .more))
        #expect(server.takeCiphertext().first == 21)
        try server.write(Array("250 ok\r\n".utf8))
        #expect(server.takeCiphertext().first == 23)
    }
}
