import DequeModule
import Ledger
import NIOCore
import SMTP
import Transport

/// Where claims and outcomes of all connections come together: one loop of its own, no socket on it.
///
/// Everything that arrives while a commit is under way goes into the next one, so the more there is to do, the
/// more one commit carries. Nothing is handed to a connection before its claim is committed; a failed commit
/// stops the run, because nothing may be sent that cannot be recorded.
final class Office {
    private static let gathering = TimeAmount.milliseconds(2)
    /// As many outcomes as make a commit worth its price.
    private static let fullCommit = 128

    let file: CampaignFile
    let loop: any EventLoop
    private let settings: RunSettings
    var agenda: Agenda
    var schedule: RunSchedule
    var rest = Rest()
    let log: OutcomeLog?
    let transcript: TranscriptFile?
    let clock: @Sendable () -> Int64
    let connections: RelayConnections
    private let completion: EventLoopPromise<RunResult>

    var wants: Deque<(slot: Int, count: Int)> = []
    private var settlements: [Settlement] = []
    private(set) var outstanding = 0
    private var isCommitQueued = false
    private var isCommitSoon = false
    private var isExhausted = false
    private var interruptions = 0
    /// The ledger could not be written or read: nothing more is claimed, what is out is drained.
    var ledgerFailure: (any Error)?
    /// The live log could not be written; the ledger goes on recording what is out.
    private(set) var logFailure: (any Error)?
    /// A commit failed: none after it can be trusted.
    private var isLedgerBroken = false
    private var unrecorded: [Settlement] = []
    private var losses = LossTally()
    /// What became of each relay, and who gets the next message.
    var relays: [RelayResult]
    var shares: RelayShares
    /// Somebody waits for another relay to take its share.
    var isShareAwaited = false
    /// How the run ends, once every claim is settled.
    private var finish: Schedule.Finish?
    private var isComplete = false
    var progress: RunProgress

    init(
        file: CampaignFile, loop: any EventLoop, settings: RunSettings, log: OutcomeLog?,
        transcript: TranscriptFile?, total: Int, connections: RelayConnections,
        completion: EventLoopPromise<RunResult>,
        clock: @escaping @Sendable () -> Int64
    ) {
        self.file = file
        self.loop = loop
        self.settings = settings
        self.log = log
        self.transcript = transcript
        self.connections = connections
        self.completion = completion
        self.clock = clock
        agenda = Agenda(settings, connections: connections.count, at: clock())
        schedule = RunSchedule(connections: connections.floors.map(\.slots.count))
        shares = RelayShares(weights: connections.plans.map(\.entry.weight))
        relays = connections.plans.map { RelayResult($0) }
        progress = RunProgress(
            total: total, countsRetries: settings.rows == nil, tellsNews: settings.tellsNews)
    }

    func start() {
        beginPace()
        perform(.start)
    }

    /// First call: finish what is out; second: leave, and what is unanswered is in doubt.
    func interrupt() {
        interruptions += 1
        if interruptions == 1 {
            perform(.interrupted)
        } else {
            connections.abandonAll()
        }
    }

    func waited(slot: Int) { perform(.waited(slot: slot)) }

    // MARK: From the lanes

    func take(slot: Int, settlements new: [Settlement], wanted: Int, isUrgent: Bool) {
        noteSign(of: slot)
        for settlement in new { settlements.append(judged(settlement)) }
        if wanted > 0 { wants.append((slot, wanted)) }
        if isUrgent || settlements.count >= Self.fullCommit { queueCommit() } else { queueCommitSoon() }
    }

    private func judged(_ settlement: Settlement) -> Settlement {
        settlement.isDeferral
            ? settlement.retried(at: agenda.retryTime(of: settlement.claim, at: clock()))
            : losses.judged(settlement)
    }

    func connectionEnded(slot: Int, _ end: ConversationEnd, _ figures: ConversationFigures?) {
        wants.removeAll { $0.slot == slot }
        let ending = end.ending
        if let figures { note(figures, of: slot, end) }
        if ending == .transient || ending == .permanent, schedule.isGoingOn {
            noteFailure(of: slot, end)
        }
        // What this connection brought counts before its end does.
        commit()
        perform(.ended(slot: slot, ending))
    }

    // MARK: Committing

    func queueCommit() {
        guard !isCommitQueued else { return }
        isCommitQueued = true
        // Whatever the loop has before this task joins the commit.
        loop.assumeIsolated().execute { [self] in
            isCommitQueued = false
            commit()
        }
    }

    /// Waits a moment for other connections' reports: each commit has a price of its own.
    private func queueCommitSoon() {
        guard !isCommitQueued, !isCommitSoon else { return }
        isCommitSoon = true
        loop.assumeIsolated().scheduleTask(in: Self.gathering) { [self] in
            isCommitSoon = false
            commit()
        }
    }

    /// Records what has come in and claims what is wanted, in one transaction; then hands the claims out.
    private func commit() {
        let now = clock()
        let deliveries = claimWanted(at: now)
        let settled = settlements
        settlements.removeAll(keepingCapacity: true)
        if record(claims: deliveries.flatMap(\.claims), settled, at: now) {
            for (slot, claims) in deliveries { connections.deliver(claims, to: slot) }
            writeLog(settled, at: now)
            for settlement in settled { note(settlement, at: now) }
        } else {
            outstanding -= settled.count
            unrecorded.append(contentsOf: settled)
        }
        // What has just come back may be all that is left, and not be due yet.
        if !wants.isEmpty || outstanding == 0 { pauseIfNeeded(at: now) }
        if outstanding == 0, !isExhausted, agenda.isExhausted {
            isExhausted = true
            perform(.exhausted)
        }
        completeIfSettled()
    }

    /// False when the ledger has not taken it, or not for certain.
    private func record(claims: [ClaimedRecipient], _ settled: [Settlement], at now: Int64) -> Bool {
        guard !claims.isEmpty || !settled.isEmpty else { return true }
        guard !isLedgerBroken else { return false }
        do {
            try file.commit(
                claims: claims.map { Claim(row: $0.recipient.row, at: now) },
                results: settled.map {
                    $0.ledgerResult(at: now, relay: relay(of: $0.slot).name, wording: settings.wording)
                })
        } catch {
            isLedgerBroken = true
            fail(ledger: error)
            return false
        }
        outstanding += claims.count - settled.count
        return true
    }

    private func writeLog(_ settled: [Settlement], at now: Int64) {
        guard let log, logFailure == nil, !settled.isEmpty else { return }
        do {
            try log.append(settled, at: now, wording: settings.wording, relay: nameAmongSeveral)
        } catch {
            logFailure = error
            perform(.interrupted)
        }
    }

    private func note(_ settlement: Settlement, at now: Int64) {
        progress.count(settlement, wording: settings.wording)
        agenda.settle(settlement, at: now)
        if settlement.showsProgress {
            noteWorking(settlement.slot)
            perform(.progress(slot: settlement.slot))
        }
        if case .verdict(.notSent) = settlement.result { noteReturned(by: settlement.slot) }
        // It was no start, so there may be one for who was refused it a moment ago; nothing else would tell them.
        if !settlement.wasOffered, !wants.isEmpty { queueCommit() }
        if agenda.failure != nil { perform(.interrupted) }
    }

    // MARK: Doing what the schedule says

    func perform(_ event: Schedule.Event) {
        for action in schedule.handle(event) {
            switch action {
            case .connect(let slot) where rest.isResting:
                rest.park(slot)
            case .connect(let slot):
                connections.connect(slot: slot)
            case .wait(let slot, let seconds):
                loop.assumeIsolated().scheduleTask(in: .seconds(Int64(seconds))) { [self] in
                    waited(slot: slot)
                }
            case .drain(let slot):
                rest.forget(slot)
                connections.drain(slot: slot)
            case .finish(let finish):
                self.finish = finish
                completeIfSettled()
            }
        }
        noteTaking(after: event)
    }

    func fail(ledger error: any Error) {
        guard ledgerFailure == nil else { return }
        ledgerFailure = error
        perform(.interrupted)
    }

    /// The run is over when no connection is open and every claim came back: those that were on their way to a
    /// connection when it ended come back too.
    private func completeIfSettled() {
        guard let finish, outstanding == 0, settlements.isEmpty, !isComplete else { return }
        isComplete = true
        do {
            try log?.close()
        } catch {
            logFailure = logFailure ?? error
        }
        transcript?.close()
        var figures: Figures?
        var isLeft = false
        do {
            figures = try file.figures()
            isLeft = try agenda.failure != nil && agenda.isLeft(in: file, at: clock())
            if !isLedgerBroken { try keepFindings() }
            try file.close()
        } catch {
            ledgerFailure = ledgerFailure ?? error
        }
        guard let failure = ledgerFailure ?? logFailure else {
            return complete(end(finish, isLeft: isLeft), figures)
        }
        let now = clock()
        let lines = unrecorded.compactMap { line(of: $0, at: now, wording: settings.wording) }
        complete(.recordingFailed(failure, unrecorded: lines), figures)
    }

    /// - Parameter isLeft: there is somebody whom this run would have tried.
    private func end(_ finish: Schedule.Finish, isLeft: Bool) -> RunEnd {
        guard let refusals = agenda.failure else { return RunEnd(finish, failures: failures) }
        // With the last answer it stops nothing.
        return isLeft ? .tooManyRefused(refusals) : .completed
    }

    private func complete(_ end: RunEnd, _ figures: Figures?) {
        completion.succeed(
            RunResult(
                end: end, figures: figures, relays: finalRelays(), transcriptFailure: transcript?.failure))
    }
}
