import SMTP
import Testing

@Suite("Whether the relay discards what it refuses")
struct DiscardProofTests {
    private static let opening = """
        session proof
        connected
        S: 220 mx
        C: EHLO client.example.org
        S: 250-mx
        S: 250-PIPELINING
        S: 250 CHUNKING
        ready
        C: BDAT 6 LAST
        C+ NOOP
        C+ RSET
        """

    private static let relays: [(name: String, conversation: String)] = [
        (
            "Postfix",
            """
            S: 503 5.5.1 Error: need MAIL command
            S: 250 2.0.0 Ok
            C: QUIT
            S: 221 2.0.0 Bye
            end proof(discards)
            """
        ),
        (
            "Exim",
            """
            S: 503-valid RCPT command
            S: 503 must precede BDAT
            S: 250 Reset OK
            C: QUIT
            S: 221 mx closing connection
            end proof(discards)
            """
        ),
        (
            "go-smtp, all replies together",
            """
            unsplit
            S: 502 5.5.1 Missing RCPT TO command.
            S: 250 2.0.0 I have successfully done nothing
            S: 250 2.0.0 Session reset
            C: QUIT
            S: 221 2.0.0 Bye
            end proof(executes)
            """
        ),
        (
            "go-smtp, the third reply behind our QUIT",
            """
            S: 502 5.5.1 Missing RCPT TO command.
            S: 250 2.0.0 I have successfully done nothing
            C: QUIT
            S: 250 2.0.0 Session reset
            S: 221 2.0.0 Bye
            end proof(executes)
            """
        ),
        (
            "go-smtp, the third reply cut in two",
            """
            unsplit
            S: 502 5.5.1 Missing RCPT TO command.
            S: 250 2.0.0 I have successfully done nothing
            S~ 250 2.0
            C: QUIT
            S: .0 Session reset
            S: 221 2.0.0 Bye
            end proof(executes)
            """
        ),
        (
            "one that closes instead of a third reply",
            """
            S: 502 no
            S: 250 ok
            C: QUIT
            lost
            end proof(inconclusive)
            """
        ),
        (
            "one that is silent instead of a third reply",
            """
            S: 502 no
            S: 250 ok
            C: QUIT
            deadline
            end proof(inconclusive)
            """
        ),
        (
            "Postfix under stress",
            """
            S: 503 5.5.1 Error: need MAIL command
            S: 421 4.7.0 mx Error: too many errors
            C: QUIT
            lost
            end proof(inconclusive)
            """
        ),
        (
            "one that takes the chunk",
            """
            S: 250 thank you
            S: 250 ok
            C: QUIT
            S: 221 bye
            end proof(inconclusive)
            """
        ),
        (
            "one whose third reply refuses",
            """
            S: 502 no
            S: 250 ok
            C: QUIT
            S: 500 what
            S: 221 bye
            end proof(inconclusive)
            """
        ),
        (
            "one that answers twice as often",
            """
            S: 502 no
            S: 250 ok
            C: QUIT
            S: 250 ok
            S: 250 ok
            end proof(inconclusive)
            """
        ),
        (
            "one that closes at once",
            """
            lost
            end proof(inconclusive)
            """
        ),
        (
            "one that answers once",
            """
            S: 503 no
            deadline
            end proof(inconclusive)
            """
        ),
        (
            "one that does not speak SMTP",
            """
            S: 503 no
            S: hello
            end proof(inconclusive)
            """
        ),
        (
            "one that is asked to stop half way",
            """
            drain
            S: 503 no
            S: 250 ok
            C: QUIT
            S: 221 bye
            end proof(discards)
            """
        ),
    ]

    @Test("Two replies before 221 prove it, three disprove it, all else proves nothing", arguments: relays)
    func relay(name: String, conversation: String) throws {
        try converse(Self.opening + "\n" + conversation)
    }

    @Test("Without PIPELINING and CHUNKING nothing is tried", arguments: ["PIPELINING", "CHUNKING", "SIZE"])
    func keywords(keyword: String) throws {
        try converse(
            """
            session proof
            connected
            S: 220 mx
            C: EHLO client.example.org
            S: 250-mx
            S: 250 \(keyword)
            ready
            C: QUIT
            S: 221 bye
            end proof(inconclusive)
            """)
    }

    @Test("A relay that lets nobody in is no proof, and says why")
    func closedDoor() throws {
        try converse(
            """
            session proof
            connected
            S: 554 no
            C: QUIT
            S: 221 bye
            end greetingRefused 554 no
            """)
    }

    @Test("A session for the proof takes no transaction, and waits for each reply with a limit")
    func noTransactions() throws {
        var configuration = SessionConfiguration(clientName: [], security: .none)
        configuration.purpose = .discardProof
        var session = Session(configuration)
        var actions: [Session.Action] = []
        session.handle(.connected, appendingTo: &actions)
        for octets in ["220 mx\r\n", "250-mx\r\n250-PIPELINING\r\n250 CHUNKING\r\n"] {
            session.receive(Array(octets.utf8), appendingTo: &actions)
        }
        #expect(session.appetite == 0 && session.patience == 300)
        actions = []
        session.handle(.offer(try transaction(1)), appendingTo: &actions)
        #expect(actions == [.finish(1, .notSent(.notStarted))])
        session.receive(Array("503 no\r\n250 ok\r\n".utf8), appendingTo: &actions)
        #expect(session.patience == 5)
    }
}
