import Glibc
import Ledger
import NIOCore
import NIOPosix
import SMTP
import Transport

/// Sends what is pending in a campaign file: opens the connections, keeps the books, waits for the end.
package struct Runner: Sendable {
    private let officeLoop: any EventLoop
    private let office: NIOLoopBound<Office>
    private let end: EventLoopFuture<RunResult>

    /// Starts the run.
    ///
    /// `group` has one loop that does nothing but the books, beside those of the connections.
    ///
    /// - Parameters:
    ///   - relays: at least one.
    ///   - clock: milliseconds since 1970.
    package static func start(
        _ file: sending CampaignFile, assembly: Assembly, relays: [RelayPlan], settings: RunSettings,
        log: sending OutcomeLog?, transcript: sending TranscriptFile? = nil, total: Int,
        on group: MultiThreadedEventLoopGroup,
        clock: @escaping @Sendable () -> Int64 = Runner.now
    ) async throws -> Runner {
        let officeLoop = group.next()
        let belongings = NIOLoopBoundBox.makeBoxSendingValue((file, log, transcript), eventLoop: officeLoop)
        return try await officeLoop.submit {
            let completion = officeLoop.makePromise(of: RunResult.self)
            let others = group.makeIterator().filter { $0 !== officeLoop }
            let connections = RelayConnections(
                relays, assembly: assembly, loops: others.isEmpty ? [officeLoop] : others, settings: settings,
                total: total)
            let (file, log, transcript) = belongings.value
            let office = Office(
                file: file, loop: officeLoop, settings: settings, log: log, transcript: transcript,
                total: total, connections: connections, completion: completion, clock: clock)
            let bound = NIOLoopBound(office, eventLoop: officeLoop)
            connections.open(
                Office.Desk(
                    office: bound, loop: officeLoop, keepsTranscript: transcript != nil,
                    largestLookahead: settings.pace.largestLookahead(
                        upTo: Lane.largestLookahead, connections: connections.count)))
            office.start()
            return Runner(officeLoop: officeLoop, office: bound, end: completion.futureResult)
        }.get()
    }

    /// Waits until every connection is closed and everything is recorded.
    package func finish() async throws -> RunResult { try await end.get() }

    /// First call: finishes what is out; second: leaves at once.
    package func interrupt() {
        officeLoop.execute { [office] in office.value.interrupt() }
    }

    /// Lets the log go on in what its path leads to now.
    ///
    /// - Parameter told: gets why that was not possible.
    package func reopenLog(unless told: @escaping @Sendable (FileFault) -> Void) {
        officeLoop.execute { [office] in
            do throws(FileFault) {
                try office.value.log?.reopen()
            } catch {
                told(error)
            }
        }
    }

    /// Gives the figures of this moment, without news.
    package func figures(_ body: @escaping @Sendable (RunProgress) -> Void) {
        officeLoop.execute { [office] in body(office.value.currentProgress) }
    }

    /// Figures of this moment; news are told once.
    package func progress() async throws -> RunProgress {
        try await officeLoop.submit { [office] in office.value.takeProgress() }.get()
    }

    /// Milliseconds since 1970.
    package static let now: @Sendable () -> Int64 = {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }
}
