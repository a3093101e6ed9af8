import GRDB

/// The statements that keep the books, compiled once.
///
/// Their conditions on the old outcome are there so that a mistake changes nothing instead of sending twice.
struct BookStatements {
    let claimFresh: RawStatement
    let claimAgain: RawStatement
    let outcome: RawStatement
    let settle: RawStatement
    let settleUnsent: RawStatement
    let attempt: RawStatement
    let tally: RawStatement
    private let giveBack: RawStatement

    init(_ database: Database) throws {
        claimFresh = try RawStatement(
            database,
            """
            UPDATE state SET outcome = \(Outcome.claimed), attempts = 1, first_at = ?3, claimed_at = ?4
            WHERE row BETWEEN ?1 AND ?2 AND outcome = \(Outcome.pending.rawValue)
            """)
        claimAgain = try RawStatement(
            database,
            """
            UPDATE state SET outcome = \(Outcome.claimed), attempts = attempts + 1, first_at = iif(attempts = 0, ?2, first_at),
                claimed_at = ?3 WHERE row = ?1
            """)
        outcome = try RawStatement(database, "SELECT outcome FROM state WHERE row = ?1")
        settle = try RawStatement(
            database,
            """
            UPDATE state SET outcome = ?3, attempt = row + ?4 WHERE row BETWEEN ?1 AND ?2 AND outcome = \(Outcome.claimed)
            """)
        settleUnsent = try RawStatement(
            database,
            """
            UPDATE state SET outcome = ?3, attempt = row + ?4, attempts = attempts - 1
            WHERE row BETWEEN ?1 AND ?2 AND outcome = \(Outcome.claimed)
            """)
        giveBack = try RawStatement(
            database,
            """
            UPDATE state SET outcome = ?2, attempts = attempts - 1
            WHERE row = ?1 AND outcome = \(Outcome.claimed)
            """)
        attempt = try RawStatement(database, "INSERT INTO attempt VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
        tally = try RawStatement(database, "UPDATE tally SET rows = rows + ?2 WHERE outcome = ?1")
    }

    /// Makes a row what it was before its claim.
    func giveBack(_ row: Int, to outcome: Int) throws {
        giveBack.bind(row, at: 1)
        giveBack.bind(outcome, at: 2)
        try giveBack.run()
    }

    static func lastAttempt(_ database: Database) throws -> Int {
        let last = try RawStatement(database, "SELECT max(id) FROM attempt")
        defer { last.reset() }
        return try last.next() ? last.count(0) : 0
    }

    /// The numbers of relays by their names.
    static func relays(_ database: Database) throws -> [String: Int] {
        let relays = try RawStatement(database, "SELECT name, id FROM relay")
        var numbers: [String: Int] = [:]
        while try relays.next() { numbers[relays.text(0) ?? ""] = relays.integer(1) }
        return numbers
    }

    /// Rows that are claimed, whoever claimed them.
    func leftClaims(_ database: Database) throws -> [(row: Int, at: Int64)] {
        // Claims are mostly near the end, so looking backwards, and no further than there are any, is short.
        let claims = try RawStatement(
            database,
            """
            SELECT row, claimed_at FROM state WHERE outcome = \(Outcome.claimed) ORDER BY row DESC
            LIMIT (SELECT rows FROM tally WHERE outcome = \(Outcome.claimed))
            """)
        var left: [(row: Int, at: Int64)] = []
        while try claims.next() { left.append((claims.integer(0), claims.time(1))) }
        return left
    }
}
