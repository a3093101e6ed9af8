import GRDB

/// Keeps the books while a campaign is sent: claims, then what came of them, several at a time.
final class Books {
    private struct OpenClaim {
        let at: Int64
        /// What the row was before.
        let before: Int
    }

    private let storage: Storage
    private let statements: BookStatements
    private var open: [Int: OpenClaim] = [:]
    private var relays: [String: Int] = [:]
    private var nextAttempt: Int
    private var pool = OctetPool()
    /// By how much each stored outcome grew in this commit.
    private var growth = Array(repeating: 0, count: Outcome.claimed + 1)

    init(_ storage: Storage) throws(LedgerFault) {
        self.storage = storage
        (statements, nextAttempt, relays) = try storage.read { database in
            (
                try BookStatements(database),
                try (Int.fetchOne(database, sql: "SELECT max(id) FROM attempt") ?? 0) + 1,
                try Dictionary(
                    Row.fetchAll(database, sql: "SELECT name, id FROM relay").map { ($0[0], $0[1]) },
                    uniquingKeysWith: { $1 })
            )
        }
    }

    /// Results first, then claims, in one transaction.
    func commit(claims: [Claim], results: [AttemptResult]) throws(LedgerFault) {
        try storage.commit { database in
            for index in growth.indices { growth[index] = 0 }
            for result in results { try record(result, database) }
            for claim in claims { try record(claim) }
            for (outcome, rows) in growth.enumerated() where rows != 0 {
                statements.tally.bind(outcome, at: 1)
                statements.tally.bind(rows, at: 2)
                try statements.tally.run()
            }
        }
    }

    // MARK: Claims

    private func record(_ claim: Claim) throws {
        let before = try claimFresh(claim) ? Outcome.pending.rawValue : claimAgain(claim)
        growth[before] -= 1
        growth[Outcome.claimed] += 1
        open[claim.row] = OpenClaim(at: claim.at, before: before)
    }

    private func claimFresh(_ claim: Claim) throws -> Bool {
        statements.claimFresh.bind(claim.row, at: 1)
        statements.claimFresh.bind(claim.at / 1000, at: 2)
        statements.claimFresh.bind(claim.at, at: 3)
        return try statements.claimFresh.run() == 1
    }

    private func claimAgain(_ claim: Claim) throws -> Int {
        statements.outcome.bind(claim.row, at: 1)
        guard try statements.outcome.next() else { throw LedgerFault.misuse(.notClaimable(row: claim.row)) }
        let before = statements.outcome.integer(0)
        statements.outcome.reset()
        switch Outcome(rawValue: before) {
        case .refused, .deferred, .inDoubt, .invalid: break
        case .pending, .accepted, .skipped, nil: throw LedgerFault.misuse(.notClaimable(row: claim.row))
        }
        statements.claimAgain.bind(claim.row, at: 1)
        statements.claimAgain.bind(claim.at / 1000, at: 2)
        statements.claimAgain.bind(claim.at, at: 3)
        try statements.claimAgain.run()
        return before
    }

    // MARK: Results

    private func record(_ result: AttemptResult, _ database: Database) throws {
        guard let claim = open.removeValue(forKey: result.row) else {
            throw LedgerFault.misuse(.notClaimed(row: result.row))
        }
        growth[Outcome.claimed] -= 1
        guard let outcome = result.verdict.outcome else {
            growth[claim.before] += 1
            return try giveBack(result.row, to: claim.before)
        }
        growth[outcome.rawValue] += 1
        try append(result, outcome: outcome, claimedAt: claim.at, relay: relayNumber(result.relay, database))
        let settle = outcome == .invalid ? statements.settleUnsent : statements.settle
        settle.bind(result.row, at: 1)
        settle.bind(outcome.rawValue, at: 2)
        settle.bind(nextAttempt, at: 3)
        try settle.run()
        nextAttempt += 1
    }

    private func giveBack(_ row: Int, to outcome: Int) throws {
        statements.giveBack.bind(row, at: 1)
        statements.giveBack.bind(outcome, at: 2)
        try statements.giveBack.run()
    }

    private func append(_ result: AttemptResult, outcome: Outcome, claimedAt: Int64, relay: Int?) throws {
        pool.removeAll()
        let enhanced = pool.add(result.enhanced)
        let text = pool.add(result.text)
        let reason = pool.add(result.reason)
        let attempt = statements.attempt
        attempt.bind(nextAttempt, at: 1)
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
        var left: [(row: Int, at: Int)] = []
        try storage.read { database in
            statements.claimed.bind(try tallied(Outcome.claimed, database), at: 1)
            while try statements.claimed.next() {
                left.append((statements.claimed.integer(0), statements.claimed.integer(1)))
            }
        }
        guard !left.isEmpty else { return 0 }
        for (row, at) in left { open[row] = OpenClaim(at: Int64(at), before: Outcome.pending.rawValue) }
        try commit(
            claims: [],
            results: left.sorted { $0.row < $1.row }.map {
                AttemptResult(row: $0.row, verdict: .inDoubt, at: now, reason: reason)
            })
        return left.count
    }

    private func tallied(_ outcome: Int, _ database: Database) throws -> Int {
        try Int.fetchOne(database, sql: "SELECT rows FROM tally WHERE outcome = ?", arguments: [outcome]) ?? 0
    }
}
