import CampaignRun
import Glibc
import Ledger
import NIOPosix
import SMTP
import Sink
import Transport

/// Sends a campaign to a server of our own in this process, from a campaign file that is thrown away.
struct Rehearsal {
    let standIn: StandIn
    let connections: Int
    let messagesPerConnection: Int
    let window: Int?
    let limit: Int?
    /// The only rows to send; nil for all.
    let rows: RowSelection?
    /// What the real run would keep to; the rehearsal does not wait for it.
    let pace: PaceSettings
    let progress: ProgressOptions

    /// - Parameter file: the one to be thrown away.
    func run(_ file: sending CampaignFile, assembly: Assembly, path: String) async throws -> ExitStatus {
        let left = try file.messagesLeft(retrying: [])
        let messages = min(left, limit ?? .max)
        let server = try await SinkServer.start(try standIn.settings())
        do {
            let (result, seconds) = try await send(file, assembly, to: server, messages: messages)
            try await server.stop(grace: 0)
            return try report(result, seconds: seconds, left: left, messages: messages, path: path)
        } catch {
            try? await server.stop(grace: 0)
            throw error
        }
    }

    private func send(
        _ file: sending CampaignFile, _ assembly: Assembly, to server: SinkServer, messages: Int
    ) async throws -> (RunResult, seconds: Double) {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 2)
        let connector = try connector(to: server)
        let knowledge =
            standIn.knowledge?.transferred(to: connector.address) ?? RelayKnowledge(of: connector.address)
        let relay = RelayPlan(
            try RelayEntry(parsing: connector.address.url), connector: connector, connections: connections,
            knowledge: knowledge)
        var settings = RunSettings(window: window, limit: limit, retrying: [], wording: RowWording())
        // Whoever is turned away for now is counted; nobody waits for another attempt.
        settings.pace = try PaceSettings([.maxAttempts: ["1"]])
        settings.rows = rows
        settings.tellsNews = progress.verbose
        let display = progress.display(now: Runner.now())
        let begin = ContinuousClock.now
        let run = try await Runner.start(
            file, assembly: assembly, relays: [relay], settings: settings, log: nil, total: messages,
            on: group)
        InterruptSignals.shared.handle { count in
            run.interrupt()
            if count == 1 { display.say(["Ending the rehearsal; once more leaves at once."]) }
        }
        let result = try await display.follow(run)
        InterruptSignals.shared.stop()
        let taken = ContinuousClock.now - begin
        try await group.shutdownGracefully()
        return (result, Double(taken.components.seconds) + Double(taken.components.attoseconds) / 1e18)
    }

    private func connector(to server: SinkServer) throws -> Connector {
        var configuration = SessionConfiguration(clientName: Array("localhost".utf8), security: .none)
        configuration.messagesPerConnection = messagesPerConnection
        configuration.flight = window == 1 ? .overlapped : .deep
        return try Connector(
            to: RelayAddress(parsing: standIn.url(on: server.address)), configuration: configuration)
    }

    private func report(
        _ result: RunResult, seconds: Double, left: Int, messages: Int, path: String
    ) throws -> ExitStatus {
        if case .recordingFailed(let error, _) = result.end { throw error }
        let campaign = try CampaignFile.openForReading(at: path)
        var reasons = ReplyGroups()
        try campaign.eachRow { row in
            if row.outcome != .accepted, row.outcome != .pending { reasons.add(row) }
        }
        let report = RehearsalReport(
            standIn: standIn, figures: try campaign.figures(), reasons: reasons,
            messages: messages, done: left - (try campaign.messagesLeft(retrying: [])), seconds: seconds,
            pace: pace, now: Runner.now())
        if !progress.quiet { Terminal.print(report.lines) }
        switch result.end {
        case .interrupted:
            Terminal.complain(["Interrupted."])
            return .interrupted
        case .relaysFailed(let failures):
            Terminal.complain(failures.map { "The run would have ended early: \($0.end.reason)" })
            return report.figures.exitStatus
        case .completed, .tooManyRefused, .recordingFailed: return report.figures.exitStatus
        }
    }
}
