import SMTP
import Testing

@Suite("How long to wait")
struct PatienceTests {
    @Test("Each phase waits as RFC 5321 §4.5.3.2 says; nothing outstanding, no wait")
    func phases() throws {
        var session = Session(SessionConfiguration(clientName: [], security: .none))
        var actions: [Session.Action] = []
        var waits: [Int?] = [session.patience]
        let events: [Session.Event] = [.connected]
        for event in events { session.handle(event, appendingTo: &actions) }
        waits.append(session.patience)
        for reply in ["220 mx\r\n", "250 mx\r\n"] {
            session.receive(Array(reply.utf8), appendingTo: &actions)
            waits.append(session.patience)
        }
        session.handle(.offer(try transaction(1)), appendingTo: &actions)
        waits.append(session.patience)
        for reply in ["250 ok\r\n", "250 ok\r\n", "354 go\r\n"] {
            session.receive(Array(reply.utf8), appendingTo: &actions)
            waits.append(session.patience)
        }
        #expect(session.isWritingContent)
        session.handle(.contentWritten(1), appendingTo: &actions)
        waits.append(session.patience)
        session.receive(Array("250 ok\r\n".utf8), appendingTo: &actions)
        waits.append(session.patience)
        session.handle(.drain, appendingTo: &actions)
        waits.append(session.patience)
        session.handle(.deadlinePassed, appendingTo: &actions)
        waits.append(session.patience)
        #expect(waits == [nil, 300, 300, nil, 300, 300, 120, 180, 600, nil, 5, nil])
        #expect(actions.last == .end(.drained))
    }

    @Test("A reply that drips does not move the deadline, a complete one does")
    func drip() throws {
        var session = try opened()
        var actions: [Session.Action] = []
        let idle = session.progress
        session.handle(.offer(try transaction(1)), appendingTo: &actions)
        let waiting = session.progress
        #expect(waiting != idle)
        for octet in Array("250-a\r\n250 b".utf8) { session.receive([octet], appendingTo: &actions) }
        #expect(session.progress == waiting)
        session.receive(Array("\r\n".utf8), appendingTo: &actions)
        #expect(session.progress != waiting)
    }

    @Test("After 421 what is still said is awaited briefly, then the session ends as announced")
    func closing() throws {
        var session = try opened(ehlo: "250-mx\r\n250 PIPELINING")
        var actions: [Session.Action] = []
        session.handle(.offer(try transaction(1)), appendingTo: &actions)
        let bye = Reply(code: 421, text: "bye")
        session.receive(Array("421 bye\r\n".utf8), appendingTo: &actions)
        #expect(session.patience == 5)
        session.handle(.deadlinePassed, appendingTo: &actions)
        #expect(actions.suffix(2) == [.finish(1, .notSent(.closing(bye))), .end(.serviceClosing(bye))])
    }

    @Test("Where messages are out, 421 is no end: who stays silent and open may have taken them")
    func silentAfterClosing() throws {
        let text = """
            \(Start.deep)
            offer 2
            C: RSET
            C+ MAIL FROM:<s2@example.org>
            C+ RCPT TO:<r2@example.net>
            C+ BDAT 100 LAST
            content 2 chunk
            offer 3
            C: RSET
            C+ MAIL FROM:<s3@example.org>
            C+ RCPT TO:<r3@example.net>
            C+ BDAT 100 LAST
            content 3 chunk
            written 2
            written 3
            S: 250 reset
            S: 250 ok
            S: 421 4.7.0 too fast
            deadline
            inDoubt 2 deadlinePassed
            inDoubt 3 deadlinePassed
            end serviceClosing 421 4.7.0 too fast
            """
        try converse(text)
    }

    /// A session that goes deep, and has had its first message taken.
    private func deep() throws -> Session {
        var configuration = SessionConfiguration(clientName: [], security: .none)
        configuration.flight = .deep
        configuration.discardsRefusedChunks = true
        var session = try opened(configuration, ehlo: "250-mx\r\n250-PIPELINING\r\n250 CHUNKING")
        var actions: [Session.Action] = []
        session.handle(.offer(try transaction(1)), appendingTo: &actions)
        session.receive(Array("250 ok\r\n250 ok\r\n".utf8), appendingTo: &actions)
        session.handle(.contentWritten(1), appendingTo: &actions)
        session.receive(Array("250 taken\r\n".utf8), appendingTo: &actions)
        return session
    }

    @Test("A server that says 421 and may have messages has as long as ever to close")
    func closingWithMessages() throws {
        var session = try deep()
        var actions: [Session.Action] = []
        session.handle(.offer(try transaction(2)), appendingTo: &actions)
        session.handle(.contentWritten(2), appendingTo: &actions)
        session.receive(Array("421 bye\r\n".utf8), appendingTo: &actions)
        #expect(session.patience == 300)
        session.handle(.connectionLost, appendingTo: &actions)
        let bye = Reply(code: 421, text: "bye")
        #expect(actions.suffix(2) == [.finish(2, .notSent(.closing(bye))), .end(.messageLimit(accepted: 1))])
    }

    @Test("The handshake has its time too")
    func handshake() {
        var session = Session(SessionConfiguration(clientName: [], security: .implicit))
        var actions: [Session.Action] = []
        session.handle(.connected, appendingTo: &actions)
        #expect(session.patience == 300)
    }

    @Test(
        "With several messages out the wait is for the first reply that is missing, whatever is still being written"
    )
    func firstMissing() throws {
        var session = try deep()
        var actions: [Session.Action] = []
        for id in UInt64(2)...3 { session.handle(.offer(try transaction(id)), appendingTo: &actions) }
        var waits = [session.patience]
        session.receive(Array("250 reset\r\n250 ok\r\n250 ok\r\n".utf8), appendingTo: &actions)
        #expect(session.isWritingContent)
        waits.append(session.patience)
        let writing = session.progress
        session.handle(.contentWritten(2), appendingTo: &actions)
        #expect(!session.isWritingContent && session.progress != writing)
        waits.append(session.patience)
        session.receive(Array("250 taken\r\n".utf8), appendingTo: &actions)
        #expect(!session.isWritingContent)
        waits.append(session.patience)
        session.receive(Array("250 reset\r\n250 ok\r\n250 ok\r\n".utf8), appendingTo: &actions)
        #expect(session.isWritingContent)
        waits.append(session.patience)
        #expect(waits == [300, 180, 600, 300, 180])
    }

    @Test("Appetite follows the flight, the limits and the end")
    func appetite() throws {
        var fresh = Session(SessionConfiguration(clientName: [], security: .none))
        var actions: [Session.Action] = []
        fresh.handle(.connected, appendingTo: &actions)
        #expect(fresh.appetite == 0)
        #expect(try opened().appetite == 1)
        #expect(try opened(ehlo: "250-mx\r\n250 PIPELINING").appetite == 1)
        var session = try opened(ehlo: "250-mx\r\n250-PIPELINING\r\n250 CHUNKING")
        #expect(session.appetite == 2 && session.flight == .overlapped)
        session.handle(.offer(try transaction(1)), appendingTo: &actions)
        #expect(session.appetite == 1)
        session.handle(.drain, appendingTo: &actions)
        #expect(session.appetite == 0)
        var last = SessionConfiguration(clientName: [], security: .none)
        last.messagesPerConnection = 1
        #expect(try opened(last, ehlo: "250-mx\r\n250-PIPELINING\r\n250 CHUNKING").appetite == 1)
    }
}
