import Ledger

/// Says who is written to next, and when: what is left to do, under the pace.
///
/// A value but for the campaign file, which each call is given. Time is in milliseconds since 1970.
struct Agenda {
    private var queue: PendingQueue
    private(set) var pace: PaceKeeper
    private let retries: RetryPolicy
    private let seed: UInt64
    private let isHurried: Bool

    init(_ settings: RunSettings, at now: Int64) {
        retries = settings.pace.retries
        seed = settings.seed
        isHurried = settings.isHurried
        queue = PendingQueue(
            retrying: settings.retrying, limit: settings.limit, rows: settings.rows,
            horizon: settings.pace.retries.horizon)
        pace = PaceKeeper(settings.pace, at: now)
    }

    /// Takes into account what earlier runs sent and left; to be done first.
    ///
    /// - Returns: how many recipients are to be tried again.
    mutating func begin(in file: CampaignFile, at now: Int64) throws(LedgerFault) -> Int {
        try pace.recall(file, at: now)
        return try queue.beginRetries(in: file, at: now, isHurried: isHurried)
    }

    /// Nothing is left, nor will be unless something is given back.
    var isExhausted: Bool { queue.isExhausted }

    /// Takes up recipients that may be sent at `now`, as many as are wanted, or fewer.
    ///
    /// - Parameter claims: also has what was taken up before an error.
    mutating func take(
        _ wanted: Int, into claims: inout [ClaimedRecipient], from file: CampaignFile, at now: Int64
    ) throws(LedgerFault) {
        let end = claims.count + pace.permits(wanted, at: now)
        let start = claims.count
        defer { pace.note(starts: claims.count - start, at: now) }
        while claims.count < end, let recipient = try queue.next(from: file, at: now) {
            claims.append(
                ClaimedRecipient(recipient: recipient, date: recipient.firstAttemptAt ?? now / 1000))
        }
    }

    mutating func giveBack(_ recipient: PendingRecipient) { queue.giveBack(recipient) }

    /// Why nothing can start now although something is left, and until when; nil when something can, or nothing is left.
    mutating func pause(in file: CampaignFile, at now: Int64) throws(LedgerFault) -> Pause? {
        try queue.readAhead(in: file, at: now)
        guard !queue.isExhausted else { return nil }
        guard let next = queue.nextTime else { return pace.pause(at: now) }
        return pace.pause(until: next, reason: .deferral)
    }

    /// When the recipient of `claim`, which was turned away for now at `now`, is to be tried again; nil for never.
    func retryTime(of claim: ClaimedRecipient, at now: Int64) -> Int64? {
        retries.next(
            after: claim.recipient.attempts + 1, first: claim.date * 1000, now: now,
            by: Chance(seed: seed, row: claim.recipient.row))
    }

    /// What ``retryTime(of:at:)`` said stands in the ledger now.
    mutating func expect(retryAt time: Int64) { queue.expect(retryAt: time) }
}
