import SMTP
import Testing

@Suite("LMTP")
struct LocalDeliveryTests {
    private static let ready = """
        session lmtp
        connected
        S: 220 mx LMTP
        C: LHLO client.example.org
        S: 250-mx
        S: 250 PIPELINING
        ready
        """

    /// Two recipients are taken and the content is out.
    private static let written = """
        \(ready)
        offer 1 to=a@example.net,b@example.net
        C: MAIL FROM:<s1@example.org>
        C+ RCPT TO:<a@example.net>
        C+ RCPT TO:<b@example.net>
        C+ DATA
        S: 250 ok
        S: 250 ok
        S: 250 ok
        S: 354 go
        content 1 dotted
        written 1
        """

    @Test("A server that does not know LHLO is not asked with HELO")
    func noFallBack() throws {
        try converse(
            """
            session lmtp
            connected
            S: 220 mx ESMTP
            C: LHLO client.example.org
            S: 500 what?
            C: QUIT
            S: 221 bye
            end helloRefused 500 what?
            """)
    }

    @Test("A connection lost between two answers leaves the message in doubt, whatever the first one said")
    func lostBetweenAnswers() throws {
        for answer in ["250 saved", "550 no", "452 full"] {
            try converse(
                """
                \(Self.written)
                S: \(answer)
                lost
                inDoubt 1 connectionLost
                end connectionLost
                """)
        }
    }

    @Test(
        "An answer too few is waited for and leaves the message in doubt; the next command's reply never stands in"
    )
    func tooFewAnswers() throws {
        try converse(
            """
            \(Self.written)
            S: 552 too large for everybody
            deadline
            inDoubt 1 deadlinePassed
            end deadlinePassed
            """)
        try converse(
            """
            session lmtp
            connected
            S: 220 mx LMTP
            C: LHLO client.example.org
            S: 250-mx
            S: 250-CHUNKING
            S: 250 PIPELINING
            ready
            offer 1 to=a@example.net,b@example.net
            C: MAIL FROM:<s1@example.org>
            C+ RCPT TO:<a@example.net>
            C+ RCPT TO:<b@example.net>
            S: 250 ok
            S: 250 ok
            S: 250 ok
            C: BDAT 100 LAST
            content 1 chunk
            written 1
            offer 2
            S: 552 too large for everybody
            lost
            inDoubt 1 connectionLost
            notSent 2 connectionLost
            end connectionLost
            """)
    }

    @Test("An answer too many closes the connection before anything else is sent")
    func tooManyAnswers() throws {
        try converse(
            """
            unsplit
            \(Self.written)
            S: 250 saved
            S: 250 saved
            S: 250 saved
            accepted 1 250 saved
            end protocolFault unexpectedReply 250 saved
            """)
    }

    @Test("421 for one recipient answers for that one; of the next nobody knows unless it is answered, too")
    func closing() throws {
        try converse(
            """
            \(Self.written)
            S: 250 saved
            S: 421 closing
            partly 1 250 saved | 1: 421 closing
            C: QUIT
            lost
            end serviceClosing 421 closing
            """)
        try converse(
            """
            \(Self.written)
            S: 421 closing
            lost
            inDoubt 1 connectionLost
            end serviceClosing 421 closing
            """)
        try converse(
            """
            \(Self.written)
            S: 421 closing
            S: 421 closing
            deferred 1 recipient=0 421 closing
            C: QUIT
            lost
            end serviceClosing 421 closing
            """)
    }

    @Test(
        "354 though all recipients were refused gets no dot: how many answers it would have, nobody can say")
    func goAheadForNobody() throws {
        try converse(
            """
            \(Self.ready)
            offer 1
            C: MAIL FROM:<s1@example.org>
            C+ RCPT TO:<r1@example.net>
            C+ DATA
            S: 250 ok
            S: 550 no
            S: 354 go
            refused 1 recipient=0 550 no
            end protocolFault cannotAbandonData
            """)
    }

    @Test("A refused DATA is one reply, however many recipients were taken")
    func refusedData() throws {
        try converse(
            """
            \(Self.ready)
            offer 1 to=a@example.net,b@example.net
            C: MAIL FROM:<s1@example.org>
            C+ RCPT TO:<a@example.net>
            C+ RCPT TO:<b@example.net>
            C+ DATA
            S: 250 ok
            S: 250 ok
            S: 250 ok
            S: 451 later
            deferred 1 451 later
            drain
            C: QUIT
            S: 221 bye
            end drained
            """)
    }

    @Test("However the relay was proven, whole messages do not go ahead of their answers")
    func neverDeep() throws {
        var configuration = SessionConfiguration(clientName: [], security: .none)
        configuration.dialect = .lmtp
        configuration.flight = .deep
        configuration.discardsRefusedChunks = true
        let session = try opened(configuration, ehlo: "250-mx\r\n250-CHUNKING\r\n250 PIPELINING")
        #expect(session.flight == .overlapped)
    }
}
