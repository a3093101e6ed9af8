import SMTP

/// Replies of any octets after EHLO: the session never traps, ends once, and finishes each message once.
func fuzzReplies(_ input: [UInt8]) {
    var conversation = Conversation(security: .none, credentials: nil)
    conversation.receive("220 mx\r\n250-mx\r\n250-PIPELINING\r\n250-CHUNKING\r\n250 SIZE 1000000\r\n")
    for piece in input.split(separator: 0, omittingEmptySubsequences: false) {
        conversation.offer()
        conversation.receive(Array(piece))
    }
    conversation.end()
}

/// The whole conversation of any octets, from the greeting, with passwords and STARTTLS.
///
/// The first octet chooses how the session is set up; zeros divide what arrives together.
func fuzzSession(_ input: [UInt8]) {
    guard let choice = input.first else { return }
    let securities: [SessionConfiguration.Security] = [.none, .opportunistic, .startTLSRequired, .implicit]
    let credentials =
        choice & 4 == 0 ? nil : Credentials(username: Array("user".utf8), password: Array("secret word".utf8))
    var conversation = Conversation(security: securities[Int(choice & 3)], credentials: credentials)
    for piece in input.dropFirst().split(separator: 0, omittingEmptySubsequences: false) {
        conversation.receive(Array(piece))
        conversation.offer()
    }
    conversation.end()
}

/// A session, and what it was asked and answered.
private struct Conversation {
    private var session: Session
    private var actions: [Session.Action] = []
    private var performed = 0
    private var offered: UInt64 = 0
    private var finished: Set<UInt64> = []
    private var ends = 0

    init(security: SessionConfiguration.Security, credentials: Credentials?) {
        var configuration = SessionConfiguration(
            clientName: Array("client.example.org".utf8), security: security, credentials: credentials)
        configuration.flight = .deep
        configuration.discardsRefusedChunks = true
        configuration.permitsClearAuthentication = true
        session = Session(configuration)
        session.handle(.connected, appendingTo: &actions)
        perform()
    }

    mutating func receive(_ text: String) { receive(Array(text.utf8)) }

    mutating func receive(_ octets: [UInt8]) {
        session.receive(octets, appendingTo: &actions)
        perform()
    }

    mutating func offer() {
        while session.appetite > 0, offered < 200,
            let path = try? Path(validating: Array("a@example.org".utf8))
        {
            offered += 1
            session.handle(
                .offer(Transaction(id: offered, reversePath: path, forwardPaths: [path], size: 100)),
                appendingTo: &actions)
            perform()
        }
    }

    mutating func end() {
        session.handle(.connectionLost, appendingTo: &actions)
        perform()
        if ends != 1 { broken("a session ends once") }
        if finished.count != Int(offered) { broken("every message offered is finished") }
    }

    /// Does what a driver would do at once.
    private mutating func perform() {
        while performed < actions.count {
            let action = actions[performed]
            performed += 1
            switch action {
            case .send, .sendSecret, .ready:
                if ends > 0 { broken("nothing is said after the end") }
            case .startTLS: session.handle(.tlsEstablished, appendingTo: &actions)
            case .saltPassword: session.handle(.passwordSalted(nil), appendingTo: &actions)
            case .sendContent(let id, framing: _): session.handle(.contentWritten(id), appendingTo: &actions)
            case .finish(let id, _):
                if !finished.insert(id).inserted { broken("a message is finished once") }
            case .end: ends += 1
            }
        }
    }
}
