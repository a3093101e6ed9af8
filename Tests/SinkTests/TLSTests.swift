import Cryptography
import Testing

@testable import Sink

@Suite("The server under TLS")
struct TLSTests {
    private static let burst = "MAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\nBDAT 2 LAST\r\n\r\n"

    private static func context() throws -> TLSContext {
        try TLSContext(client: TLSClientSettings(verifies: false))
    }

    @Test("STARTTLS is offered once, drops what was written behind it and forgets what was said before")
    func startTLS() async throws {
        let workshop = try Workshop()
        let files = try workshop.certificate()
        let server = try await SinkServer.start(
            workshop.settings {
                $0.tls = .startTLS(TLSServerSettings(certificateFile: files.certificate, keyFile: files.key))
                $0.authentication = SinkAuthentication(
                    user: Array("ada".utf8), password: Array("s3cret".utf8))
            })
        let client = try WireClient(server)
        #expect(try client.codes("EHLO x\r\n", 2) == [220, 250])
        // The injected command must neither be run nor answered, now or under TLS (CVE-2011-0411).
        #expect(try client.codes("STARTTLS\r\nNOOP\r\n", 1) == [220])
        try client.startTLS(Self.context())
        #expect(try client.codes("MAIL FROM:<>\r\n", 1) == [503])
        #expect(try client.codes("EHLO x\r\n", 1) == [250])
        #expect(try client.codes("STARTTLS\r\nAUTH PLAIN AGFkYQBzM2NyZXQ=\r\n", 2) == [503, 235])
        #expect(try client.codes(Self.burst + "QUIT\r\n", 4) == [250, 250, 250, 221])
        #expect(try client.rest() == "")
        try await server.stop()
        let accepted = try #require(try workshop.events("accepted").first)
        #expect(accepted["tls"] as? Bool == true)
        #expect(accepted["user"] as? String == "ada")
        let authentication = try #require(try workshop.events("auth").first)
        #expect(authentication["accepted"] as? Bool == true)
        #expect(authentication.keys.sorted() == ["accepted", "connection", "event", "mechanism", "user"])
    }

    @Test("REQUIRETLS is offered, taken and logged under TLS only")
    func requireTLS() async throws {
        let workshop = try Workshop()
        let files = try workshop.certificate()
        let server = try await SinkServer.start(
            workshop.settings {
                $0.tls = .startTLS(TLSServerSettings(certificateFile: files.certificate, keyFile: files.key))
            })
        let client = try WireClient(server)
        try client.send("EHLO x\r\n")
        #expect(try client.replies(2).last != "250 REQUIRETLS")
        #expect(try client.codes("MAIL FROM:<a@b.example> REQUIRETLS\r\nSTARTTLS\r\n", 2) == [555, 220])
        try client.startTLS(Self.context())
        try client.send("EHLO x\r\n")
        #expect(try client.replies(1) == ["250 REQUIRETLS"])
        let envelope = "MAIL FROM:<a@b.example> REQUIRETLS\r\nRCPT TO:<c@d.example>\r\nBDAT 2 LAST\r\n\r\n"
        #expect(
            try client.codes("MAIL FROM:<a@b.example> REQUIRETLS=1\r\n" + envelope, 4) == [
                501, 250, 250, 250,
            ])
        #expect(try client.codes(Self.burst + "QUIT\r\n", 4) == [250, 250, 250, 221])
        try await server.stop()
        let accepted = try workshop.events("accepted")
        #expect(accepted.map { $0["requiretls"] as? Bool } == [true, nil])
        #expect(accepted[0]["mailParameters"] as? String == "REQUIRETLS")
    }

    @Test("With implicit TLS the greeting comes under it, delayed like every reply")
    func implicit() async throws {
        let workshop = try Workshop()
        let files = try workshop.certificate()
        let server = try await SinkServer.start(
            workshop.settings {
                $0.tls = .implicit(TLSServerSettings(certificateFile: files.certificate, keyFile: files.key))
                $0.delay = 5
            })
        let client = try WireClient(server)
        try client.startTLS(Self.context())
        try client.send("EHLO x\r\n" + String(repeating: Self.burst, count: 100))
        #expect(try client.codes(302) == [220] + Array(repeating: 250, count: 301))
        #expect(try client.codes("QUIT\r\n", 1) == [221])
        #expect(try client.rest() == "")
        try await server.stop()
        #expect(try workshop.events("accepted").count == 100)
    }

    @Test("A client that does not speak TLS where it has to is logged and let go")
    func plainText() async throws {
        let workshop = try Workshop()
        let files = try workshop.certificate()
        let server = try await SinkServer.start(
            workshop.settings {
                $0.tls = .implicit(TLSServerSettings(certificateFile: files.certificate, keyFile: files.key))
            })
        let client = try WireClient(server)
        try client.send("EHLO x\r\n")
        #expect(!(try client.rest().contains("220")))
        try await server.stop()
        #expect(try workshop.events("failed").count == 1)
    }

    @Test("A certificate that cannot be used stops the start")
    func badCertificate() async throws {
        await #expect {
            try await SinkServer.start(
                .with {
                    $0.tls = .startTLS(TLSServerSettings(certificateFile: "/nowhere", keyFile: "/nowhere"))
                })
        } throws: {
            guard case .tls(.file(path: "/nowhere", problem: _)) = $0 as? SinkFault else { return false }
            return true
        }
    }
}
