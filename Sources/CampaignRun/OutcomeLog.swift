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

    /// The last chance for the system to say that something was not written.
    func close() throws(FileFault) { try file.close() }
}
