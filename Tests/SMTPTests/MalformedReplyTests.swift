import SMTP
import Testing

/// What is no reply never counts as one.
@Suite("Malformed replies")
struct MalformedReplyTests {
    @Test("A reply without end stops at 100 lines, the message unsent")
    func endlessLines() throws {
        try converse(
            Start.mail + "\n" + Array(repeating: "S: 250-more", count: 101).joined(separator: "\n")
                + "\nnotSent 1 protocolFault\nend protocolFault tooManyLines(limit: 100)")
    }

    @Test("A line of a megabyte stops at 2048 octets, whether or not its end comes")
    func endlessLine() throws {
        let line = String(repeating: "x", count: 1 << 20)
        for mark in ["S:", "S~"] {
            var session = try opened()
            var actions: [Session.Action] = []
            var received = 0
            for _ in 0..<256 where !actions.contains(where: { if case .end = $0 { true } else { false } }) {
                session.receive(Array(line.utf8.prefix(4096)), appendingTo: &actions)
                received += 4096
            }
            #expect(received == 4096, "\(mark)")
            #expect(actions.last == .end(.protocolFault(.malformed(.lineTooLong(limit: 2048)))))
        }
    }

    @Test("A line of 2048 octets is still read")
    func longestLine() throws {
        let text = String(repeating: "x", count: 2044)
        try converse(Start.written + "\nS: 250 \(text)\naccepted 1 250 \(text)")
    }

    @Test("A reply over 64 KiB in lines of allowed length stops")
    func fatReply() throws {
        let line = "S: 250-" + String(repeating: "x", count: 2000)
        try converse(
            Start.mail + "\n" + Array(repeating: line, count: 33).joined(separator: "\n")
                + "\nnotSent 1 protocolFault\nend protocolFault replyTooLong(limit: 65536)")
    }

    @Test(
        "What is no reply code ends the session",
        arguments: [
            "850 no", "150 no", "2200 ok", " 250 ok", "+250 ok", "２５０ ok", "250_ok", "260 ok", "25", "",
            "hello",
            "-1 ok", "25O ok", "\\x00250 ok", "250\\tok",
        ])
    func badCode(line: String) throws {
        var session = try opened()
        var actions: [Session.Action] = []
        session.handle(.offer(try transaction(1)), appendingTo: &actions)
        actions.removeAll()
        session.receive(Array("\(line)\r\n".utf8), appendingTo: &actions)
        guard case .end(.protocolFault(.malformed(.notAReply))) = actions.last else {
            Issue.record("\(actions)")
            return
        }
        #expect(actions.count == 2)
    }

    @Test("A code alone, and a code with nothing behind the space, are replies")
    func shortestReply() throws {
        try converse(Start.data + "\nS: 354\ncontent 1 dotted\nwritten 1\nS: 250 \naccepted 1 250")
    }

    @Test("Lines of one reply with different codes end the session; the message is in doubt")
    func mixedCodes() throws {
        try converse(
            Start.written + "\nS: 250-ok\nS: 550 no\ninDoubt 1 protocolFault(malformed(mixedCodes(250, 550)))"
                + "\nend protocolFault mixedCodes(250, 550)")
    }

    @Test("A lone CR in a reply ends the session")
    func loneCR() throws {
        try converse(
            Start.mail + "\nS: 250 ok\\r250 ok\nnotSent 1 protocolFault\nend protocolFault bareCarriageReturn"
        )
    }

    @Test("Lines that end in LF alone are read")
    func bareLF() throws {
        try converse(Start.mail + "\nS~ 250 ok\\n\nC: RCPT TO:<r1@example.net>")
    }
}
