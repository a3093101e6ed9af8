import SMTP
import Sink
import Testing
import Transport

@Suite("Sending a batch by the library")
struct RelayClientTests {
    private static func message(to recipients: String...) throws -> OutgoingMessage {
        try OutgoingMessage(
            from: try Path(validating: Array("office@example.org".utf8)),
            to: try recipients.map { try Path(validating: Array($0.utf8)) },
            octets: Array("From: office@example.org\r\nSubject: boats\r\n\r\nHello\r\n".utf8))
    }

    private static func send(
        _ messages: [OutgoingMessage], _ change: (inout SinkSettings) throws -> Void
    ) async throws -> (result: SendingResult, accepted: Int) {
        let server = try await SinkServer.start(.with(change))
        let client = try RelayClient(to: RelayAddress(parsing: "smtp://\(server.address)"))
        let result = await client.send(messages)
        try await server.stop()
        return (result, server.counts.accepted)
    }

    @Test("Each message gets a verdict of its own, in the order of the batch")
    func verdicts() async throws {
        let (result, accepted) = try await Self.send(
            [
                Self.message(to: "ada@example.org"), Self.message(to: "gone@refused.example"),
                Self.message(to: "bo@example.org", "gone@refused.example"),
            ]
        ) {
            $0.refusals = [
                try SinkRefusal(parsing: "*@refused.example=550 5.1.1 No such user", stage: .recipient)
            ]
        }
        #expect(result.failure == nil && accepted == 2)
        guard case .accepted = result.verdicts[0],
            case .refused(let reply, recipient: 0) = result.verdicts[1],
            case .partlyAccepted(_, let failures) = result.verdicts[2]
        else {
            Issue.record("\(result.verdicts)")
            return
        }
        #expect(reply.code == 550 && failures.map(\.recipient) == [1])
    }

    @Test("A connection that has carried enough is replaced, and every message arrives once")
    func connections() async throws {
        let messages = try (1...25).map { (row: Int) in try Self.message(to: "\(row)@example.org") }
        let (result, accepted) = try await Self.send(messages) {
            $0.messageLimit = .init(count: 10, manner: .closes)
        }
        #expect(result.failure == nil && accepted == 25)
        #expect(
            result.verdicts.allSatisfy { verdict in
                if case .accepted = verdict { true } else { false }
            }, "\(result.verdicts)")
    }

    @Test("A connection that is lost leaves one message in doubt, and the rest not sent")
    func lost() async throws {
        let messages = try (1...3).map { (row: Int) in try Self.message(to: "\(row)@example.org") }
        let (result, _) = try await Self.send(messages) {
            $0.losses = [SinkLoss(.afterContentBeforeReply, .first(1))]
            $0.extensions = []
        }
        #expect(result.failure?.sessionEnd == .connectionLost)
        guard case .inDoubt = result.verdicts[0], case .notSent = result.verdicts[1],
            case .notSent = result.verdicts[2]
        else {
            Issue.record("\(result.verdicts)")
            return
        }
    }

    @Test("Where nothing listens, nothing was sent, and the failure says why")
    func refused() async throws {
        let server = try await SinkServer.start(SinkSettings())
        let address = server.address
        try await server.stop()
        let client = try RelayClient(to: RelayAddress(parsing: "smtp://\(address)"))
        let result = await client.send([try Self.message(to: "ada@example.org")])
        #expect(result.failure != nil && result.failure?.sessionEnd == nil)
        guard case .notSent = result.verdicts[0] else {
            Issue.record("\(result.verdicts)")
            return
        }
    }
}
