import SMTP
import Testing

/// Each server fault that has bitten a mail client before, and what comes of it here.
@Suite("Hostile and broken servers")
struct HostileServerTests {
    @Test("Too few replies: the deadline closes, replies that came count in their order")
    func tooFew() throws {
        try converse(
            Start.grouped + "\nS: 250 ok\nS: 250 ok\ndeadline\nnotSent 1 deadlinePassed\nend deadlinePassed")
        try converse(Start.written + "\ndeadline\ninDoubt 1 deadlinePassed\nend deadlinePassed")
    }

    @Test("One reply too many never counts for the next message; nothing more is sent")
    func oneTooMany() throws {
        try converse(
            "unsplit\n" + Start.written + "\nS: 250 ok\nS: 250 ok\naccepted 1 250 ok"
                + "\nend protocolFault unexpectedReply 250 ok")
        try converse(
            "unsplit\n" + Start.written
                + "\nS: 250 ok\naccepted 1 250 ok\nS: 250 ok\nend protocolFault unexpectedReply 250 ok")
    }

    @Test("A reply that comes before its command is a fault, even the first octet of one")
    func premature() throws {
        try converse("unsplit\nconnected\nS: 220 mx\nS: 250 mx\nend protocolFault unexpectedReply 250 mx")
        try converse("unsplit\nconnected\nS: 220 mx\nS~ 2\nend protocolFault unexpectedOctets")
        try converse(
            "unsplit\n" + Start.mail
                + "\nS: 250 ok\nS~ 250-\nnotSent 1 protocolFault\nend protocolFault unexpectedOctets")
        try converse("S: 220 mx\nend protocolFault unexpectedOctets")
    }

    @Test("354 though every recipient was refused: the dot alone, no message")
    func goAheadWithoutRecipient() throws {
        try converse(
            Start.grouped + """

                S: 250 ok
                S: 550 5.1.1 no
                S: 354 go
                C: .
                S: 250 empty message queued
                refused 1 recipient=0 550 5.1.1 no
                """)
        // Lost before the answer to the dot: nobody was to get anything, so nothing is in doubt.
        try converse(
            Start.grouped
                + "\nS: 250 ok\nS: 550 no\nS: 354 go\nC: .\nlost\nrefused 1 recipient=0 550 no\nend connectionLost"
        )
    }

    @Test("354 though the message must not go on, with a valid recipient: the connection is dropped, no dot")
    func goAheadAfterRefusedMail() throws {
        try converse(
            Start.grouped + "\nS: 550 5.7.1 no\nS: 250 ok\nS: 354 go\nrefused 1 550 5.7.1 no"
                + "\nend protocolFault cannotAbandonData")
    }

    @Test("DATA answered with 250 is a fault; the message was not sent")
    func dataAnswered250() throws {
        try converse(
            Start.data + "\nS: 250 ok\nnotSent 1 protocolFault\nend protocolFault unexpectedCode data 250 ok")
    }

    @Test("354 to MAIL or RCPT is a fault")
    func goAheadTooEarly() throws {
        try converse(
            Start.mail + "\nS: 354 go\nnotSent 1 protocolFault\nend protocolFault unexpectedCode mail 354 go")
        try converse(
            Start.recipient
                + "\nS: 354 go\nnotSent 1 protocolFault\nend protocolFault unexpectedCode recipient(0) 354 go"
        )
    }

    @Test("354 to the end of data leaves the message in doubt")
    func goAheadTooLate() throws {
        try converse(
            Start.written
                + "\nS: 354 go\ninDoubt 1 protocolFault(unexpectedCode(354 go, to: SMTP.Command.content))"
                + "\nend protocolFault unexpectedCode content 354 go")
    }

    @Test("251 and 252 to RCPT are acceptance; 551 is a refusal")
    func forwarding() throws {
        for code in [251, 252] { try converse(Start.recipient + "\nS: \(code) will forward\nC: DATA") }
        try converse(Start.recipient + "\nS: 551 try <x@y>\nrefused 1 recipient=0 551 try <x@y>")
    }

    @Test("421 before the end of the message: not sent, no attempt counted, wherever it comes")
    func closingBeforeTheEnd() throws {
        let end = "\nC: QUIT\nlost\nend serviceClosing 421 4.3.2 bye"
        try converse("connected\nS: 421 4.3.2 bye" + end)
        try converse("connected\nS: 220 mx\nC: EHLO client.example.org\nS: 421 4.3.2 bye" + end)
        for place in [Start.mail, Start.recipient, Start.data] {
            try converse(place + "\nS: 421 4.3.2 bye\nnotSent 1 closing 421 4.3.2 bye" + end)
        }
    }

    @Test("421 to the end of data: not accepted, deferred")
    func closingAfterTheEnd() throws {
        try converse(
            Start.written
                + "\nS: 421 4.3.2 bye\ndeferred 1 421 4.3.2 bye\nC: QUIT\nlost\nend serviceClosing 421 4.3.2 bye"
        )
    }

    @Test("421 that nobody asked for, between two messages, ends the session")
    func closingWhenIdle() throws {
        try converse(
            "unsplit\n" + Start.ready + "\nS: 421 4.4.2 timeout\nend serviceClosing 421 4.4.2 timeout")
        try converse(
            "unsplit\n" + Start.written
                + "\nS: 250 ok\nS: 421 enough\naccepted 1 250 ok\nend messageLimit(accepted: 1)")
    }

    @Test("5xx and close while the message is being written: refused with that reply")
    func refusedWhileWriting() throws {
        try converse(
            Start.data + "\nS: 354 go\ncontent 1 dotted\nS: 552 5.3.4 too big\nrefused 1 552 5.3.4 too big"
                + "\nend refusedEarly 552 5.3.4 too big")
    }

    @Test("250 before the last octet was written is no acceptance: in doubt, and the session ends")
    func acceptedWhileWriting() throws {
        try converse(
            Start.data + "\nS: 354 go\ncontent 1 dotted\nS: 250 ok"
                + "\ninDoubt 1 acceptedTooSoon(250 ok)"
                + "\nend protocolFault acceptedOutOfTurn 250 ok")
    }

    @Test("550 to MAIL in a pipeline, then the connection is gone: refused with that reply, not lost")
    func refusedThenClosed() throws {
        try converse(
            Start.grouped + "\nS: 550 5.7.1 go away\nlost\nrefused 1 550 5.7.1 go away\nend connectionLost")
    }

    @Test("A connection lost after the last octet leaves the message in doubt, before it not sent")
    func lost() throws {
        try converse(Start.written + "\nlost\ninDoubt 1 connectionLost\nend connectionLost")
        try converse(Start.written + "\nS~ 250-\nlost\ninDoubt 1 connectionLost\nend connectionLost")
        try converse(
            Start.data + "\nS: 354 go\ncontent 1 dotted\nlost\nnotSent 1 connectionLost\nend connectionLost")
        for place in [Start.mail, Start.recipient, Start.data] {
            try converse(place + "\nlost\nnotSent 1 connectionLost\nend connectionLost")
        }
    }

    @Test("A message over SIZE is never started; SIZE that cannot be read is no limit")
    func size() throws {
        let text = { (parameter: String) in
            """
            connected
            S: 220 mx
            C: EHLO client.example.org
            S: 250-mx
            S: 250 SIZE\(parameter)
            ready
            offer 1 size=1001
            """
        }
        try converse(text(" 1000") + "\nrefusedLocally 1 5.3.4 tooLarge(size: 1001, limit: 1000)")
        for parameter in ["", " ", " 0", " 99999999999999999999", " -1", " +1", " 1k", " ٣", " 1001"] {
            try converse(text(parameter) + "\nC: MAIL FROM:<s1@example.org> SIZE=1001")
        }
    }

    @Test("What the server cannot take is refused here, with the extension it lacks")
    func extensions() throws {
        try converse(Start.ready + "\noffer 1 8bit\nrefusedLocally 1 5.6.3 needsEightBitMIME")
        try converse(Start.ready + "\noffer 1 binary\nrefusedLocally 1 5.6.3 needsBinaryMIME")
        try converse(Start.ready + "\noffer 1 utf8\nrefusedLocally 1 5.6.7 needsSMTPUTF8")
        try converse(Start.ready + "\noffer 1 8bit utf8\nrefusedLocally 1 5.6.7 needsSMTPUTF8")
        try converse(Start.ready + "\noffer 1 to=jos\u{e9}@example.net\nrefusedLocally 1 5.6.7 needsSMTPUTF8")
        try converse(Start.ready + "\noffer 1 to=\nrefusedLocally 1 5.5.4 noRecipients")
    }

    @Test("452 to the second recipient: the first gets the message")
    func tooManyRecipients() throws {
        try converse(
            Start.ready + """

                offer 1 to=a@example.net,b@example.net
                C: MAIL FROM:<s1@example.org>
                S: 250 ok
                C: RCPT TO:<a@example.net>
                S: 250 ok
                C: RCPT TO:<b@example.net>
                S: 452 4.5.3 too many
                C: DATA
                S: 354 go
                content 1 dotted
                written 1
                S: 250 ok
                partly 1 250 ok | 1: 452 4.5.3 too many
                """)
    }

    @Test("Every recipient refused, one of them for now: deferred with that reply")
    func mixedRefusals() throws {
        try converse(
            Start.ready + """

                offer 1 to=a@example.net,b@example.net
                C: MAIL FROM:<s1@example.org>
                S: 250 ok
                C: RCPT TO:<a@example.net>
                S: 550 5.1.1 no
                C: RCPT TO:<b@example.net>
                S: 450 4.2.0 greylisted
                deferred 1 recipient=1 450 4.2.0 greylisted
                """)
    }

    @Test("The reply to the end of data decides when it is a refusal, whatever the recipients got")
    func finalRefusal() throws {
        try converse(Start.written + "\nS: 554 5.7.1 spam\nrefused 1 554 5.7.1 spam")
        try converse(Start.written + "\nS: 452 4.3.1 full\ndeferred 1 452 4.3.1 full")
    }

    @Test("An enhanced code of another class gives way to the reply code")
    func wrongEnhancedCode() throws {
        try converse(Start.recipient + "\nS: 550 2.1.5 No\nrefused 1 recipient=0 550 5.0.0 No")
    }

    @Test("530 says who we are not, nothing about the recipient")
    func authenticationRequired() throws {
        try converse(
            Start.mail
                + "\nS: 530 5.7.0 Authentication required\nnotSent 1 closing 530 5.7.0 Authentication required"
                + "\nC: QUIT\nS: 221 bye\nend authenticationRequired 530 5.7.0 Authentication required")
    }

    @Test("RSET refused: what stands behind it does not count, the connection is replaced")
    func resetRefused() throws {
        try converse(
            Start.grouped + """

                S: 250 ok
                S: 550 no
                S: 503 no
                refused 1 recipient=0 550 no
                offer 2
                C: RSET
                C+ MAIL FROM:<s2@example.org>
                C+ RCPT TO:<r2@example.net>
                C+ DATA
                S: 554 Too many nonmail commands
                lost
                notSent 2 resetRefused 554 Too many nonmail commands
                end serviceClosing 554 Too many nonmail commands
                """)
    }

    @Test("After the end nothing comes of anything, and an offer comes back")
    func afterTheEnd() throws {
        try converse(
            Start.ready
                + "\nlost\nend connectionLost\nlost\nS: 250 ok\ndrain\ndeadline\noffer 7\nnotSent 7 notStarted"
        )
    }
}
