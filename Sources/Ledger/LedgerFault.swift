/// Why a campaign file cannot be made, opened, read or written.
package enum LedgerFault: Error, Equatable, Sendable {
    /// There is no file of this name.
    case notFound(path: String)
    /// A new campaign would have taken the place of something that is there.
    case alreadyExists(path: String)
    /// `log`, which SQLite would take into a new campaign at `path`, is of a campaign whose file is gone.
    case leftoverLog(path: String, log: String)
    /// The file was taken away from its `-wal` after a crash: what was sent last is not in it.
    case logMissing(path: String)
    /// The file has hard links: under each name there would be another log.
    case severalNames(path: String)
    /// The file is a copy, or came here from a backup or another file system: the original may be sent from, too.
    case notAtHome(path: String)
    /// A process has the campaign open; `pid` is nil when the system does not tell.
    case inUse(path: String, pid: Int32?)
    case notACampaignFile(path: String)
    /// The file was left by an import that did not finish; nothing was sent from it.
    case unfinishedImport(path: String)
    /// The file was written by a newer Merganser.
    case newerSchema(path: String, found: Int, known: Int)
    /// The file's content contradicts itself; `detail` is SQLite's finding.
    case damaged(path: String, detail: String)
    /// The new campaign's file could not be made or written; nothing is left of it.
    case importFailed(path: String, reason: StorageTrouble)
    case cannotOpen(path: String, reason: StorageTrouble)
    case readFailed(path: String, reason: StorageTrouble)
    /// A write or a sync failed; the file takes no further commit.
    ///
    /// Of the one that failed all is there or, nearly always, nothing: never rely on either.
    case writeFailed(path: String, reason: StorageTrouble)
    /// The caller broke the order of things: a fault of the program, not of the file.
    case misuse(Misuse)

    package enum Misuse: Equatable, Sendable {
        /// Rows are appended in order and without gaps.
        case rowOutOfOrder(row: Int, expected: Int)
        /// Appending or sealing what is no import, or is sealed.
        case notImporting
        /// Committing to a file that was not opened for sending.
        case notSending
        /// Reading from an unfinished import, or from a discarded file.
        case notReadable
        /// Claiming a row that is claimed, done or does not exist.
        case notClaimable(row: Int)
        /// A result for a row that is not claimed.
        case notClaimed(row: Int)
    }
}

/// What the system or SQLite gave as the cause.
package enum StorageTrouble: Error, Equatable, Sendable {
    /// No space, or the user's quota is used up.
    case diskFull
    /// The file or its file system may only be read.
    case readOnly
    case notPermitted
    /// The device failed; the error number is the system's.
    case device(errno: Int32)
    /// Another program holds a lock on the database.
    case busy
    /// Any other error number of the system.
    case system(errno: Int32)
    /// Any other result code of SQLite, with its text.
    case sqlite(code: Int32, text: String)
}
