import GRDB
import GRDBSQLite

/// Copies the write-ahead log into the database from time to time.
///
/// SQLite would do that by itself, but it does not tell when such a copy fails.
final class Checkpoints {
    /// Frames (pages) of the log after which it is copied: 32 MiB.
    ///
    /// Each copying syncs twice, whatever its size; with 16 messages a commit this makes one in some 25,000
    /// messages.
    private static let dueAfter = 8192

    /// Written by SQLite at each commit: how long the log is now.
    ///
    /// It outlives the connection's use of it.
    private let logFrames: UnsafeMutablePointer<Int>
    private var framesSeen = 0

    init(_ database: Database) {
        logFrames = .allocate(capacity: 1)
        logFrames.initialize(to: 0)
        sqlite3_wal_hook(
            database.sqliteConnection,
            { counter, _, _, frames in
                counter?.assumingMemoryBound(to: Int.self).pointee = Int(frames)
                return SQLITE_OK
            }, logFrames)
    }

    /// Copies when the log has grown enough since the last time.
    ///
    /// A reader in another process can keep part of the log from being copied; it is then taken next time.
    func copyWhenDue(_ database: Database) throws(SQLiteFailure) {
        let frames = logFrames.pointee
        if frames < framesSeen { framesSeen = 0 }  // the log was begun anew
        guard frames - framesSeen >= Self.dueAfter else { return }
        framesSeen = frames
        try copy(database, SQLITE_CHECKPOINT_PASSIVE)
    }

    /// Copies all of it and empties the log, unless a reader still needs it; everything copied is synced.
    func copyAll(_ database: Database) throws(SQLiteFailure) {
        sqlite3_busy_timeout(database.sqliteConnection, 0)
        defer { release(database) }
        try copy(database, SQLITE_CHECKPOINT_TRUNCATE)
    }

    private func copy(_ database: Database, _ mode: Int32) throws(SQLiteFailure) {
        let code = sqlite3_wal_checkpoint_v2(database.sqliteConnection, nil, mode, nil, nil)
        // Busy: a reader holds part of the log. Nothing is lost by leaving it there.
        guard code == SQLITE_OK || code & 0xFF == SQLITE_BUSY else {
            throw SQLiteFailure(of: database.sqliteConnection)
        }
    }

    private func release(_ database: Database) {
        sqlite3_wal_hook(database.sqliteConnection, nil, nil)
    }

    deinit { logFrames.deallocate() }
}
