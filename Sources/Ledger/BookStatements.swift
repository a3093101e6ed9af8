import GRDB

/// The statements that keep the books, compiled once.
struct BookStatements {
    /// A row that was never tried. The conditions on `outcome` make a mistake change nothing instead of sending twice.
    let claimFresh: RawStatement
    let claimAgain: RawStatement
    let outcome: RawStatement
    let settle: RawStatement
    let settleUnsent: RawStatement
    let giveBack: RawStatement
    let attempt: RawStatement
    let tally: RawStatement
    let claimed: RawStatement

    init(_ database: Database) throws {
        claimFresh = try RawStatement(
            database,
            "UPDATE state SET outcome = 7, attempts = 1, first_at = ?2, claimed_at = ?3 WHERE row = ?1 AND outcome = 0")
        claimAgain = try RawStatement(
            database,
            """
            UPDATE state SET outcome = 7, attempts = attempts + 1, first_at = coalesce(first_at, ?2),
                claimed_at = ?3 WHERE row = ?1
            """)
        outcome = try RawStatement(database, "SELECT outcome FROM state WHERE row = ?1")
        settle = try RawStatement(
            database, "UPDATE state SET outcome = ?2, attempt = ?3 WHERE row = ?1")
        settleUnsent = try RawStatement(
            database,
            """
            UPDATE state SET outcome = ?2, attempt = ?3, attempts = attempts - 1,
                first_at = iif(attempts = 1, NULL, first_at) WHERE row = ?1
            """)
        giveBack = try RawStatement(
            database,
            """
            UPDATE state SET outcome = ?2, attempts = attempts - 1, first_at = iif(attempts = 1, NULL, first_at)
            WHERE row = ?1
            """)
        attempt = try RawStatement(database, "INSERT INTO attempt VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
        tally = try RawStatement(database, "UPDATE tally SET rows = rows + ?2 WHERE outcome = ?1")
        // Claims are mostly near the end, so looking backwards, and no further than there are any, is short.
        claimed = try RawStatement(
            database, "SELECT row, claimed_at FROM state WHERE outcome = 7 ORDER BY row DESC LIMIT ?1")
    }
}
