import CSV
import CampaignRun
import Ledger
import NIOCore
import NIOPosix
import SMTP
import Sink
import Synchronization
import TestSupport
import Testing
import Transport

/// Says the next of its answers; the last one for ever.
private final class MoodyResolver: NameResolver {
    private let answers: Mutex<[Result<String, NetworkFault>]>

    init(_ answers: [Result<String, NetworkFault>]) { self.answers = Mutex(answers) }

    /// Answers that were not given.
    var left: Int { answers.withLock { $0.count } }

    func addresses(of host: String, port: Int, on loop: any EventLoop) -> EventLoopFuture<[SocketAddress]> {
        let answer = answers.withLock { $0.count > 1 ? $0.removeFirst() : $0[0] }
        return loop.makeCompletedFuture { [try SocketAddress(ipAddress: answer.get(), port: port)] }
    }
}

private struct NoWords: Wording {
    func sentence(for problem: RowProblem) -> String { "" }
    func sentence(for fault: PathFault) -> String { "" }
    func sentence(for refusal: LocalRefusal) -> String { "" }
    func sentence(for doubt: InDoubtReason) -> String { "" }
    func sentence(for reason: NotSentReason) -> String { "" }
    func sentence(for failures: [RecipientFailure]) -> String { "" }
}

@Suite("A run whose relay's name is looked up again")
struct ResolvingTests {
    /// Sends three messages, each on a connection of its own, to a name that resolves as `answers` say.
    private func run(_ answers: [Result<String, NetworkFault>]) async throws -> (result: RunResult, left: Int)
    {
        let folder = try TemporaryFolder()
        let path = try campaign(in: folder)
        let campaign = try ReopenedCampaign(path: path)
        let server = try await SinkServer.start(SinkSettings())
        var configuration = SessionConfiguration(clientName: Array("client.example".utf8), security: .none)
        configuration.messagesPerConnection = 1
        let resolver = MoodyResolver(answers)
        let connector = try Connector(
            to: RelayAddress(parsing: "smtp://mx.example:\(server.address.port)?tls=none"),
            configuration: configuration, resolver: resolver)
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 2)
        let relay = RelayPlan(
            try RelayEntry(parsing: "smtp://mx.example"), connector: connector, connections: 1,
            knowledge: RelayKnowledge(of: connector.address))
        let assembly = try campaign.assembly()
        let runner = try await Runner.start(
            campaign.file, assembly: assembly, relays: [relay],
            settings: RunSettings(window: 1, limit: nil, retrying: [], wording: NoWords()),
            log: nil, total: 3, on: group)
        let result = try await runner.finish()
        try await group.shutdownGracefully()
        try await server.stop()
        return (result, resolver.left)
    }

    private func campaign(in folder: TemporaryFolder) throws -> String {
        let letter = "From: a@example.org\nTo: {{ email }}\nSubject: Hi\n\nHello\n"
        let file = try CampaignFile.create(
            at: folder("letter.merganser"),
            describing: CampaignDescription(
                id: "00112233445566778899aabbccddeeff", name: "letter", createdAt: 0,
                files: [StoredFile(role: "message", path: "letter.eml", octets: Array(letter.utf8))],
                listPath: "-", header: Array("email".utf8), delimiter: UInt8(ascii: ","), attachments: [],
                settings: [
                    "relay": "smtp://mx.example", "attachment-root": folder.path, "utc-offset": "0",
                ]))
        for row in 1...3 {
            try file.append(
                NewRecipient(
                    row: row, line: row + 1, address: [], record: Array("\(row)@example.com".utf8),
                    outcome: .pending, reason: nil))
        }
        try file.seal(listDigest: nil)
        try file.close()
        return folder("letter.merganser")
    }

    @Test("goes on when the name vanishes for a while, or its server does not answer")
    func vanishes() async throws {
        let (result, left) = try await run([
            .success("127.0.0.1"), .failure(.unknownHost("mx.example")), .success("127.0.0.1"),
            .failure(.lookupFailed("mx.example")), .success("127.0.0.1"),
        ])
        guard case .completed = result.end else { return #expect(Bool(false), "\(result.end)") }
        #expect(result.figures?[.accepted] == 3 && left == 1)
    }

    @Test("ends at once when there never was such a name, and names it")
    func unknown() async throws {
        let (result, _) = try await run([.failure(.unknownHost("mx.example")), .success("127.0.0.1")])
        guard case .relaysFailed(let failures) = result.end, failures.count == 1,
            case .network(.unknownHost("mx.example")) = failures[0].end
        else {
            return #expect(Bool(false), "\(result.end)")
        }
        #expect(result.figures?[.pending] == 3)
    }
}
