import Ledger
import SMTP

/// `--log`: one JSON object a line for every outcome, written when the outcome is in the ledger.
package final class OutcomeLog {
    private let file: OutputFile

    /// Appends to `path`; what is there stays.
    package init(appendingTo path: String) throws(FileFault) {
        file = try OutputFile(path: path, mode: .append)
    }

    /// Writes a batch and hands it to the system in one go.
    func append(_ settlements: [Settlement], at milliseconds: Int64, wording: some Wording) throws(FileFault)
    {
        for settlement in settlements {
            if let line = settlement.logLine(at: milliseconds, wording: wording) { try file.write(line) }
        }
        try file.flush()
    }

    /// The last chance for the system to say that something was not written.
    func close() throws(FileFault) { try file.close() }
}
