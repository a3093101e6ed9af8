import SMTP
import Testing

/// What the window does is seen from outside: with nothing out, the appetite is the window and one more.
@Suite("How deep the deep flight goes")
struct WindowTests {
    private static let keywords = "250-mx\r\n250-PIPELINING\r\n250-SIZE 99000000\r\n250 CHUNKING"

    private static func configuration(window: Int = 32) -> SessionConfiguration {
        var configuration = SessionConfiguration(clientName: [], security: .none)
        configuration.flight = .deep
        configuration.discardsRefusedChunks = true
        configuration.window = window
        configuration.refusalsInARow = 100
        configuration.refusalsInAll = 100
        return configuration
    }

    /// Offers transactions, writes what may be written, and answers all of it with `reply`.
    private struct Relay {
        var session: Session
        var nextID: UInt64 = 1
        var actions: [Session.Action] = []
        var contents = 0

        init(_ configuration: SessionConfiguration) throws {
            session = try opened(configuration, ehlo: WindowTests.keywords)
        }

        mutating func offer(size: Int = 100) throws {
            session.handle(.offer(try transaction(nextID, size: size)), appendingTo: &actions)
            nextID += 1
            writeContents()
        }

        mutating func answer(_ lines: String...) {
            session.receive(Array(lines.map { $0 + "\r\n" }.joined().utf8), appendingTo: &actions)
            writeContents()
        }

        private mutating func writeContents() {
            let written = actions.compactMap { if case .sendContent(let id, _) = $0 { id } else { nil } }
            actions = []
            contents += written.count
            for id in written { session.handle(.contentWritten(id), appendingTo: &actions) }
        }

        /// One message alone, from its envelope to its answer.
        mutating func exchange(isFirst: Bool, refusing: Bool) throws {
            try offer()
            if !isFirst { answer("250 reset") }
            answer("250 ok", refusing ? "550 no" : "250 ok")
            if contents > 0 { answer(refusing ? "554 no valid recipients" : "250 taken") }
            contents = 0
        }
    }

    @Test(
        "It starts at 1, doubles with every clean window up to the limit, falls to 1 and then wants eight",
        arguments: [
            ("", 1), ("a", 2), ("aa", 2), ("aaa", 4), ("aaaaaaa", 8), ("15a", 16), ("31a", 32), ("100a", 32),
            ("r", 1), ("ra", 1), ("r7a", 1), ("r8a", 2), ("r9a", 2), ("r10a", 4), ("r14a", 8), ("100ar", 1),
            ("100ar7ar7a", 1), ("100ar8a", 2), ("100ar38a", 32),
        ])
    func table(history: String, size: Int) throws {
        var relay = try Relay(Self.configuration())
        var count = ""
        var isFirst = true
        for letter in history {
            if letter.isNumber {
                count.append(letter)
                continue
            }
            for _ in 0..<(Int(count) ?? 1) {
                try relay.exchange(isFirst: isFirst, refusing: letter == "r")
                isFirst = false
            }
            count = ""
        }
        #expect(relay.session.appetite == size + 1, "\(history)")
    }

    @Test(
        "The limit is what the configuration says, at least 1",
        arguments: [(-1, 1), (1, 1), (5, 5), (128, 128)])
    func limit(window: Int, size: Int) throws {
        var relay = try Relay(Self.configuration(window: window))
        for number in 0..<300 { try relay.exchange(isFirst: number == 0, refusing: false) }
        #expect(relay.session.appetite == size + 1)
    }

    @Test("As many messages as the window holds are out at the same time, and the envelope of one more")
    func depth() throws {
        var relay = try Relay(Self.configuration(window: 8))
        for number in 0..<100 { try relay.exchange(isFirst: number == 0, refusing: false) }
        for _ in 0..<9 { try relay.offer() }
        #expect(relay.contents == 8 && relay.session.appetite == 0)
        relay.answer("250 reset", "250 ok", "250 ok", "250 taken")
        #expect(relay.contents == 9 && relay.session.appetite == 1)
    }

    @Test(
        "No more than 1 MiB of content is out; a message over that waits for all others and holds all others")
    func octets() throws {
        var relay = try Relay(Self.configuration())
        for number in 0..<100 { try relay.exchange(isFirst: number == 0, refusing: false) }
        for _ in 0..<5 { try relay.offer(size: 300 * 1024) }
        #expect(relay.contents == 3)
        relay.answer("250 reset", "250 ok", "250 ok", "250 taken")
        #expect(relay.contents == 4)
        for _ in 0..<4 { relay.answer("250 reset", "250 ok", "250 ok", "250 taken") }
        #expect(relay.contents == 5)
        try relay.offer(size: 2 * 1024 * 1024)
        try relay.offer()
        #expect(relay.contents == 5)
        relay.answer("250 reset", "250 ok", "250 ok")
        #expect(relay.contents == 6)
        relay.answer("250 taken")
        #expect(relay.contents == 7)
    }

    @Test("Appetite never asks for more than the connection may carry")
    func messageLimit() throws {
        var configuration = Self.configuration()
        configuration.messagesPerConnection = 40
        var relay = try Relay(configuration)
        for number in 0..<33 { try relay.exchange(isFirst: number == 0, refusing: false) }
        #expect(relay.session.appetite == 7)
    }

    @Test(
        "Deep needs the ceiling, the proof and both keywords",
        arguments: [
            (Flight.deep, true, keywords, Flight.deep), (.overlapped, true, keywords, .overlapped),
            (.deep, false, keywords, .overlapped), (.grouped, true, keywords, .grouped),
            (.deep, true, "250-mx\r\n250 PIPELINING", .grouped),
            (.deep, true, "250-mx\r\n250 CHUNKING", .lockStep),
        ])
    func gate(ceiling: Flight, isProven: Bool, ehlo: String, flight: Flight) throws {
        var configuration = Self.configuration()
        configuration.flight = ceiling
        configuration.discardsRefusedChunks = isProven
        #expect(try opened(configuration, ehlo: ehlo).flight == flight)
    }

    @Test("What nobody asked for stays overlapped")
    func standard() throws {
        let configuration = SessionConfiguration(clientName: [], security: .none)
        #expect(configuration.flight == .overlapped && !configuration.discardsRefusedChunks)
        #expect(try opened(configuration, ehlo: Self.keywords).flight == .overlapped)
    }
}
