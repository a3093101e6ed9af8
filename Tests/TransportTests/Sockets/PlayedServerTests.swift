import SMTP
import Testing

/// What only a socket shows: buffers that are full, and connections that die with octets under way.
@Suite("Servers that hold a connection up")
struct PlayedServerTests {
    private static func converse(
        with manners: PlayedServer.Manners, size: Int, recipients: Int = 1, buffer: Int? = nil,
        _ change: (inout SessionConfiguration) -> Void = { _ in }
    ) async throws -> [String] {
        var configuration = SessionConfiguration(clientName: [], security: .none)
        change(&configuration)
        let message = Transaction(
            id: 1, reversePath: nil,
            forwardPaths: try (0..<recipients).map { try Path(validating: Array("r\($0)@example.net".utf8)) },
            size: size)
        return try await LoopbackConversation.run(configuration, [message], buffer: buffer) {
            PlayedServer(manners)
        }
    }

    @Test("A server that drips an octet now and then is left when its time is over, though it still drips")
    func drips() async throws {
        let lines = try await Self.converse(with: .drips, size: 100) { $0.patience = .uniform(1) }
        #expect(lines == ["end deadlinePassed"])
    }

    @Test("A server that stops reading is left when its time is over; the message was not sent")
    func stopsReading() async throws {
        let lines = try await Self.converse(with: .stopsReading, size: 32 << 20) { $0.patience.block = 1 }
        #expect(lines == ["ready", "notSent 1 deadlinePassed", "end deadlinePassed"])
    }

    @Test("A refusal that comes while we write, with a reset right behind it, is the message's refusal")
    func refusesAndCloses() async throws {
        let lines = try await Self.converse(with: .refusesAndCloses, size: 32 << 20)
        #expect(lines == ["ready", "refused 1 552 5.3.4 too big", "end refusedEarly 552 5.3.4 too big"])
    }

    @Test(
        "A thousand recipients in one write to a server that answers each before it reads on: nobody waits for ever"
    )
    func bothWriting() async throws {
        let lines = try await Self.converse(
            with: .readsWhenAnswered, size: 100, recipients: 1000, buffer: 4096)
        #expect(lines == ["ready", "accepted 1 250 taken", "end drained"])
    }
}
