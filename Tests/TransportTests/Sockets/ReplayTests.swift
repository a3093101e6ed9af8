import Testing
import TranscriptCorpus

/// The conversations of SMTPTests, with sockets between the two ends.
@Suite("Conversations over a socket")
struct ReplayTests {
    @Test(
        "Over TCP it goes as written: octets, verdicts, end", arguments: TranscriptFiles.names,
        SocketReplay.Delivery.allCases)
    func plays(name: String, delivery: SocketReplay.Delivery) async throws {
        let text = try TranscriptFiles.text(name)
        // Where it matters what arrives together, it has to.
        guard delivery == .whole || !text.contains("\nunsplit\n") else { return }
        try await SocketReplay.play(text, delivery)
    }

    @Test("A replay that differs is told: another octet, verdict or end, and one too many")
    func differs() async throws {
        let text = try TranscriptFiles.text("starttls-auth-plain.smtp")
        for (right, wrong) in [
            ("RCPT TO:<r1@example.net>", "RCPT TO:<r2@example.net>"), ("accepted 1", "refused 1"),
            ("end drained", "end connectionLost"), ("\nC: QUIT", ""),
        ] {
            let changed = text.replacing(right, with: wrong)
            try #require(changed != text)
            await #expect(throws: SocketReplay.Mismatch.self) { try await SocketReplay.play(changed) }
        }
    }

    private static let startTLS = """
        unsplit
        session tls=required
        connected
        S: 220 mx
        C: EHLO client.example.org
        S: 250-mx
        S: 250 STARTTLS
        C: STARTTLS

        """

    @Test(
        "Octets behind the reply to STARTTLS end the connection before a handshake begins (CVE-2011-0411)",
        arguments: ["S: 220 go\nS: 250-x\nS: 250 AUTH LOGIN", "S: 220 go\nS~ 2"])
    func injected(_ said: String) async throws {
        try await SocketReplay.play(Self.startTLS + said + "\nend octetsBehindStartTLS")
    }

    @Test("TLS that is required and refused: the next octets are QUIT, in clear, and nothing else")
    func refusedTLS() async throws {
        try await SocketReplay.play(
            Self.startTLS + "S: 454 later\nC: QUIT\nS: 221 bye\nend startTLSRefused 454 later")
    }

    private static let secured = """
        session tls=implicit
        connected
        tls
        S: 220 mx
        C: EHLO client.example.org
        S: 250 mx
        ready

        """

    @Test("Under TLS, an end without close_notify is a lost connection; behind QUIT it is no news")
    func truncated() async throws {
        let written = """
            offer 1
            C: MAIL FROM:<s1@example.org>
            S: 250 ok
            C: RCPT TO:<r1@example.net>
            S: 250 ok
            C: DATA
            S: 354 go
            content 1 dotted
            written 1

            """
        try await SocketReplay.play(
            Self.secured + written + "lost\ninDoubt 1 connectionLost\nend connectionLost")
        try await SocketReplay.play(
            Self.secured + written + "S~ 250 o\nlost\ninDoubt 1 connectionLost\nend connectionLost")
        try await SocketReplay.play(Self.secured + "lost\nend connectionLost")
        try await SocketReplay.play(Self.secured + "drain\nC: QUIT\nlost\nend drained")
    }
}
