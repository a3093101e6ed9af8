import CampaignRun
import Dispatch
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
    let log: String?
    let path: String

    /// Sends what is left in `file`.
    func run(_ file: sending CampaignFile) async throws -> ExitStatus {
        let outcomeLog = try log.map { (path) throws(FileFault) in try OutcomeLog(appendingTo: path) }
        let figures = try file.figures()
        let left = retrying.union([.pending]).reduce(0) { $0 + figures[$1] }
        // One loop keeps the books. A connection loop handles tens of thousands of messages a second; with more
        // of them than half the cores they only take turns with each other.
        let cores = max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1 + min(connections, max(1, cores / 2)))
        let settings = RunSettings(
            connections: connections, limit: limit, retrying: retrying, relay: connector.address.url,
            wording: RowWording())
        let run = try await Runner.start(
            file, assembly: assembly, connector: connector, settings: settings, log: outcomeLog,
            total: min(left, limit ?? .max), on: group)
        let signals = InterruptSignals { run.interrupt() }
        let end = try await withProgress(of: run)
        signals.stop()
        try await group.shutdownGracefully()
        return try report(end)
    }

    private func withProgress(of run: Runner) async throws -> RunEnd {
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask {
                var line = ProgressLine(relay: connector.address, now: Runner.now())
                defer { line.clear() }
                while !Task.isCancelled {
                    do {
                        // The interval at which the line is drawn anew; nothing waits for it.
                        try await Task.sleep(for: .milliseconds(200))
                    } catch {
                        return  // cancelled: the run is over
                    }
                    line.show(try await run.progress(), now: Runner.now())
                }
            }
            let end = try await run.finish()
            tasks.cancelAll()
            try await tasks.waitForAll()
            return end
        }
    }

    private func report(_ end: RunEnd) throws -> ExitStatus {
        let figures = try CampaignFile.openForReading(at: path).figures()
        Terminal.print(figures.summaryLines(path: path))
        switch end {
        case .completed:
            return figures.exitStatus
        case .interrupted:
            Terminal.complain(["Interrupted. `merganser resume \(path.printable)` goes on."])
            return .interrupted
        case .relayFailed(let failure):
            Terminal.complain(["error: \(failure.sentence(relay: connector.address))"])
            return failure.exitStatus
        case .recordingFailed(let error, let unrecorded):
            let (sentences, _) = explain(error)
            Terminal.complain(sentences.map { "error: " + $0 })
            Terminal.complain(["The run was stopped, because nothing may be sent that cannot be recorded."])
            if !unrecorded.isEmpty {
                Terminal.complain(
                    ["What the relay said of these messages could not be recorded:"] + unrecorded)
            }
            return .inputOutput
        }
    }
}

/// SIGINT and SIGTERM as calls.
private struct InterruptSignals {
    private let sources: [any DispatchSourceSignal]

    init(_ handle: @escaping @Sendable () -> Void) {
        sources = [SIGINT, SIGTERM].map { number in
            // The source only sees what the default action does not take away.
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler(handler: handle)
            source.resume()
            return source
        }
    }

    func stop() { for source in sources { source.cancel() } }
}
