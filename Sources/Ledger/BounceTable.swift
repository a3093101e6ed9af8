import GRDB

/// What came back, beside the outcomes; only campaigns of which something did have the table.
enum BounceTable {
    static let name = "bounce"

    private static let creation = """
        CREATE TABLE IF NOT EXISTS bounce (
            row INTEGER PRIMARY KEY,
            recorded_at INTEGER NOT NULL,
            hard INTEGER NOT NULL,
            status TEXT,
            text TEXT NOT NULL
        )
        """

    /// Keeps one bounce a row: the first, unless a later one is hard and it is not.
    ///
    /// - Returns: how many rows have a bounce that had none.
    static func record(_ bounces: [Bounce], at now: Int64, in database: Database) throws -> Int {
        try database.execute(sql: creation)
        let add = try RawStatement(database, "INSERT OR IGNORE INTO bounce VALUES (?1, ?2, ?3, ?4, ?5)")
        let harden = try RawStatement(
            database,
            "UPDATE bounce SET recorded_at = ?2, hard = ?3, status = ?4, text = ?5 WHERE row = ?1 AND hard < ?3"
        )
        var added = 0
        for bounce in bounces {
            if try run(add, bounce, at: now) > 0 {
                added += 1
            } else {
                _ = try run(harden, bounce, at: now)
            }
        }
        return added
    }

    private static func run(_ statement: RawStatement, _ bounce: Bounce, at now: Int64) throws -> Int {
        statement.bind(bounce.row, at: 1)
        statement.bind(now, at: 2)
        statement.bind(bounce.isHard ? 1 : 0, at: 3)
        let status = Array((bounce.status ?? "").utf8)
        let octets = status + bounce.text
        return try octets.withUnsafeBytes { octets in
            if bounce.status == nil {
                statement.bindNull(at: 4)
            } else {
                statement.bind(0..<status.count, of: octets, as: .text, at: 4)
            }
            statement.bind(status.count..<octets.count, of: octets, as: .text, at: 5)
            return try statement.run()
        }
    }

    /// How many rows have a hard bounce, and how many a soft one.
    static func counts(in database: Database) throws -> (hard: Int, soft: Int) {
        guard try database.hasTable(name) else { return (0, 0) }
        let statement = try RawStatement(database, "SELECT count(*), sum(hard) FROM bounce")
        defer { statement.reset() }
        guard try statement.next() else { return (0, 0) }
        let hard = statement.optionalInteger(1) ?? 0
        return (hard, statement.integer(0) - hard)
    }
}
