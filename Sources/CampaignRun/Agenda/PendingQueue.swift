import DequeModule
import Ledger

/// Recipients still to be sent, read from the ledger a stretch at a time: those whose turn comes in the order of the list,
/// and those whose time has come to be tried again.
struct PendingQueue {
    private static let stretch = 512

    /// Deferred rows are not among them: they come by their times, unless rows are named.
    private let retrying: Set<Outcome>
    /// Those that are named, each to be tried once, in turn; nil for all.
    private let rows: RowSelection?
    private let takesDeferred: Bool
    private let omitted: Set<Int>
    /// Whether recipients are read with their addresses from now on.
    var isAddressed: Bool
    /// How many more may be handed out.
    private var allowance: Int
    private var lastRow = 0
    private var isAtEnd = false
    private var inTurn: Deque<PendingRecipient> = []
    private var due: Deque<PendingRecipient> = []
    /// When the next of those that still stand in the ledger is due; nil when none does.
    private var nextDue: Int64?
    /// What is planned later than this many milliseconds from now counts as due: the clock was set back.
    var horizon: Int64
    /// Both kinds are handed out by turns, so that neither holds up the other.
    private var isTurnOfDue = false

    /// - Parameters:
    ///   - isAddressed: recipients come with their address.
    ///   - limit: hand out at most this many recipients in this run; nil for all.
    ///   - rows: hand out only these, each once; nil for all.
    ///   - omitted: rows not to be handed out; none that is deferred.
    ///   - horizon: the longest wait between two attempts, in milliseconds.
    init(
        retrying: Set<Outcome>, limit: Int?, rows: RowSelection? = nil, omitted: Set<Int> = [],
        horizon: Int64, isAddressed: Bool
    ) {
        self.isAddressed = isAddressed
        takesDeferred = rows == nil && retrying.contains(.deferred)
        self.retrying = rows == nil ? retrying.subtracting([.deferred]) : retrying
        self.rows = rows
        self.omitted = omitted
        self.horizon = horizon
        allowance = limit ?? .max
    }

    /// Whether those that are turned away come again, by their times; rows that are named do not.
    var bringsBack: Bool { rows == nil }

    /// No more may be handed out, unless something is given back.
    var isSpent: Bool { allowance == 0 }

    /// Nobody is left but those who were put aside.
    var isEmpty: Bool { isAtEnd && !hasNext && nextDue == nil }

    /// After ``readAhead(in:at:)``: whether there is a recipient at hand.
    var hasNext: Bool { !inTurn.isEmpty || !due.isEmpty }

    /// When there will be a recipient; nil when there is one, or will be none.
    var nextTime: Int64? { isAtEnd && !hasNext ? nextDue : nil }

    /// Finds out when what earlier runs left is to be tried again; to be done first.
    ///
    /// - Returns: how many there are.
    mutating func beginRetries(
        in file: CampaignFile, at now: Int64, isHurried: Bool
    ) throws(LedgerFault) -> Int {
        guard takesDeferred else { return 0 }
        try file.planRetries(at: now, isHurried: isHurried)
        nextDue = try file.nextRetry()
        return try file.figures()[.deferred]
    }

    /// A row that was handed out stands in the ledger again, to be tried at this time.
    mutating func expect(retryAt time: Int64) {
        if bringsBack { nextDue = min(nextDue ?? time, time) }
    }

    /// Makes sure that there is a recipient at hand if there is any; then ``isEmpty`` and ``nextTime`` are the truth.
    mutating func readAhead(in file: CampaignFile, at now: Int64) throws(LedgerFault) {
        guard allowance > 0 else { return }
        if due.isEmpty, let next = nextDue, next <= now || next > now + horizon {
            due.append(contentsOf: try file.takeDue(at: max(now, next), limit: Self.stretch))
            nextDue = try file.nextRetry()
        }
        while inTurn.isEmpty, !isAtEnd { try readStretch(of: file) }
    }

    private mutating func readStretch(of file: CampaignFile) throws(LedgerFault) {
        if let rows {
            // Rows that are not named are not even looked at.
            guard let next = rows.next(after: lastRow) else {
                isAtEnd = true
                return
            }
            lastRow = next - 1
        }
        let more = try file.pending(
            after: lastRow, limit: Self.stretch, retrying: retrying, isAddressed: isAddressed)
        isAtEnd = more.count < Self.stretch
        lastRow = more.last?.row ?? lastRow
        inTurn.append(contentsOf: rows == nil && omitted.isEmpty ? more : more.filter { isWanted($0.row) })
    }

    private func isWanted(_ row: Int) -> Bool { rows?.contains(row) ?? true && !omitted.contains(row) }

    mutating func next(from file: CampaignFile, at now: Int64) throws(LedgerFault) -> PendingRecipient? {
        guard allowance > 0 else { return nil }
        try readAhead(in: file, at: now)
        guard let recipient = popFirst() else { return nil }
        allowance -= 1
        return recipient
    }

    /// The recipient that was handed out last is not sent now; its row is remembered elsewhere.
    mutating func putAside() { if allowance < .max { allowance += 1 } }

    /// Hands out again a recipient that was put aside.
    mutating func takeBack(_ row: Int, from file: CampaignFile) throws(LedgerFault) -> PendingRecipient? {
        guard let recipient = try file.pending(row: row) else { return nil }
        allowance -= 1
        return recipient
    }

    private mutating func popFirst() -> PendingRecipient? {
        isTurnOfDue = !isTurnOfDue
        return isTurnOfDue
            ? due.popFirst() ?? inTurn.popFirst() : inTurn.popFirst() ?? due.popFirst()
    }

    /// Takes back a recipient whose claim came to nothing; others come first now, in case it was its message that
    /// cost the connection.
    mutating func giveBack(_ recipient: PendingRecipient) {
        if recipient.outcome == .deferred { due.append(recipient) } else { inTurn.append(recipient) }
        if allowance < .max { allowance += 1 }
    }
}
