import SMTP

/// `--transcript`: the conversations of a run, each line with its time and its connection.
package final class TranscriptFile {
    private let file: OutputFile
    private(set) var failure: FileFault?

    /// Appends to `path`; what is there stays.
    package init(appendingTo path: String) throws(FileFault) {
        file = try OutputFile(path: path, mode: .append)
    }

    /// Writes what one connection said and heard.
    ///
    /// It is with the system when this returns, and survives the end of the process. After a failure nothing more is
    /// written, and the run goes on.
    func append(_ lines: [TranscriptLine], slot: Int, at milliseconds: Int64) {
        let prefix = "\(Timestamp.text(milliseconds)) \(slot) "
        attempt { () throws(FileFault) in
            for line in lines { try file.write(prefix + line.description + "\n") }
            try file.flush()
        }
    }

    func close() {
        attempt { () throws(FileFault) in try file.close() }
    }

    private func attempt(_ work: () throws(FileFault) -> Void) {
        guard failure == nil else { return }
        do throws(FileFault) { try work() } catch { failure = error }
    }
}
