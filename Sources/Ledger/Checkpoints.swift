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
    /// The same after a reader was in the way.
    private static let againAfter = 256

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

    /// Whether the log has grown enough since the last time.
    var areDue: Bool {
        let frames = logFrames.pointee
        if frames < framesSeen { framesSeen = 0 }  // the log was begun anew
        return frames - framesSeen >= Self.dueAfter
    }

    enum Reach {
        case waitingForReaders
        /// A reader in another process can keep part of the log from being copied; it is then taken next time.
        case asFarAsPossible
    }

    /// Copies all of the log together with the ``LogMark``, and goes on with a log that takes it back.
    ///
    /// - Returns: whether all was copied.
    @discardableResult
    func copyMarked(_ database: Database, _ reach: Reach) throws -> Bool {
        try database.execute(sql: LogMark.setting)
        let mode = reach == .waitingForReaders ? SQLITE_CHECKPOINT_FULL : SQLITE_CHECKPOINT_PASSIVE
        let complete = try copy(database, mode)
        try database.execute(sql: LogMark.clearing)
        // What was copied in part may have taken an earlier clearing with it, so the next attempt comes soon.
        framesSeen = complete ? logFrames.pointee : logFrames.pointee - Self.dueAfter + Self.againAfter
        return complete
    }

    /// Copies all of it and empties the log, unless a reader still needs it; everything copied is synced.
    func copyAll(_ database: Database) throws {
        sqlite3_busy_timeout(database.sqliteConnection, 0)
        defer { release(database) }
        // Everything is in the database before the mark in it goes.
        try copyMarked(database, .asFarAsPossible)
        try copy(database, SQLITE_CHECKPOINT_TRUNCATE)
    }

    /// - Returns: whether nothing of the log is left to copy.
    @discardableResult
    private func copy(_ database: Database, _ mode: Int32) throws(SQLiteFailure) -> Bool {
        var frames: Int32 = -1
        var copied: Int32 = -1
        let code = sqlite3_wal_checkpoint_v2(database.sqliteConnection, nil, mode, &frames, &copied)
        // Busy: a reader holds part of the log. Nothing is lost by leaving it there.
        guard code == SQLITE_OK || code & 0xFF == SQLITE_BUSY else {
            throw SQLiteFailure(of: database.sqliteConnection)
        }
        return frames >= 0 && frames == copied
    }

    private func release(_ database: Database) {
        sqlite3_wal_hook(database.sqliteConnection, nil, nil)
    }

    deinit { logFrames.deallocate() }
}
