import SMTP
import Testing

@Suite("The transcript of a conversation")
struct ConversationTranscriptTests {
    private func lines(_ octets: String, hiding secrets: [String] = [], by size: Int = .max) -> [String] {
        var transcript = ConversationTranscript()
        let filter = SecretFilter(secrets.map { Array($0.utf8) })
        var rest = Array(octets.utf8)[...]
        while !rest.isEmpty {
            let piece = Array(rest.prefix(size))
            transcript.note(piece.span, hiding: filter)
            rest = rest.dropFirst(piece.count)
        }
        transcript.finish()
        return transcript.take().map(\.description)
    }

    @Test("Replies are shown line by line, however they arrive", arguments: [1, 3, .max])
    func replies(_ size: Int) {
        #expect(
            lines("220 mx\r\n250-mx.example.org\r\n250-PIPELINING\r\n250 \r\n354\r\n", by: size) == [
                "S: 220 mx", "S: 250-mx.example.org", "S: 250-PIPELINING", "S: 250", "S: 354",
            ])
    }

    @Test("What could steer a terminal is escaped: ANSI, C1, direction overrides, bare controls")
    func escapes() {
        #expect(
            lines("250 \u{1B}]0;owned\u{7} \u{9B}31m \u{202E}txt \u{2066}x\u{8}\r\n") == [
                "S: 250 \\u{1B}]0;owned\\u{7} \\u{9B}31m \\u{202E}txt \\u{2066}x\\u{8}"
            ])
    }

    @Test(
        "A secret the server echoes is masked, also cut over the lines of a reply", arguments: [1, 5, .max])
    func secrets(_ size: Int) {
        let shown = lines(
            "535-you said hunter2\r\n535-hunte\r\n535 r2 again\r\n", hiding: ["hunter2"], by: size)
        #expect(shown.count == 3)
        for piece in ["hunter2", "hunte", "r2 "] { #expect(!shown.joined().contains(piece), "\(shown)") }
    }

    @Test("What is no reply is said to be none, masked and escaped; nothing behind it is shown")
    func noReply() {
        #expect(
            lines("220 mx\r\nAUTH hunter2 \u{1B}[2J\r\n250 ok\r\n", hiding: ["hunter2"]) == [
                "S: 220 mx", "* what came then is no reply", "S: AUTH *** \\u{1B}[2J",
            ])
    }

    @Test("An end in the middle of a reply is noted")
    func unfinished() {
        #expect(lines("250-mx\r\n") == ["* the connection ended in the middle of a reply"])
    }

    @Test("Commands are shown with secrets masked and messages by their number")
    func commands() {
        var transcript = ConversationTranscript()
        transcript.note(.send(Array("RSET\r\nMAIL FROM:<a@b.example>\r\n".utf8)))
        transcript.note(.sendSecret(Array("AUTH PLAIN AGEAYg==\r\n".utf8), masked: "AUTH PLAIN ***\r\n"))
        transcript.note(.sendContent(7, framing: .chunk))
        transcript.note(.finish(7, .notSent(.notStarted)))
        #expect(
            transcript.take().map(\.description) == [
                "C: RSET", "C: MAIL FROM:<a@b.example>", "C: AUTH PLAIN ***", "C: (message 7, as one chunk)",
            ])
        #expect(transcript.take().isEmpty)
    }

    @Test("A server that echoes AUTH as no reply at all brings no secret into the fault")
    func faultWithoutSecret() throws {
        var configuration = SessionConfiguration(
            clientName: Array("client.example.org".utf8), security: .none,
            credentials: Credentials(username: Array("u".utf8), password: Array("hunter2".utf8)))
        configuration.permitsClearAuthentication = true
        var session = Session(configuration)
        var actions: [Session.Action] = []
        session.handle(.connected, appendingTo: &actions)
        session.receive(Array("220 mx\r\n".utf8), appendingTo: &actions)
        session.receive(Array("250-mx\r\n250 AUTH PLAIN\r\n".utf8), appendingTo: &actions)
        guard case .sendSecret(let octets, _) = actions.last else {
            Issue.record("\(actions)")
            return
        }
        actions = []
        session.receive(octets, appendingTo: &actions)
        guard case .end(.protocolFault(.malformed(.notAReply(let line)))) = actions.last else {
            Issue.record("\(actions)")
            return
        }
        #expect(String(decoding: line, as: UTF8.self) == "AUTH PLAIN ***")
    }
}
