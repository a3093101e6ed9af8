/// The statement behind the report: rows after the first parameter, as many as the second says.
enum ReportStatement {
    /// With groups each row has its leader's outcome.
    static func sql(isGrouped: Bool, hasBounces: Bool) -> String {
        """
        SELECT recipient.row, recipient.line, recipient.address, recipient.record, state.outcome, attempts, code,
            enhanced, attempt.text,
            coalesce(reason, iif(attempt.id IS NULL, \(isGrouped ? "coalesce(first.problem, recipient.problem)" : "problem"), NULL)),
            ended_at, relay.name, \(hasBounces ? "bounce.hard, bounce.status, bounce.text" : "NULL, NULL, NULL")
        FROM recipient
        \(isGrouped ? grouped : "CROSS JOIN state ON state.row = recipient.row")
        LEFT JOIN attempt ON attempt.id = state.attempt
        LEFT JOIN relay ON relay.id = attempt.relay
        \(hasBounces ? "LEFT JOIN bounce ON bounce.row = state.row" : "")
        WHERE recipient.row > ?1 ORDER BY recipient.row LIMIT ?2
        """
    }

    private static let grouped = """
        LEFT JOIN follower ON follower.row = recipient.row
        CROSS JOIN state ON state.row = coalesce(leader, recipient.row)
        CROSS JOIN recipient AS first ON first.row = state.row
        """

    /// What came back, of the row the statement stands on.
    static func bounce(_ statement: RawStatement) -> Bounce? {
        guard let isHard = statement.optionalInteger(12) else { return nil }
        return Bounce(
            row: statement.integer(0), isHard: isHard > 0, status: statement.text(13),
            text: statement.octets(14))
    }
}
