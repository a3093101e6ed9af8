import GRDB
import Glibc

/// The mark in a campaign file that says: this alone is not the campaign, the log beside it goes on.
///
/// A campaign that is moved after a crash without its `-wal` looks like one of which nothing was sent, and
/// sending it would mail everybody twice. So before anything is claimed, the mark is copied into the database
/// file, and then taken back by a commit that is in the log alone. Whoever copies the whole log into the
/// database, be it SQLite at closing or somebody's shell, thereby clears the mark; whoever leaves the log behind,
/// does not.
enum LogMark {
    /// Added to the user version in the file's head: there it can be read before SQLite makes an empty log.
    static let bit = 1 << 16

    static let setting = "PRAGMA user_version = \(Schema.version | bit)"
    static let clearing = "PRAGMA user_version = \(Schema.version)"

    /// Refuses a file that has lost its log.
    static func check(_ hold: FileHold) throws(LedgerFault) {
        // A sender that closes clears the mark before it removes the log: hence the second look.
        guard try isSet(hold), logIsMissing(hold.path), try isSet(hold) else { return }
        throw .logMissing(path: hold.path)
    }

    private static func isSet(_ hold: FileHold) throws(LedgerFault) -> Bool {
        try CampaignHead.userVersion(hold) & bit != 0
    }

    /// An empty log is none: the mark is in the database only after it was written to the log and synced there.
    private static func logIsMissing(_ path: String) -> Bool {
        var status = stat()
        return stat(resolved(path) + "-wal", &status) != 0 ? errno == ENOENT : status.st_size == 0
    }

    /// SQLite puts the log beside the file that a symbolic link leads to.
    private static func resolved(_ path: String) -> String {
        guard let real = realpath(path, nil) else { return path }
        defer { free(real) }
        return String(cString: real)
    }
}
