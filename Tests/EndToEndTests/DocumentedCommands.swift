import Foundation
import TestSupport
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
            let isCommand = ["merganser ", "cd ", "MERGANSER_"].contains { text.hasPrefix($0) }
            guard isCommand || isContinued else { continue }
            let body = text.hasSuffix("\\") ? String(text.dropLast()) : text
            if isContinued { lines[lines.count - 1] += body } else { lines.append(body) }
            isContinued = text.hasSuffix("\\")
        }
        self.lines = lines
    }

    /// Runs all of them in turn; those with ` &` behind them are servers, whose port is whatever is free.
    ///
    /// - Parameter statuses: what a command may end with.
    /// - Returns: how many there were.
    func run(in folder: String, allowing statuses: Set<Int32> = [0]) async throws -> Int {
        var folder = folder
        var port = "2525"
        var servers: [BackgroundProcess] = []
        let programs = URL(fileURLWithPath: Merganser.path).deletingLastPathComponent().path
        let path = programs + ":" + (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin")
        for line in lines {
            let words = line.split(separator: " ").map(String.init)
            if words[0] == "cd" {
                folder += "/" + words[1]
            } else if words.last == "&" {
                let arguments = words.dropFirst().dropLast().map {
                    $0.replacingOccurrences(of: ":2525", with: ":0")
                }
                let server = try BackgroundProcess(Merganser.path, Array(arguments), in: folder)
                let found = try await server.waitForOutput { output in
                    output.contains("\n") ? output.split(separator: "\n").first : nil
                }
                port = try #require(found?.split(separator: ":").last.map(String.init), "\(line): no server")
                servers.append(server)
            } else {
                let command = line.replacingOccurrences(of: ":2525", with: ":\(port)")
                let result = try await Command.run(
                    "bash", ["-c", command], in: folder, environment: ["PATH": path])
                #expect(statuses.contains(result.status), "\(line): \(result.everything)")
            }
        }
        for server in servers { server.signal(SIGTERM) }
        return lines.count
    }
}
