import Testing

/// A server that says one thing more after every message, which would move every later reply by one.
///
/// 354 is the only reply that no other command gets, so with DATA the shift is found before the next message leaves.
/// 250 to BDAT looks like 250 to RSET: there the shift shows when nothing is outstanding, or at QUIT.
@Suite("One reply too many after each message")
struct SurplusReplyTests {
    private static let overlapped = """
        unsplit
        session flight=overlapped
        connected
        S: 220 mx
        C: EHLO client.example.org
        S: 250-mx
        S: 250-PIPELINING
        S: 250 CHUNKING
        ready
        offer 1
        C: MAIL FROM:<s1@example.org>
        C+ RCPT TO:<r1@example.net>
        S: 250 mail
        S: 250 recipient
        C: BDAT 100 LAST
        content 1 chunk
        written 1
        offer 2
        C: RSET
        C+ MAIL FROM:<s2@example.org>
        C+ RCPT TO:<r2@example.net>
        """

    @Test("With DATA the next message is not sent: 354 is missing where it has to stand")
    func lockStep() throws {
        try converse(
            """
            \(Start.written)
            S: 250 taken
            accepted 1 250 taken
            offer 2
            C: MAIL FROM:<s2@example.org>
            S: 250 surplus
            C: RCPT TO:<r2@example.net>
            S: 250 mail
            C: DATA
            S: 250 recipient
            notSent 2 protocolFault
            end protocolFault unexpectedCode data 250 recipient
            """)
    }

    @Test("With DATA, grouped, it is found before the next message, too")
    func grouped() throws {
        try converse(
            """
            \(Start.grouped)
            S: 250 mail
            S: 250 recipient
            S: 354 go
            content 1 dotted
            written 1
            S: 250 taken
            accepted 1 250 taken
            offer 2
            C: RSET
            C+ MAIL FROM:<s2@example.org>
            C+ RCPT TO:<r2@example.net>
            C+ DATA
            S: 250 surplus
            S: 250 reset
            S: 250 mail
            S: 250 recipient
            notSent 2 protocolFault
            end protocolFault unexpectedCode data 250 recipient
            """)
    }

    @Test("With BDAT what arrives together is counted before the next chunk is written")
    func overlapped() throws {
        try converse(
            """
            \(Self.overlapped)
            S: 250 taken
            S: 250 surplus
            S: 250 reset
            S: 250 mail
            S: 250 recipient
            accepted 1 250 taken
            notSent 2 protocolFault
            end protocolFault unexpectedReply 250 recipient
            """)
    }

    @Test("250 to QUIT with 221 behind it was one too many; the connection ends as one out of step")
    func atQuit() throws {
        try converse(
            """
            \(Start.written)
            S: 250 taken
            accepted 1 250 taken
            drain
            C: QUIT
            S: 250 surplus
            S: 221 bye
            end protocolFault unexpectedReply 250 surplus
            """)
    }

    @Test("250 to QUIT and nothing behind it is the answer of a careless server")
    func carelessFarewell() throws {
        try converse(
            """
            \(Start.written)
            S: 250 taken
            accepted 1 250 taken
            drain
            C: QUIT
            S: 250 bye
            lost
            end drained
            """)
    }
}
