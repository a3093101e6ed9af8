import Ledger
import SMTP

/// `--log`: one JSON object a line for every outcome, written when the outcome is in the ledger.
package final class OutcomeLog {
    private let file: OutputFile
    private var line: [UInt8] = []

    /// Appends to `path`; what is there stays.
    package init(appendingTo path: String) throws(FileFault) {
        file = try OutputFile(path: path, mode: .append)
    }

    /// Writes a batch and hands it to the system in one go.
    func append(_ settlements: [Settlement], at milliseconds: Int64, wording: (RowProblem) -> String) throws(FileFault) {
        for settlement in settlements {
            guard let result = settlement.logged(at: milliseconds, wording: wording) else { continue }
            line.removeAll(keepingCapacity: true)
            result.write(to: &line)
            try file.write(line)
        }
        try file.flush()
    }
}
