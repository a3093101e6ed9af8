import DequeModule
import Ledger

/// Recipients still to be sent, read from the ledger a stretch at a time.
struct PendingQueue {
    private static let stretch = 512

    private let retrying: Set<Outcome>
    /// How many more may be handed out.
    private var allowance: Int
    private var lastRow = 0
    private var isAtEnd = false
    private var buffered: Deque<PendingRecipient> = []

    /// - Parameter limit: hand out at most this many recipients in this run; nil for all.
    init(retrying: Set<Outcome>, limit: Int?) {
        self.retrying = retrying
        allowance = limit ?? .max
    }

    /// Nothing is left, nor will be unless something is given back.
    var isExhausted: Bool { allowance == 0 || (isAtEnd && buffered.isEmpty) }

    /// Makes sure that there is a recipient at hand if there is any; then ``isExhausted`` is the truth.
    mutating func readAhead(in file: CampaignFile) throws(LedgerFault) {
        guard allowance > 0, buffered.isEmpty, !isAtEnd else { return }
        let more = try file.pending(after: lastRow, limit: Self.stretch, retrying: retrying)
        isAtEnd = more.count < Self.stretch
        lastRow = more.last?.row ?? lastRow
        buffered.append(contentsOf: more)
    }

    mutating func next(from file: CampaignFile) throws(LedgerFault) -> PendingRecipient? {
        guard allowance > 0 else { return nil }
        try readAhead(in: file)
        guard var recipient = buffered.popFirst() else { return nil }
        if try file.isGrouped, recipient.followers == nil {
            recipient.followers = try file.followers(of: recipient.row, limit: MessageMaker.largestGroup)
        }
        allowance -= 1
        return recipient
    }

    /// Takes back a recipient whose claim came to nothing; others come first now, in case it was its message that
    /// cost the connection.
    mutating func giveBack(_ recipient: PendingRecipient) {
        buffered.append(recipient)
        if allowance < .max { allowance += 1 }
    }
}
