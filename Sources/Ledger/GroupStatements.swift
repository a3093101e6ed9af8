import GRDB

/// The statements that read what only campaigns with groups have.
struct GroupStatements {
    let followers: RawStatement
    /// How many followers have which outcome: that of their leaders.
    let outcomes: RawStatement

    init(_ database: Database) throws {
        followers = try RawStatement(
            database,
            """
            SELECT record FROM follower CROSS JOIN recipient ON recipient.row = follower.row
            WHERE leader = ?1 ORDER BY follower.row LIMIT ?2
            """)
        outcomes = try RawStatement(
            database,
            """
            SELECT outcome, count(*) FROM follower CROSS JOIN state ON state.row = leader GROUP BY outcome
            """)
    }
}
