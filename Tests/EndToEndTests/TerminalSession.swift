import Foundation
import TestSupport

/// The program in a terminal of its own, with somebody who types.
struct TerminalSession: Decodable {
    /// Negative for the signal that ended it.
    let status: Int32
    /// Everything that came to the terminal, each octet a letter.
    let output: String

    /// Waits for text and types, or makes the terminal so many columns wide.
    struct Step: Encodable {
        let expect: String
        var type = ""
        var columns: Int?
    }

    private struct Plan: Encodable {
        let command: [String]
        let folder: String
        let environment: [String: String]
        let columns: Int
        let steps: [Step]
        let seconds: Double
    }

    static func run(
        _ arguments: [String], in folder: TemporaryFolder, columns: Int = 80,
        environment: [String: String] = [:], _ steps: [Step] = [], seconds: Double = 60
    ) async throws -> TerminalSession {
        let surroundings = ["TERM": "xterm", "NO_COLOR": "", "XDG_CACHE_HOME": folder("cache")]
        let plan = Plan(
            command: [Merganser.path] + arguments, folder: folder.path,
            environment: surroundings.merging(environment) { $1 }, columns: columns, steps: steps,
            seconds: seconds)
        let text = String(decoding: try JSONEncoder().encode(plan), as: UTF8.self)
        let sessions = try await PythonScript.lines(of: "terminal.py", [text], as: TerminalSession.self)
        guard let session = sessions.first else { throw TestServerFault("terminal.py printed nothing") }
        return session
    }

    /// The lines that were drawn in place, each as it stood.
    var drawn: [String] {
        output.components(separatedBy: "\r\u{1B}[K").dropFirst().map { String($0.prefix { $0 != "\r\n" }) }
    }
}
