import Composition
import Ledger

/// Says who is written to next, and when: what is left to do, under the pace.
///
/// A value but for the campaign file, which each call is given. Time is in milliseconds since 1970.
struct Agenda {
    /// Rows that are looked at in one go for one whose domain may be written to.
    private static let longestSearch = 2048

    private var queue: PendingQueue
    private(set) var pace: PaceKeeper
    /// Nil when there is no rate for each domain.
    private var domains: DomainPace?
    private var slow: SlowDomains
    private let retries: RetryPolicy
    private let seed: UInt64
    private let isHurried: Bool
    private let failureLimit: FailureLimit?
    private var refusals = RefusalCount()
    /// What was counted when too many recipients had been refused; nil while they are not too many.
    private(set) var failure: RefusalCount?
    /// The last search for a row ended before the list did.
    private var isSearching = false

    /// - Parameter connections: how many at the most.
    init(_ settings: RunSettings, connections: Int, at now: Int64) {
        retries = settings.pace.retries
        seed = settings.seed
        isHurried = settings.isHurried
        failureLimit = settings.pace.failureLimit
        let rates = settings.pace.domainRates
        queue = PendingQueue(
            retrying: settings.retrying, limit: settings.limit, rows: settings.rows,
            omitted: settings.omitted, horizon: settings.pace.retries.horizon, isAddressed: !rates.isEmpty)
        pace = PaceKeeper(settings.pace, at: now)
        let key = KeyedHash(key0: settings.seed, key1: ~settings.seed)
        slow = SlowDomains(connections: connections, key: key)
        if !rates.isEmpty { domains = DomainPace(rates, key: key) }
    }

    /// Takes into account what earlier runs sent and left; to be done first.
    ///
    /// - Returns: how many recipients are to be tried again.
    mutating func begin(in file: CampaignFile, at now: Int64) throws(LedgerFault) -> Int {
        try pace.recall(file, at: now)
        if let since = domains?.memory(at: now) {
            try file.eachStart(since: since) { address, time in
                domains?.remember(DomainPace.name(in: address), startedAt: time, now: now)
            }
        }
        queue.horizon = max(queue.horizon, RetryPolicy.horizon(stored: file.description.settings))
        return try queue.beginRetries(in: file, at: now, isHurried: isHurried)
    }

    /// Nothing is left, nor will be unless something is given back.
    var isExhausted: Bool { queue.isSpent || (queue.isEmpty && !isAnyAside) }

    /// Whether there is somebody whom this run would still try.
    mutating func isLeft(in file: CampaignFile, at now: Int64) throws(LedgerFault) -> Bool {
        try queue.readAhead(in: file, at: now)
        return !queue.isEmpty || isAnyAside
    }

    private var isAnyAside: Bool { (domains?.waiting ?? 0) > 0 || slow.isWaiting }

    /// Takes up recipients that may be sent at `now`, as many as are wanted, or fewer.
    ///
    /// - Parameter claims: also has what was taken up before an error.
    mutating func take(
        _ wanted: Int, into claims: inout [ClaimedRecipient], from file: CampaignFile, at now: Int64
    ) throws(LedgerFault) {
        let end = claims.count + pace.permits(wanted, at: now)
        let start = claims.count
        defer { pace.note(starts: claims.count - start, at: now) }
        isSearching = false
        while claims.count < end, let recipient = try next(from: file, at: now) {
            var claim = ClaimedRecipient(
                recipient: recipient, date: recipient.firstAttemptAt ?? now / 1000, claimedAt: now)
            if !slow.isEmpty, slow.contains(try domain(of: recipient, in: file)) {
                claim.isSlow = true
                slow.begin()
            }
            claims.append(claim)
        }
    }

    private mutating func next(
        from file: CampaignFile, at now: Int64
    ) throws(LedgerFault) -> PendingRecipient? {
        guard var recipient = try nextInTurn(from: file, at: now) else { return nil }
        if try file.isGrouped {
            recipient.followers = try file.followers(of: recipient.row, limit: MessageMaker.largestGroup)
        }
        return recipient
    }

    /// Those whose domain's turn has come go before those that were not looked at yet; those of slow domains wait, as many
    /// as are too many, until nobody else is at hand.
    private mutating func nextInTurn(
        from file: CampaignFile, at now: Int64
    ) throws(LedgerFault) -> PendingRecipient? {
        guard domains != nil || !slow.isEmpty else { return try queue.next(from: file, at: now) }
        guard !queue.isSpent else { return nil }
        if let row = domains?.nextWaiting(at: now) { return try queue.takeBack(row, from: file) }
        for _ in 0..<Self.longestSearch {
            var row = slow.hasRoom ? slow.nextWaiting() : nil
            var recipient = row == nil ? try queue.next(from: file, at: now) : nil
            if row == nil, recipient == nil { row = slow.nextWaiting() }
            if let row { recipient = try queue.takeBack(row, from: file) }
            guard let recipient else { return nil }
            let domain = try domain(of: recipient, in: file)
            if row == nil, !slow.hasRoom, slow.contains(domain) {
                slow.wait(recipient.row)
            } else if domains?.start(domain, at: now) ?? true {
                return recipient
            } else {
                domains?.wait(recipient.row, for: domain, at: now)
            }
            queue.putAside()
        }
        isSearching = true
        return nil
    }

    private func domain(
        of recipient: PendingRecipient, in file: CampaignFile
    ) throws(LedgerFault) -> [UInt8] {
        if let address = recipient.address { return DomainPace.name(in: address) }
        // It was read before any domain mattered.
        return DomainPace.name(in: try file.pending(row: recipient.row)?.address ?? [])
    }

    /// Takes note of what came of a claim, once that stands in the ledger.
    mutating func settle(_ settlement: Settlement, at now: Int64) {
        noteSpeed(settlement)
        if !settlement.wasOffered { giveBackStart(of: settlement.claim, at: now) }
        if let time = settlement.retryAt { queue.expect(retryAt: time) }
        if case .verdict(.notSent) = settlement.result { queue.giveBack(settlement.claim.recipient) }
        refusals.note(settlement.ledgerVerdict)
        if failure == nil, failureLimit?.isReached(by: refusals) ?? false { failure = refusals }
    }

    private mutating func noteSpeed(_ settlement: Settlement) {
        if settlement.claim.isSlow { slow.end() }
        guard settlement.showsProgress else { return }
        slow.note(DomainPace.name(in: settlement.claim.address), took: settlement.wait)
        if !slow.isEmpty { queue.isAddressed = true }
    }

    private mutating func giveBackStart(of claim: ClaimedRecipient, at now: Int64) {
        pace.giveBack(startedAt: claim.claimedAt, now: now)
        guard domains != nil, let address = claim.recipient.address else { return }
        domains?.giveBack(DomainPace.name(in: address), startedAt: claim.claimedAt, now: now)
    }

    /// Whether those that are turned away now are tried again in this run.
    var triesAgain: Bool { queue.bringsBack && !queue.isSpent }

    /// Why nothing can start now although something is left, and until when; nil when something can, or nothing is left.
    ///
    /// - Parameter isWanted: whether somebody waits for a row: a search that has not ended goes on then, and else is no
    ///   reason to wait for anything.
    mutating func pause(
        in file: CampaignFile, at now: Int64, isWanted: Bool = true
    ) throws(LedgerFault) -> Pause? {
        try queue.readAhead(in: file, at: now)
        guard !isExhausted else { return nil }
        let search = isSearching && isWanted ? pace.pause(until: now, reason: .search) : nil
        if slow.isWaiting, slow.hasRoom || !queue.hasNext { return pace.pause(at: now) ?? search }
        if let pause = pace.pause(at: now), queue.hasNext || (domains?.nextTime ?? .max) <= now {
            return pause
        }
        if queue.hasNext { return search }
        let (retry, turn) = (queue.nextTime ?? .max, domains?.nextTime ?? .max)
        guard min(retry, turn) > now else { return nil }
        return pace.pause(until: min(retry, turn), reason: turn <= retry ? .domainRate : .deferral)
    }

    /// When the recipient of `claim`, which was turned away for now at `now`, is to be tried again; nil for never.
    func retryTime(of claim: ClaimedRecipient, at now: Int64) -> Int64? {
        retries.next(
            after: claim.recipient.attempts + 1, first: claim.date * 1000, now: now,
            by: Chance(seed: seed, row: claim.recipient.row))
    }
}
