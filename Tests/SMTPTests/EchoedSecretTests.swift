import SMTP
import Testing

@Suite("Secrets that the server echoes")
struct EchoedSecretTests {
    private static let password = "correct horse"

    private func receive(_ text: String, _ session: inout Session, _ actions: inout [Session.Action]) {
        session.receive(Array(text.utf8), appendingTo: &actions)
    }

    @Test(
        "After it let us in as before, no verdict and no end holds a secret, whole or in Base64",
        arguments: [
            "550 5.1.1 no correct horse here\r\n", "250 ok\r\n250 ok\r\n250 ok correct horse\r\n",
            "421 correct horse bye\r\n", "550 AHVzZXIAY29ycmVjdCBob3JzZQ==\r\n",
            "550-correct\r\n550 horse\r\n",
        ])
    func afterAuthentication(_ replies: String) throws {
        var configuration = SessionConfiguration(
            clientName: Array("client.example.org".utf8), security: .none,
            credentials: Credentials(username: Array("user".utf8), password: Array(Self.password.utf8)))
        configuration.permitsClearAuthentication = true
        var session = Session(configuration)
        var actions: [Session.Action] = []
        session.handle(.connected, appendingTo: &actions)
        receive("220 mx\r\n", &session, &actions)
        receive("250-mx\r\n250-PIPELINING\r\n250-CHUNKING\r\n250 AUTH PLAIN\r\n", &session, &actions)
        receive("235 in\r\n", &session, &actions)
        session.handle(.offer(try transaction(1)), appendingTo: &actions)
        receive(replies, &session, &actions)
        session.handle(.contentWritten(1), appendingTo: &actions)
        session.handle(.connectionLost, appendingTo: &actions)
        var said = ""
        for action in actions {
            switch action {
            case .finish(_, let verdict): said += "\(verdict)"
            case .end(let end): said += "\(end)"
            case .send, .sendSecret, .sendContent, .startTLS, .saltPassword, .ready: break
            }
        }
        #expect(said.contains("***"), "\(said)")
        for secret in ["correct horse", "correct", "horse", "AHVzZXIAY29y"] {
            #expect(!said.contains(secret), "\(said)")
        }
    }

    @Test(
        "What answers a challenge is a secret from the moment it is written: in the transcript, and where the echo is no reply",
        arguments: ["535 5.7.8 you said ", ""])
    func answered(_ opening: String) throws {
        var configuration = SessionConfiguration(
            clientName: Array("client.example.org".utf8), security: .none,
            credentials: Credentials(
                username: Array("user".utf8), token: Array(repeating: UInt8(ascii: "t"), count: 900)))
        configuration.permitsClearAuthentication = true
        var session = Session(configuration)
        var actions: [Session.Action] = []
        session.handle(.connected, appendingTo: &actions)
        receive("220 mx\r\n", &session, &actions)
        receive("250-mx\r\n250 AUTH XOAUTH2\r\n", &session, &actions)
        actions.removeAll()
        receive("334 \r\n", &session, &actions)
        guard case .sendSecret(let line, masked: "***\r\n") = actions.last else {
            return #expect(Bool(false), "\(actions)")
        }
        let echo = Array(opening.utf8) + line
        var transcript = ConversationTranscript()
        transcript.note(echo.span, hiding: session.secrets)
        session.receive(echo, appendingTo: &actions)
        let shown = transcript.take().map(\.description).joined() + "\(actions.dropFirst())"
        #expect(shown.contains("***"), "\(shown)")
        let piece = String(decoding: line.prefix(12), as: UTF8.self)
        #expect(!shown.contains(piece), "\(shown)")
        if case .end(.protocolFault(.malformed(.notAReply(let line)))) = actions.last {
            #expect(opening.isEmpty && line == Array("***".utf8))
        } else {
            #expect(!opening.isEmpty)
        }
    }
}
