import GRDB

/// Keeps the books while a campaign is sent: claims, then what came of them, several at a time.
///
/// Claims come in the order of the list and results nearly so, therefore neighbouring rows are changed by one
/// statement where they change alike: a statement costs twice what a row in it does.
final class Books {
    struct OpenClaim {
        let at: Int64
        /// What the row was before.
        let before: Int
    }

    private let storage: Storage
    private let statements: BookStatements
    let retries: RetryTable
    private let partial = PartialTable()
    /// Claims without a result, by row.
    private var open: [Int: OpenClaim] = [:]
    private var relays: [String: Int] = [:]
    private var nextAttempt: Int
    private var pool = OctetPool()
    /// By how much each stored outcome grows in this commit.
    private var growth = Array(repeating: 0, count: Outcome.claimed + 1)
    private var order: [Int] = []

    init(_ storage: Storage) throws(LedgerFault) {
        self.storage = storage
        retries = try RetryTable(storage)
        (statements, nextAttempt, relays) = try storage.read { database in
            (
                try BookStatements(database),
                try BookStatements.lastAttempt(database) + 1,
                try BookStatements.relays(database)
            )
        }
    }

    /// Results first, then claims, in one transaction.
    func commit(claims: [Claim], results: [AttemptResult]) throws(LedgerFault) {
        try storage.commit { database in
            try counting {
                try retries.dropTaken()
                try record(results, database)
                try record(claims)
            }
        }
    }

    /// Claims rows and records what became of them, as part of a commit.
    func settle(unclaimed results: [AttemptResult], in database: Database) throws {
        try counting {
            try record(results.map { Claim(row: $0.row, at: $0.at) })
            try record(results, database)
        }
    }

    /// Keeps the tally of what `change` does.
    private func counting(_ change: () throws -> Void) throws {
        for index in growth.indices { growth[index] = 0 }
        try change()
        for (outcome, rows) in growth.enumerated() where rows != 0 {
            statements.tally.bind(outcome, at: 1)
            statements.tally.bind(rows, at: 2)
            try statements.tally.run()
        }
    }

    // MARK: Claims

    private func record(_ claims: [Claim]) throws {
        var start = 0
        while start < claims.count {
            let at = claims[start].at
            var end = start + 1
            while end < claims.count, claims[end].at == at, claims[end].row == claims[end - 1].row &+ 1 {
                end += 1
            }
            try claim(claims[start].row...claims[end - 1].row, at: at)
            start = end
        }
    }

    private func claim(_ rows: ClosedRange<Int>, at: Int64) throws {
        for row in rows where open[row] != nil { throw LedgerFault.misuse(.notClaimable(row: row)) }
        statements.claimFresh.bind(rows.lowerBound, at: 1)
        statements.claimFresh.bind(rows.upperBound, at: 2)
        statements.claimFresh.bind(at / 1000, at: 3)
        statements.claimFresh.bind(at, at: 4)
        let fresh = try statements.claimFresh.run() == rows.count
        for row in rows {
            let before = fresh ? Outcome.pending.rawValue : try claimAgain(row, at: at)
            growth[before] -= 1
            open[row] = OpenClaim(at: at, before: before)
        }
        growth[Outcome.claimed] += rows.count
    }

    /// Claims a row that was tried before, unless it has just been claimed among fresh ones.
    private func claimAgain(_ row: Int, at: Int64) throws -> Int {
        statements.outcome.bind(row, at: 1)
        guard try statements.outcome.next() else { throw LedgerFault.misuse(.notClaimable(row: row)) }
        let before = statements.outcome.integer(0)
        statements.outcome.reset()
        switch Outcome(rawValue: before) {
        case nil where before == Outcome.claimed: return Outcome.pending.rawValue
        case .refused, .deferred, .inDoubt, .invalid: break
        case .pending, .accepted, .skipped, nil: throw LedgerFault.misuse(.notClaimable(row: row))
        }
        statements.claimAgain.bind(row, at: 1)
        statements.claimAgain.bind(at / 1000, at: 2)
        statements.claimAgain.bind(at, at: 3)
        try statements.claimAgain.run()
        if before == Outcome.deferred.rawValue { try retries.drop(row) }
        return before
    }

    // MARK: Results

    /// Neighbouring rows with one outcome, whose attempts are neighbours too.
    private struct Run {
        let rows: ClosedRange<Int>
        let outcome: Outcome
        let isUnsent: Bool
        /// The number of a row's attempt, less that of the row.
        let offset: Int

        /// Both as one, when `next` follows directly and is alike.
        func extended(by next: Run) -> Run? {
            guard next.rows.lowerBound == rows.upperBound &+ 1, next.outcome == outcome,
                next.offset == offset,
                next.isUnsent == isUnsent
            else {
                return nil
            }
            return Run(
                rows: rows.lowerBound...next.rows.upperBound, outcome: outcome, isUnsent: isUnsent,
                offset: offset)
        }
    }

    private func record(_ results: [AttemptResult], _ database: Database) throws {
        order.removeAll(keepingCapacity: true)
        order.append(contentsOf: results.indices)
        order.sort { results[$0].row < results[$1].row }
        var run: Run?
        for index in order {
            let row = results[index].row
            guard let claim = open.removeValue(forKey: row) else {
                throw LedgerFault.misuse(.notClaimed(row: row))
            }
            growth[Outcome.claimed] -= 1
            guard let outcome = results[index].verdict.outcome else {
                growth[claim.before] += 1
                try statements.giveBack(row, to: claim.before)
                continue
            }
            growth[outcome.rawValue] += 1
            if let due = results[index].retryAt { try retries.put(row, dueAt: due, in: database) }
            if results[index].isPartial { try partial.put(row, in: database) }
            let attempt = nextAttempt
            nextAttempt += 1
            let relay = try relayNumber(results[index].relay, database)
            try append(results[index], as: attempt, outcome: outcome, claimedAt: claim.at, relay: relay)
            let next = Run(
                rows: row...row, outcome: outcome, isUnsent: results[index].verdict.isUnsent,
                offset: attempt - row)
            if let longer = run?.extended(by: next) {
                run = longer
            } else {
                try settle(run)
                run = next
            }
        }
        try settle(run)
    }

    private func settle(_ run: Run?) throws {
        guard let run else { return }
        let settle = run.isUnsent ? statements.settleUnsent : statements.settle
        settle.bind(run.rows.lowerBound, at: 1)
        settle.bind(run.rows.upperBound, at: 2)
        settle.bind(run.outcome.rawValue, at: 3)
        settle.bind(run.offset, at: 4)
        guard try settle.run() == run.rows.count else {
            throw LedgerFault.misuse(.notClaimed(row: run.rows.lowerBound))
        }
    }

    private func append(
        _ result: AttemptResult, as number: Int, outcome: Outcome, claimedAt: Int64, relay: Int?
    ) throws {
        pool.removeAll()
        let enhanced = pool.add(result.enhanced)
        let text = pool.add(result.text)
        let reason = pool.add(result.reason)
        let attempt = statements.attempt
        attempt.bind(number, at: 1)
        attempt.bind(result.row, at: 2)
        attempt.bind(outcome.rawValue, at: 3)
        attempt.bind(claimedAt, at: 4)
        attempt.bind(result.at, at: 5)
        attempt.bind(result.code, at: 6)
        attempt.bind(relay, at: 10)
        attempt.bind(result.connection, at: 11)
        try pool.octets.withUnsafeBytes { octets in
            attempt.bind(enhanced, of: octets, at: 7)
            attempt.bind(text, of: octets, at: 8)
            attempt.bind(reason, of: octets, at: 9)
            try attempt.run()
        }
    }

    private func relayNumber(_ name: String, _ database: Database) throws -> Int? {
        guard !name.isEmpty else { return nil }
        if let number = relays[name] { return number }
        try database.execute(sql: "INSERT INTO relay (name) VALUES (?)", arguments: [name])
        let number = Int(database.lastInsertedRowID)
        relays[name] = number
        return number
    }

    // MARK: After a crash

    /// Claims that a crash left open become in doubt.
    ///
    /// - Returns: how many.
    func settleLeftClaims(at now: Int64, reason: String) throws(LedgerFault) -> Int {
        let left = try storage.read { try statements.leftClaims($0) }
        guard !left.isEmpty else { return 0 }
        for (row, at) in left { open[row] = OpenClaim(at: at, before: Outcome.pending.rawValue) }
        try commit(
            claims: [],
            results: left.map { AttemptResult(row: $0.row, verdict: .inDoubt, at: now, reason: reason) })
        return left.count
    }
}
