import GRDB

/// When rows that were turned away for now are to be tried again; only campaigns that have such rows have the table.
///
/// An entry is taken out when its row is taken up. So a deferred row without one is due: the process ended before it was
/// claimed, or the run that deferred it had given it up, or wrote no times yet.
final class RetryTable {
    static let name = "retry"

    private static let creation = """
        CREATE TABLE IF NOT EXISTS retry (row INTEGER PRIMARY KEY, due_at INTEGER NOT NULL);
        CREATE INDEX IF NOT EXISTS retry_due ON retry (due_at);
        """

    private struct Statements {
        let put: RawStatement
        let drop: RawStatement
        let first: RawStatement
        let due: RawStatement

        init(_ database: Database) throws {
            put = try RawStatement(database, "INSERT OR REPLACE INTO retry VALUES (?1, ?2)")
            drop = try RawStatement(database, "DELETE FROM retry WHERE row = ?1")
            first = try RawStatement(database, "SELECT min(due_at) FROM retry")
            due = try RawStatement(
                database,
                """
                SELECT \(try PendingColumns.list(in: database)) FROM retry
                CROSS JOIN state ON state.row = retry.row CROSS JOIN recipient ON recipient.row = retry.row
                \(try PendingColumns.joins(in: database))
                WHERE due_at <= ?1 ORDER BY due_at, retry.row LIMIT ?2
                """)
        }
    }

    /// The earliest time of all in a file that is looked at.
    static func first(in database: Database) throws -> Int64? {
        guard try database.hasTable(name) else { return nil }
        return try Int64.fetchOne(database, sql: "SELECT min(due_at) FROM retry")
    }

    private let storage: Storage
    /// Nil as long as the file has no such table.
    private var statements: Statements?

    init(_ storage: Storage) throws(LedgerFault) {
        self.storage = storage
        statements = try storage.read { try $0.hasTable(Self.name) ? Statements($0) : nil }
    }

    /// Plans, as part of a commit, the next attempt of a row.
    func put(_ row: Int, dueAt: Int64, in database: Database) throws {
        let statements = try made(in: database)
        statements.put.bind(row, at: 1)
        statements.put.bind(dueAt, at: 2)
        try statements.put.run()
    }

    /// Takes back, as part of a commit, what was planned for a row.
    func drop(_ row: Int) throws {
        guard let statements else { return }
        statements.drop.bind(row, at: 1)
        try statements.drop.run()
    }

    private func made(in database: Database) throws -> Statements {
        if let statements { return statements }
        try database.execute(sql: Self.creation)
        let made = try Statements(database)
        statements = made
        return made
    }

    /// Gives every deferred row a time: `now` where it has none.
    ///
    /// - Parameter isHurried: all of them are due now.
    func planAll(at now: Int64, isHurried: Bool) throws(LedgerFault) {
        let deferred = Outcome.deferred.rawValue
        let (rows, planned) = try storage.read { [statements] database in
            (
                try Int.fetchOne(database, sql: "SELECT rows FROM tally WHERE outcome = \(deferred)") ?? 0,
                statements == nil ? 0 : try Int.fetchOne(database, sql: "SELECT count(*) FROM retry") ?? 0
            )
        }
        guard rows > 0 || planned > 0 else { return }
        try storage.commit { database in
            _ = try made(in: database)
            if isHurried { try database.execute(sql: "DELETE FROM retry") }
            // A version that knows nothing of this table leaves entries of rows that it has sent.
            try database.execute(
                sql: """
                    DELETE FROM retry
                    WHERE (SELECT outcome FROM state WHERE state.row = retry.row) IS NOT \(deferred)
                    """)
            try database.execute(
                sql: "INSERT OR IGNORE INTO retry SELECT row, ? FROM state WHERE outcome = \(deferred)",
                arguments: [now])
        }
    }

    /// The earliest time of all; nil when nothing is planned.
    func first() throws(LedgerFault) -> Int64? {
        guard let statements else { return nil }
        return try storage.read { _ in
            defer { statements.first.reset() }
            return try statements.first.next() ? statements.first.optionalInteger(0).map(Int64.init) : nil
        }
    }

    /// Takes out rows that are due at `now`, those that are so for longest first.
    func takeDue(at now: Int64, limit: Int) throws(LedgerFault) -> [PendingRecipient] {
        guard let statements else { return [] }
        var found: [PendingRecipient] = []
        try storage.commit { _ in
            statements.due.bind(now, at: 1)
            statements.due.bind(limit, at: 2)
            while try statements.due.next() {
                if let recipient = PendingColumns.recipient(statements.due, isAddressed: true) {
                    found.append(recipient)
                }
            }
            for recipient in found { try drop(recipient.row) }
        }
        return found
    }
}
