import SMTP
import Testing

/// What a session shows of the server beside its messages' verdicts.
@Suite("What a session finds out")
struct RelayLearningTests {
    private func configuration(known keywords: [String]?, ends: Bool = false) -> SessionConfiguration {
        var configuration = SessionConfiguration(
            clientName: Array("client.example.org".utf8), security: .none)
        configuration.flight = .deep
        configuration.discardsRefusedChunks = true
        configuration.knownKeywords = keywords
        configuration.endsOnOtherKeywords = ends
        return configuration
    }

    private let ehlo = "250-mx\r\n250-PIPELINING\r\n250-SIZE 1000\r\n250 CHUNKING"

    @Test("A proof counts under the keywords it was made under, and not under others")
    func proofBelongsToKeywords() throws {
        let same = try opened(configuration(known: ["PIPELINING", "SIZE", "CHUNKING"]), ehlo: ehlo)
        #expect(same.flight == .deep)
        let other = try opened(configuration(known: ["PIPELINING", "CHUNKING"]), ehlo: ehlo)
        #expect(other.flight == .overlapped)
    }

    @Test("Where other keywords end the session, QUIT is said before any message")
    func endsOnOtherKeywords() {
        var session = Session(configuration(known: ["PIPELINING", "CHUNKING"], ends: true))
        var actions: [Session.Action] = []
        session.handle(.connected, appendingTo: &actions)
        session.receive(Array("220 mx\r\n".utf8), appendingTo: &actions)
        actions = []
        session.receive(Array("\(ehlo)\r\n".utf8), appendingTo: &actions)
        #expect(actions == [.send(Array("QUIT\r\n".utf8))])
        #expect(session.appetite == 0)
        actions = []
        session.receive(Array("221 bye\r\n".utf8), appendingTo: &actions)
        #expect(actions == [.end(.keywordsChanged)])
        #expect(session.figures.flight == nil)
    }

    @Test("What the server says after so many messages is remembered as its limit")
    func messageLimit() throws {
        var session = try opened()
        var actions: [Session.Action] = []
        try send(1, on: &session, mail: "250 ok")
        session.handle(.offer(try transaction(2)), appendingTo: &actions)
        session.receive(Array("452 4.5.3 Too many messages\r\n".utf8), appendingTo: &actions)
        #expect(session.figures.messageLimit == 1)
        #expect(session.figures.refusalLimit == nil)
    }

    @Test("A limit of our own is not taken for the server's")
    func ownLimit() throws {
        var configuration = SessionConfiguration(
            clientName: Array("client.example.org".utf8), security: .none)
        configuration.messagesPerConnection = 1
        var session = try opened(configuration)
        try send(1, on: &session, mail: "250 ok")
        #expect(session.figures.accepted == 1)
        #expect(session.figures.messageLimit == nil)
    }

    @Test(
        "A server that closes right behind a refusal has shown how many it takes",
        arguments: ["421 4.7.0 Too many errors\r\n", nil])
    func refusalLimit(_ farewell: String?) throws {
        var session = try opened()
        var actions: [Session.Action] = []
        for id: UInt64 in 1...2 {
            session.handle(.offer(try transaction(id)), appendingTo: &actions)
            if id > 1 { session.receive(Array("250 reset\r\n".utf8), appendingTo: &actions) }
            session.receive(Array("250 ok\r\n".utf8), appendingTo: &actions)
            session.receive(Array("550 no\r\n".utf8), appendingTo: &actions)
        }
        session.handle(.offer(try transaction(3)), appendingTo: &actions)
        if let farewell {
            session.receive(Array(farewell.utf8), appendingTo: &actions)
        } else {
            session.handle(.connectionLost, appendingTo: &actions)
        }
        #expect(session.figures.refusalLimit == 2)
    }

    @Test("A connection lost behind an acceptance says nothing about refusals")
    func lostBehindAcceptance() throws {
        var session = try opened()
        var actions: [Session.Action] = []
        try send(1, on: &session, mail: "250 ok")
        session.handle(.connectionLost, appendingTo: &actions)
        #expect(session.figures.refusalLimit == nil)
    }

    @Test("Recipients in more domains than RCPTDOMAINMAX are refused before anything is written (RFC 9422)")
    func domainLimit() throws {
        var session = try opened(ehlo: "250-mx\r\n250 LIMITS RCPTMAX=10 RCPTDOMAINMAX=1 MAILMAX=5")
        #expect(session.capabilities.domainLimit == 1)
        var two = try transaction(1)
        var actions: [Session.Action] = []
        two.forwardPaths = try ["a@x.example", "b@y.example"].map { try Path(validating: Array($0.utf8)) }
        session.handle(.offer(two), appendingTo: &actions)
        #expect(actions == [.finish(1, .refusedLocally(.tooManyDomains(count: 2, limit: 1)))])
        actions = []
        two.forwardPaths = try ["a@x.example", "b@X.Example"].map { try Path(validating: Array($0.utf8)) }
        session.handle(.offer(two), appendingTo: &actions)
        #expect(actions == [.send(Array("MAIL FROM:<s1@example.org>\r\n".utf8))])
    }

    /// One message in lock-step, accepted.
    private func send(_ id: UInt64, on session: inout Session, mail: String) throws {
        var actions: [Session.Action] = []
        session.handle(.offer(try transaction(id)), appendingTo: &actions)
        for reply in [mail, "250 ok", "354 go"] {
            session.receive(Array("\(reply)\r\n".utf8), appendingTo: &actions)
        }
        session.handle(.contentWritten(id), appendingTo: &actions)
        session.receive(Array("250 queued\r\n".utf8), appendingTo: &actions)
    }
}
