import Glibc
import Ledger
import SMTP

/// `--log`: one JSON object a line for every outcome, written when the outcome is in the ledger.
package final class OutcomeLog {
    private let path: String
    private var file: OutputFile
    private var isClosed = false

    /// Appends to `path`; what is there stays.
    package init(appendingTo path: String) throws(FileFault) {
        self.path = path
        file = try OutputFile(path: path, mode: .append)
    }

    /// Writes a batch and hands it to the system in one go.
    ///
    /// - Parameter relay: the name of a settlement's relay; nil when the run has only one.
    func append(
        _ settlements: [Settlement], at milliseconds: Int64, wording: some Wording,
        relay: (Settlement) -> String?
    ) throws(FileFault) {
        for settlement in settlements {
            let line = settlement.logLine(at: milliseconds, relay: relay(settlement), wording: wording)
            if let line { try file.write(line) }
        }
        try file.flush()
    }

    /// Goes on in what the path leads to now: whoever renamed the file gets no more in it (logrotate).
    ///
    /// Between two batches, so none is divided. A pipe or a descriptor stays what it is.
    ///
    /// - Throws: ``FileFault``; the log goes on in the old file when the new one cannot be made, or is none of ours.
    func reopen() throws(FileFault) {
        guard !isClosed, path != "-", try OutputPlace(path: path) != .stream else { return }
        guard !LineOpening.outcome.isForeign(path: path) else {
            throw FileFault(path: path, operation: .create, code: EEXIST)
        }
        let old = file
        file = try OutputFile(path: path, mode: .append)
        try old.close()
    }

    /// The last chance for the system to say that something was not written.
    func close() throws(FileFault) {
        isClosed = true
        try file.close()
    }
}
