import GRDB

/// When rows that were turned away for now are to be tried again; only campaigns that have such rows have the table.
///
/// An entry is taken out by the first commit after its row was taken up. So a deferred row without one is due: the process
/// ended before it was claimed, or the run that deferred it had given it up, or wrote no times yet.
final class RetryTable {
    static let name = "retry"

    /// Rows taken up without any commit, as where all of them wait for their domain, that get one of their own.
    private static let mostTaken = 4096

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
            first = try RawStatement(
                database, "SELECT due_at, row FROM retry ORDER BY due_at, row LIMIT ?1")
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
        let first = try RawStatement(database, "SELECT min(due_at) FROM retry")
        defer { first.reset() }
        return try first.next() ? first.optionalTime(0) : nil
    }

    private let storage: Storage
    /// Nil as long as the file has no such table.
    private var statements: Statements?
    /// Rows that were taken up and whose entries still stand.
    private var taken: Set<Int> = []

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

    /// Takes out, as part of a commit, the entries of rows that were taken up.
    func dropTaken() throws {
        for row in taken { try drop(row) }
        taken.removeAll(keepingCapacity: true)
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
        taken.removeAll()
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
            statements.first.bind(taken.count + 1, at: 1)
            while try statements.first.next() {
                if !taken.contains(statements.first.integer(1)) { return statements.first.time(0) }
            }
            return nil
        }
    }

    /// Takes up rows that are due at `now`, those that are so for longest first.
    ///
    /// Their entries go with the next commit: one of their own for each few rows would cost a sync of the disk each time.
    func takeDue(at now: Int64, limit: Int) throws(LedgerFault) -> [PendingRecipient] {
        guard let statements else { return [] }
        if taken.count >= Self.mostTaken { try storage.commit { _ in try dropTaken() } }
        return try storage.read { _ in
            defer { statements.due.reset() }
            statements.due.bind(now, at: 1)
            statements.due.bind(limit + taken.count, at: 2)
            var found: [PendingRecipient] = []
            while found.count < limit, try statements.due.next() {
                guard taken.insert(statements.due.integer(0)).inserted else { continue }
                if let recipient = PendingColumns.recipient(statements.due, isAddressed: true) {
                    found.append(recipient)
                }
            }
            return found
        }
    }
}
