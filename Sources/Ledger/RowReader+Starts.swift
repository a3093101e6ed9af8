import GRDB

/// Which messages were started since a moment, as rates and caps have to know of earlier runs.
///
/// Attempts stand in the order in which they ended: those that count lie behind the last one that ended before, so no more
/// of a long campaign is read than that. A row that turned out to be suppressed or invalid was claimed, but offered to no
/// relay.
extension RowReader {
    private static let condition = """
        attempt.id > coalesce((SELECT id FROM attempt WHERE ended_at < ?1 ORDER BY id DESC LIMIT 1), 0)
        AND claimed_at >= ?1 AND outcome NOT IN (\(Outcome.skipped.rawValue), \(Outcome.invalid.rawValue))
        """

    func starts(since time: Int64) throws(LedgerFault) -> [StartCount] {
        try storage.read { database in
            let statement = try RawStatement(
                database, "SELECT claimed_at FROM attempt WHERE \(Self.condition)")
            statement.bind(time, at: 1)
            var quarters: [Int64: StartCount] = [:]
            while try statement.next() {
                let time = statement.time(0)
                let quarter = time / StartCount.interval
                let known = quarters[quarter]
                quarters[quarter] = StartCount(
                    last: max(time, known?.last ?? time), count: (known?.count ?? 0) + 1)
            }
            return quarters.values.sorted { $0.last < $1.last }
        }
    }

    func eachStart(since time: Int64, _ body: ([UInt8], Int64) -> Void) throws(LedgerFault) {
        try storage.read { database in
            let statement = try RawStatement(
                database,
                """
                SELECT address, claimed_at FROM attempt CROSS JOIN recipient ON recipient.row = attempt.row
                WHERE \(Self.condition) ORDER BY attempt.id
                """)
            statement.bind(time, at: 1)
            while try statement.next() { body(statement.octets(0), statement.time(1)) }
        }
    }
}
