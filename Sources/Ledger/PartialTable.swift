import GRDB

/// Rows that were accepted, though not for every recipient of their message; only campaigns that have such rows have the table.
///
/// The attempts say the same, and counting them there would take a look at each.
final class PartialTable {
    private static let name = "partial"

    private var put: RawStatement?

    /// Notes a row, as part of a commit.
    func put(_ row: Int, in database: Database) throws {
        let put = try put ?? made(in: database)
        put.bind(row, at: 1)
        try put.run()
    }

    private func made(in database: Database) throws -> RawStatement {
        try database.execute(sql: "CREATE TABLE IF NOT EXISTS partial (row INTEGER PRIMARY KEY)")
        let statement = try RawStatement(database, "INSERT OR IGNORE INTO partial VALUES (?1)")
        put = statement
        return statement
    }

    /// How many there are in a file that is looked at.
    static func count(in database: Database) throws -> Int {
        guard try database.hasTable(name) else { return 0 }
        return try Int.fetchOne(database, sql: "SELECT count(*) FROM partial") ?? 0
    }
}
