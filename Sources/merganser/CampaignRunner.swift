import CampaignRun
import Glibc
import Ledger
import NIOPosix
import Transport

/// Runs a campaign from the command line: progress, signals, the closing table.
struct CampaignRunner {
    let assembly: Assembly
    let connector: Connector
    let connections: Int
    let limit: Int?
    let retrying: Set<Outcome>
    /// Deferred rows do not wait for their time.
    var isHurried = false
    let path: String
    /// As asked for; nil for what the relay has earned.
    let window: Int?
    let knowledge: RelayKnowledge
    let pace: PaceSettings
    let progress: ProgressOptions

    /// Sends what is left in `file`.
    func run(
        _ file: sending CampaignFile, log: sending OutcomeLog?, transcript: sending TranscriptFile?
    ) async throws -> ExitStatus {
        let left = try file.messagesLeft(retrying: retrying)
        // One loop keeps the books. A connection loop handles tens of thousands of messages a second; with more
        // of them than half the cores they only take turns with each other.
        let cores = max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1 + min(connections, max(1, cores / 2)))
        var settings = RunSettings(
            connections: connections, window: window, knowledge: knowledge, limit: limit,
            retrying: retrying, relay: connector.address.url,
            wording: RowWording())
        settings.pace = pace
        settings.isHurried = isHurried
        settings.tellsNews = progress.verbose
        let display = progress.display(now: Runner.now())
        let run = try await Runner.start(
            file, assembly: assembly, connector: connector, settings: settings, log: log,
            transcript: transcript,
            total: min(left, limit ?? .max), on: group)
        InterruptSignals.shared.handle { count in
            run.interrupt()
            if count == 1 {
                display.say(["Finishing what is on its way; once more leaves at once, with that in doubt."])
            }
        }
        let result = try await display.follow(run)
        InterruptSignals.shared.stop()
        try await group.shutdownGracefully()
        return report(result)
    }

    private func report(_ result: RunResult) -> ExitStatus {
        // The only copy of what could not be recorded comes first, whatever state the file is in.
        if case .recordingFailed(let error, let unrecorded) = result.end {
            complain(of: error, unrecorded: unrecorded)
        }
        if !progress.quiet {
            if let figures = result.figures { Terminal.print(figures.summaryLines(path: path)) }
            Terminal.print(result.use.lines(relay: connector.address))
        }
        if assembly.asksForReports, result.use.withoutReports > 0 {
            Terminal.complain(["warning: " + connector.address.withoutReports(result.use.withoutReports)])
        }
        RelayMemory.keep(result.knowledge, of: connector.address)
        if let fault = result.transcriptFailure {
            Terminal.complain(["warning: the transcript is not whole: \(fault.sentence)"])
        }
        switch result.end {
        case .completed:
            return result.figures?.exitStatus ?? .unfinished
        case .interrupted:
            Terminal.complain(["Interrupted."])
            return .interrupted
        case .relayFailed(let failure):
            Terminal.complain(["error: \(failure.sentence(relay: connector.address))"])
            return failure.exitStatus
        case .recordingFailed:
            return .inputOutput
        }
    }

    private func complain(of error: any Error, unrecorded: [String]) {
        let (sentences, _) = explain(error)
        Terminal.complain(sentences.map { "error: " + $0 })
        Terminal.complain(["The run was stopped, because nothing may be sent that cannot be recorded."])
        guard !unrecorded.isEmpty else { return }
        Terminal.complain(["What the relay said of these messages could not be recorded:"] + unrecorded)
    }
}
