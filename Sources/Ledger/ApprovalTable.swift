import GRDB

/// The digests of messages that somebody approved; only campaigns that need the table have it.
final class ApprovalTable {
    private let insert: RawStatement

    init(creatingIn database: Database) throws {
        try database.execute(sql: "CREATE TABLE approval (row INTEGER PRIMARY KEY, digest BLOB NOT NULL)")
        insert = try RawStatement(database, "INSERT INTO approval VALUES (?, ?)")
    }

    func add(_ digest: Range<Int>, of octets: UnsafeRawBufferPointer, row: Int) throws {
        insert.bind(row, at: 1)
        insert.bind(digest, of: octets, as: .blob, at: 2)
        try insert.run()
    }
}

extension Database {
    /// Whether this file has a table that only some have.
    func hasTable(_ name: String) throws -> Bool {
        let found = try RawStatement(self, "SELECT count(*) FROM sqlite_master WHERE name = '\(name)'")
        defer { found.reset() }
        return try found.next() && found.integer(0) > 0
    }
}
