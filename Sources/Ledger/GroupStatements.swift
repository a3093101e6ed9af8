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

    /// The report, in which each row has its leader's outcome.
    static let report = """
        SELECT recipient.row, recipient.line, recipient.address, recipient.record, state.outcome, attempts, code,
            enhanced, text, coalesce(reason, iif(attempt.id IS NULL, coalesce(first.problem, recipient.problem), NULL)),
            ended_at, relay.name
        FROM recipient LEFT JOIN follower ON follower.row = recipient.row
        CROSS JOIN state ON state.row = coalesce(leader, recipient.row)
        CROSS JOIN recipient AS first ON first.row = state.row
        LEFT JOIN attempt ON attempt.id = state.attempt
        LEFT JOIN relay ON relay.id = attempt.relay
        WHERE recipient.row > ?1 ORDER BY recipient.row LIMIT ?2
        """
}
