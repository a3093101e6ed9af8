import Glibc
import Ledger

extension LedgerFault {
    /// What is wrong with the campaign file, and what to do about it.
    var sentence: String {
        switch self {
        case .notFound(let path):
            "there is no file \(path.printable); see whether its name is right"
        case .alreadyExists(let path):
            """
            \(path.printable) is there already, and a campaign is never written over. Go on with it \
            (merganser resume \(path.shellWord)), or name another file with --campaign
            """
        case .leftoverLog(let path, let log):
            """
            \(log.printable) is the record of an earlier campaign whose file \(path.printable) is gone; a new one \
            of that name would take over its outcomes. Put the campaign file back beside it and go on with it \
            (merganser resume \(path.shellWord)), move what is left of it (-wal, -shm, -journal) away, or name \
            another file with --campaign
            """
        case .logMissing(let path):
            """
            \(path.printable) was moved or copied without its -wal file after an interrupted run, and the last \
            outcomes are in that file. Put \((path + "-wal").printable) back beside it; sending without it could \
            mail people twice
            """
        case .severalNames(let path):
            """
            \(path.printable) has another name (a hard link), under which the same people could be mailed again. \
            Remove the other name; find with -samefile shows it
            """
        case .notAtHome(let path):
            """
            \(path.printable) is a copy, or came from a backup or another file system; if the campaign goes on from \
            another file as well, people are mailed twice. If this is the one to go on with from now on: merganser \
            resume \(path.shellWord) --moved
            """
        case .inUse(let path, let pid):
            """
            \(path.printable) is in use by \(pid.map { "process \($0)" } ?? "another process"); only one may send \
            from it. Wait for it to end, or look on with merganser status \(path.shellWord)
            """
        case .notACampaignFile(let path):
            "\(path.printable) is not a campaign file; see whether its name is right"
        case .unfinishedImport(let path):
            """
            \(path.printable) is what an interrupted import left; nothing was sent from it. Delete it, and run \
            merganser send again
            """
        case .newerSchema(let path, let found, let known):
            """
            \(path.printable) was written by a newer Merganser (its format is \(found), this program knows up to \
            \(known)); use the newer program
            """
        case .damaged(let path, let detail):
            """
            \(path.printable) is damaged: \(detail.printable). Keep a copy as it is, together with the -wal file \
            beside it, before anything else is tried; the sqlite3 program's .recover may read what is left
            """
        case .importFailed(let path, let reason):
            """
            \(path.printable) cannot be made: \(reason.sentence). Nothing was sent, and nothing is left of it
            """
        case .cannotOpen(let path, let reason):
            "\(path.printable) cannot be opened: \(reason.sentence)"
        case .readFailed(let path, let reason):
            "\(path.printable) cannot be read: \(reason.sentence)"
        case .writeFailed(let path, let reason):
            """
            \(path.printable) cannot be written: \(reason.sentence). What cannot be recorded is not sent; once \
            that is put right, merganser resume \(path.shellWord) goes on
            """
        case .misuse(let misuse):
            "this is a fault in Merganser, please report it: \(misuse.phrase)"
        }
    }

    var exitStatus: ExitStatus {
        switch self {
        case .notFound, .notACampaignFile, .unfinishedImport, .newerSchema, .damaged, .logMissing,
            .severalNames, .notAtHome:
            .badInput
        case .alreadyExists, .leftoverLog, .importFailed: .cannotCreate
        // Trying again later is right.
        case .inUse: .unfinished
        case .cannotOpen, .readFailed, .writeFailed, .misuse: .inputOutput
        }
    }
}

extension StorageTrouble {
    /// The cause, as the end of a sentence.
    var sentence: String {
        switch self {
        case .diskFull: "the disk is full, or the quota is used up; make room"
        case .readOnly: "the file or its file system may only be read; put it where it can be written"
        case .notPermitted: "permission denied; look at the owner and mode of the file and its folder"
        case .device(let code):
            "the device failed (\(Self.text(of: code))); look at the system's log before going on"
        case .busy: "another program keeps its database locked; close that program"
        case .system(let code): Self.text(of: code)
        case .sqlite(let code, let text): "SQLite says “\(text.printable)” (\(code))"
        }
    }

    private static func text(of code: Int32) -> String { String(cString: strerror(code)) }
}

extension LedgerFault.Misuse {
    fileprivate var phrase: String {
        switch self {
        case .rowOutOfOrder(let row, let expected):
            "row \(row) was to be stored where row \(expected) belongs"
        case .notImporting: "a row was to be added to a campaign that is complete"
        case .notSending: "an outcome was to be recorded in a campaign that is not open for sending"
        case .notReadable: "rows were to be read from a campaign that is not complete"
        case .notClaimable(let row): "row \(row) was to be sent although it is done or being sent"
        case .notClaimed(let row): "an outcome came for row \(row), which was not being sent"
        }
    }
}
