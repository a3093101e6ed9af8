import GRDB

/// Which file of the disk a campaign is at home in, by its inode: a copy that is resumed beside the original would mail
/// people twice.
///
/// The number stays through renaming, moving within a file system and restarts. That of the device does not stay
/// through restarts everywhere, so it is not asked for.
enum HomeTable {
    static func create(in database: Database, inode: Int) throws {
        try database.execute(sql: "CREATE TABLE home (inode INTEGER NOT NULL)")
        try set(inode, in: database, sql: "INSERT INTO home VALUES (?1)")
    }

    static func move(to inode: Int, in database: Database) throws {
        try set(inode, in: database, sql: "UPDATE home SET inode = ?1")
    }

    private static func set(_ inode: Int, in database: Database, sql: String) throws {
        let statement = try RawStatement(database, sql)
        statement.bind(inode, at: 1)
        try statement.run()
    }

    /// Nil for a file that does not say.
    static func inode(in database: Database) throws -> Int? {
        guard try database.hasTable("home") else { return nil }
        let statement = try RawStatement(database, "SELECT inode FROM home")
        defer { statement.reset() }
        return try statement.next() ? statement.integer(0) : nil
    }
}
