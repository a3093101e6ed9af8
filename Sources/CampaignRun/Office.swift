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
    /// What lanes, which live on other loops, may call.
    struct Desk: Sendable {
        let office: NIOLoopBound<Office>
        let loop: any EventLoop

        /// - Parameter isUrgent: the connection has nothing to send until it gets claims.
        func submit(slot: Int, settlements: [Settlement], wanted: Int, isUrgent: Bool) {
            loop.execute {
                office.value.take(slot: slot, settlements: settlements, wanted: wanted, isUrgent: isUrgent)
            }
        }

        func secured(slot: Int, version: String, cipher: String) {
            loop.execute { office.value.noteProtection(version: version, cipher: cipher) }
        }

        func ready(slot: Int) {
            loop.execute { office.value.perform(.ready(slot: slot)) }
        }

        func ended(slot: Int, _ end: ConversationEnd) {
            loop.execute { office.value.connectionEnded(slot: slot, end) }
        }
    }

    private static let gathering = TimeAmount.milliseconds(2)
    /// As many outcomes as make a commit worth its price.
    private static let fullCommit = 128

    private let file: CampaignFile
    private let loop: any EventLoop
    private let settings: RunSettings
    private var queue: PendingQueue
    private var schedule: Schedule
    private let log: OutcomeLog?
    private let clock: @Sendable () -> Int64
    private let connections: ConnectionFloor
    private let completion: EventLoopPromise<RunEnd>

    private var wants: Deque<(slot: Int, count: Int)> = []
    private var settlements: [Settlement] = []
    private var outstanding = 0
    private var isCommitQueued = false
    private var isCommitSoon = false
    private var isExhausted = false
    private var interruptions = 0
    private var lastFailure: ConversationEnd?
    /// Set when the ledger or the log could not be written: nothing more is claimed, what is out is drained.
    private var recordingFailure: (any Error)?
    private var unrecorded: [Settlement] = []
    private(set) var progress: RunProgress

    init(
        file: CampaignFile, loop: any EventLoop, settings: RunSettings, log: OutcomeLog?, total: Int,
        connections: ConnectionFloor, completion: EventLoopPromise<RunEnd>,
        clock: @escaping @Sendable () -> Int64
    ) {
        self.file = file
        self.loop = loop
        self.settings = settings
        self.log = log
        self.connections = connections
        self.completion = completion
        self.clock = clock
        queue = PendingQueue(retrying: settings.retrying, limit: settings.limit)
        schedule = Schedule(connections: settings.connections)
        progress = RunProgress(total: total)
    }

    func start() { perform(.start) }

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

    private func take(slot: Int, settlements new: [Settlement], wanted: Int, isUrgent: Bool) {
        settlements.append(contentsOf: new)
        if wanted > 0 { wants.append((slot, wanted)) }
        if isUrgent || settlements.count >= Self.fullCommit { queueCommit() } else { queueCommitSoon() }
    }

    private func noteProtection(version: String, cipher: String) {
        progress.protection = "\(version) \(cipher)"
    }

    private func connectionEnded(slot: Int, _ end: ConversationEnd) {
        wants.removeAll { $0.slot == slot }
        let ending = end.ending
        if ending != .planned {
            lastFailure = end
            progress.trouble = end
        }
        perform(.ended(slot: slot, ending))
        queueCommit()
    }

    // MARK: Committing

    private func queueCommit() {
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

    private func commit() {
        do {
            let now = clock()
            let deliveries = try claimWanted(at: now)
            try record(claims: deliveries.flatMap(\.claims), at: now)
            for (slot, claims) in deliveries { connections.deliver(claims, to: slot) }
        } catch {
            fail(error)
        }
        if outstanding == 0, !isExhausted, queue.isExhausted {
            isExhausted = true
            perform(.exhausted)
        }
    }

    private func claimWanted(at now: Int64) throws -> [(slot: Int, claims: [ClaimedRecipient])] {
        var deliveries: [(slot: Int, claims: [ClaimedRecipient])] = []
        guard recordingFailure == nil, interruptions == 0 else { return deliveries }
        while let want = wants.popFirst() {
            var claims: [ClaimedRecipient] = []
            while claims.count < want.count, let recipient = try queue.next(from: file) {
                claims.append(
                    ClaimedRecipient(recipient: recipient, date: recipient.firstAttemptAt ?? now / 1000))
            }
            if !claims.isEmpty { deliveries.append((want.slot, claims)) }
            if claims.count < want.count {
                wants.prepend((want.slot, want.count - claims.count))
                break
            }
        }
        return deliveries
    }

    private func record(claims: [ClaimedRecipient], at now: Int64) throws {
        guard !claims.isEmpty || !settlements.isEmpty else { return }
        let settled = settlements
        settlements.removeAll(keepingCapacity: true)
        guard recordingFailure == nil else { return unrecorded.append(contentsOf: settled) }
        do {
            try file.commit(
                claims: claims.map { Claim(row: $0.recipient.row, at: now) },
                results: settled.map {
                    $0.ledgerResult(at: now, relay: settings.relay, wording: settings.wording)
                })
        } catch {
            unrecorded.append(contentsOf: settled)
            throw error
        }
        outstanding += claims.count - settled.count
        for settlement in settled { note(settlement) }
        try log?.append(settled, at: now, wording: settings.wording)
    }

    private func note(_ settlement: Settlement) {
        progress.count(settlement)
        progress.trouble = nil
        if settlement.showsProgress { perform(.progress(slot: settlement.slot)) }
        if case .verdict(.notSent) = settlement.result { queue.giveBack(settlement.claim.recipient) }
    }

    // MARK: Doing what the schedule says

    private func perform(_ event: Schedule.Event) {
        for action in schedule.handle(event) {
            switch action {
            case .connect(let slot):
                connections.connect(slot: slot)
            case .wait(let slot, let seconds):
                loop.assumeIsolated().scheduleTask(in: .seconds(Int64(seconds))) { [self] in
                    waited(slot: slot)
                }
            case .drain(let slot):
                connections.drain(slot: slot)
            case .finish(let finish):
                complete(RunEnd(finish, failure: lastFailure))
            }
        }
    }

    private func fail(_ error: any Error) {
        guard recordingFailure == nil else { return }
        recordingFailure = error
        perform(.interrupted)
    }

    /// All connections are closed, and each lane reported before its connection's end did.
    private func complete(_ result: RunEnd) {
        commit()
        do {
            try file.close()
        } catch {
            recordingFailure = recordingFailure ?? error
        }
        guard let recordingFailure else { return completion.succeed(result) }
        completion.succeed(
            .recordingFailed(
                recordingFailure,
                unrecorded: unrecorded.compactMap { $0.unrecordedLine(wording: settings.wording) }))
    }
}
