import CampaignRun
import Glibc
import Ledger
import NIOPosix

/// Runs a campaign from the command line: progress, signals, the closing table.
struct CampaignRunner {
    let assembly: Assembly
    let relays: [RelayPlan]
    let limit: Int?
    let retrying: Set<Outcome>
    /// Deferred rows do not wait for their time.
    var isHurried = false
    /// The only rows to try; nil for all.
    var rows: RowSelection?
    /// Rows not to try, all of them among those that are left.
    var omitted: Set<Int> = []
    let path: String
    /// As asked for; nil for what each relay has earned.
    let window: Int?
    let pace: PaceSettings
    let progress: ProgressOptions
    /// Whether the campaign file is thrown away afterwards, and nobody can go on from it.
    var isTest = false

    /// Sends what is left in `file`.
    func run(
        _ file: sending CampaignFile, log: sending OutcomeLog?, transcript: sending TranscriptFile?
    ) async throws -> ExitStatus {
        let left =
            try rows.map { (rows) throws(LedgerFault) in
                try file.messagesLeft(retrying: retrying, in: rows.ranges)
            } ?? file.messagesLeft(retrying: retrying)
        // One loop keeps the books. A connection loop handles tens of thousands of messages a second; with more
        // of them than half the cores they only take turns with each other.
        let cores = max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))
        let connections = relays.reduce(0) { $0 + $1.connections }
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1 + min(connections, max(1, cores / 2)))
        var settings = RunSettings(
            window: window, limit: limit, retrying: retrying, wording: RowWording())
        settings.pace = pace
        settings.isHurried = isHurried
        settings.rows = rows
        settings.omitted = omitted
        settings.tellsNews = progress.verbose
        let display = progress.display(now: Runner.now())
        let isLogged = log != nil
        let run = try await Runner.start(
            file, assembly: assembly, relays: relays, settings: settings, log: log,
            transcript: transcript,
            total: min(left - omitted.count, limit ?? .max), on: group)
        listen(run, on: display, isLogged: isLogged)
        let result = try await display.follow(run)
        InterruptSignals.shared.stop()
        try await group.shutdownGracefully()
        return report(result)
    }

    private func listen(_ run: Runner, on display: ProgressDisplay, isLogged: Bool) {
        let reopenLog: @Sendable () -> Void = {
            run.reopenLog { display.say(["warning: the log was not begun anew: \($0.sentence)"]) }
        }
        let showState: @Sendable () -> Void = { [pace, path] in
            run.figures { display.report($0, pace: pace, path: path, now: Runner.now()) }
        }
        InterruptSignals.shared.handle(hangUp: isLogged ? reopenLog : nil, request: showState) { count in
            run.interrupt()
            if count == 1 {
                display.say(["Finishing what is on its way; once more leaves at once, with that in doubt."])
            }
        }
    }

    private func report(_ result: RunResult) -> ExitStatus {
        // The only copy of what could not be recorded comes first, whatever state the file is in.
        if case .recordingFailed(let error, let unrecorded) = result.end {
            complain(of: error, unrecorded: unrecorded)
        }
        if !progress.quiet {
            if let figures = result.figures, !isTest { Terminal.print(figures.summaryLines(path: path)) }
            for relay in result.relays { Terminal.print(relay.lines) }
        }
        for relay in result.relays {
            if assembly.asksForReports, relay.use.withoutReports > 0 {
                let address = relay.entry.address
                Terminal.complain(["warning: " + address.withoutReports(relay.use.withoutReports)])
            }
            RelayMemory.keep(relay.knowledge, of: relay.entry.address)
        }
        if let fault = result.transcriptFailure {
            Terminal.complain(["warning: the transcript is not whole: \(fault.sentence)"])
        }
        switch result.end {
        case .completed:
            let status = result.figures?.exitStatus ?? .unfinished
            warn(of: result.relays)
            if status == .unfinished { warn(ofOnly: result.relays) }
            return status
        case .interrupted:
            warn(of: result.relays)
            Terminal.complain(["Interrupted."])
            return .interrupted
        case .tooManyRefused(let count):
            warn(of: result.relays)
            Terminal.complain(["error: \(count.sentence(path: path.shellWord))"])
            return .tooManyRefused
        case .relaysFailed(let failures):
            Terminal.complain(failures.map { "error: \($0.sentence)" })
            if failures.count > 1 { Terminal.complain(["No relay is left to send through."]) }
            return failures.exitStatus
        case .recordingFailed:
            return .inputOutput
        }
    }

    /// A run that others carried through may leave a relay behind that wants looking at.
    private func warn(of relays: [RelayResult]) {
        guard relays.count > 1 else { return }
        Terminal.complain(
            relays.filter(\.isUnavailable).compactMap(\.failure).map {
                "warning: \($0.sentence) (the other relays had its share)"
            })
    }

    /// What is left may be left for the relay's last failure, which may have come too late for the progress to show.
    private func warn(ofOnly relays: [RelayResult]) {
        guard relays.count == 1, let failure = relays.first?.failure else { return }
        Terminal.complain(["warning: \(failure.sentence)"])
    }

    private func complain(of error: any Error, unrecorded: [String]) {
        let (sentences, _) = explain(error)
        Terminal.complain(sentences.map { "error: " + $0 })
        Terminal.complain(["The run was stopped, because nothing may be sent that cannot be recorded."])
        guard !unrecorded.isEmpty else { return }
        Terminal.complain(["What the relay said of these messages could not be recorded:"] + unrecorded)
    }
}
