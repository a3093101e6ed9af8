import Foundation
import Testing

/// The commands that a page of Markdown tells its reader to type, run as a shell would run them.
///
/// Those of the indented code blocks: what stands in a fence is an example that needs something the reader has.
struct DocumentedCommands {
    let lines: [String]

    init(in page: String) {
        var lines: [String] = []
        var isContinued = false
        for line in page.components(separatedBy: "\n") where line.hasPrefix("    ") {
            let text = line.trimmingCharacters(in: .whitespaces)
            let isCommand = ["merganser ", "cd ", "MERGANSER_", "openssl ", "chmod "].contains {
                text.hasPrefix($0)
            }
            guard isCommand || isContinued else { continue }
            let body = text.hasSuffix("\\") ? String(text.dropLast()) : text
            if isContinued { lines[lines.count - 1] += body } else { lines.append(body) }
            isContinued = text.hasSuffix("\\")
        }
        self.lines = lines
    }

    /// Types all of them in turn.
    ///
    /// - Parameter statuses: what a command may end with.
    /// - Returns: how many there were.
    func run(in folder: String, allowing statuses: Set<Int32> = [0]) async throws -> Int {
        var shell = try PageShell(in: folder)
        for line in lines {
            let answer = try await shell.type(line)
            #expect(statuses.contains(answer.status), "\(line): status \(answer.status)\n\(answer.output)")
        }
        return lines.count
    }
}
