import Testing

@testable import SMTP

@Suite("Round trips")
struct PaceTests {
    /// Plays a whole conversation and returns what it cost.
    private func figures(
        _ flight: Flight, ehlo: String = "250-mx\r\n250-PIPELINING\r\n250 CHUNKING", messages: UInt64
    ) throws -> SessionFigures {
        var configuration = SessionConfiguration(
            clientName: Array("client.example.org".utf8), security: .none)
        configuration.flight = flight
        configuration.discardsRefusedChunks = true
        var session = try opened(configuration, ehlo: ehlo)
        var next: UInt64 = 1
        var replies = 0
        var actions: [Session.Action] = []
        while true {
            while session.appetite > 0, next <= messages {
                session.handle(.offer(try transaction(next)), appendingTo: &actions)
                next += 1
            }
            if next > messages { session.handle(.drain, appendingTo: &actions) }
            guard !actions.isEmpty else { break }
            let done = actions
            actions = []
            for action in done {
                if case .sendContent(let id, _) = action {
                    session.handle(.contentWritten(id), appendingTo: &actions)
                }
                if case .end = action { return session.figures }
            }
            // All that is out is answered, octet by octet: pieces are no round trips.
            let outstanding = Array(session.outstanding)
            for command in outstanding {
                let reply: String =
                    switch command {
                    case .data: "354 go\r\n"
                    case .quit: "221 bye\r\n"
                    default: "250 ok\r\n"
                    }
                replies += 1
                for octet in reply.utf8 { session.receive([octet], appendingTo: &actions) }
            }
            guard replies < 10_000 else { break }
        }
        return session.figures
    }

    @Test("In lock-step every command is a round trip, and none is saved")
    func lockStep() throws {
        let figures = try figures(.lockStep, ehlo: "250 mx", messages: 10)
        #expect(figures.accepted == 10)
        // Greeting, EHLO, four for each message, QUIT.
        #expect(figures.roundTrips == 2 + 40 + 1)
        #expect(figures.roundTripsSaved == 0)
    }

    @Test("Grouped commands cost two round trips a message and save two")
    func grouped() throws {
        let figures = try figures(.grouped, messages: 10)
        #expect(figures.accepted == 10)
        #expect(figures.roundTrips == 2 + 20 + 1)
        #expect(figures.roundTripsSaved == 20)
    }

    @Test("Overlapped messages cost one round trip each")
    func overlapped() throws {
        let figures = try figures(.overlapped, messages: 20)
        #expect(figures.accepted == 20)
        #expect((23...25).contains(figures.roundTrips), "\(figures.roundTrips)")
        // Three commands a message, RSET left out: nobody who waits for each reply needs it.
        #expect(figures.roundTrips + figures.roundTripsSaved == 2 + 60 + 1)
    }

    @Test("A window that is open costs a round trip for all the messages in it")
    func deep() throws {
        let figures = try figures(.deep, messages: 200)
        #expect(figures.accepted == 200)
        #expect(figures.flight == .deep)
        #expect(figures.roundTrips < 20, "\(figures.roundTrips)")
    }
}
