import Foundation
import TestSupport
import Testing

/// Types the commands of a page one after the other, as its reader does in a terminal.
///
/// What is learned of relays is kept from one command to the next. The port 2525 of the page is a free one here, and the
/// page's own again in what is printed.
struct PageShell {
    /// What a command ended with, and what it printed on both of its outputs.
    struct Answer {
        var status: Int32 = 0
        var output = ""
    }

    private let port: Int
    private let home: TemporaryFolder
    private var folder: String
    private var status: Int32 = 0
    /// The server that runs in the background, and how much of what it prints has been told.
    private var server: (process: BackgroundProcess, told: Int)?

    init(in folder: String) throws {
        self.folder = folder
        home = try TemporaryFolder()
        port = try #require(Loopback.freePort(), "no free port")
    }

    /// Types one command and gives what it prints on both of its outputs.
    ///
    /// ` &` behind it makes it a server, which is there when it has said so; `kill %1` ends that.
    mutating func type(_ command: String) async throws -> Answer {
        var answer = try await answer(to: command.replacingOccurrences(of: ":2525", with: ":\(port)"))
        status = answer.status
        answer.output = answer.output.replacingOccurrences(of: ":\(port)", with: ":2525")
        return answer
    }

    private mutating func answer(to command: String) async throws -> Answer {
        if command.hasPrefix("cd ") {
            folder += "/" + command.dropFirst(3)
            return Answer()
        }
        if command == "kill %1", let server {
            server.process.signal(SIGTERM)
            let result = try await server.process.wait(seconds: 60)
            self.server = nil
            return Answer(output: String(result.output.dropFirst(server.told)))
        }
        if command.hasSuffix(" &") { return try await started(String(command.dropLast(2))) }
        // `$?` is the status of the command before; both outputs are one, as in a terminal.
        let script = "exec 2>&1\n(exit \(status))\n" + command
        let result = try await Command.run(
            "bash", ["-c", script], in: folder, environment: environment)
        return Answer(status: result.status, output: result.output)
    }

    private mutating func started(_ command: String) async throws -> Answer {
        let process = try BackgroundProcess(
            "bash", ["-c", "exec 2>&1\nexec " + command], in: folder, environment: environment)
        let greeting = try await process.waitForOutput { output in
            output.contains("\n") ? output : nil
        }
        let output = greeting ?? process.output
        #expect(output.hasPrefix("listening on "), "\(command): \(output)")
        server = (process, output.count)
        return Answer(output: output)
    }

    private var environment: [String: String] {
        let programs = URL(fileURLWithPath: Merganser.path).deletingLastPathComponent().path
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        return [
            "PATH": programs + ":" + path, "XDG_CACHE_HOME": home("cache"), "LC_ALL": "C.UTF-8", "TZ": "UTC",
        ]
    }
}
