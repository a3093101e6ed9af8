import Foundation

/// The program under test, as a user runs it.
package enum Merganser {
    /// MERGANSER_BINARY, or the binary built beside the tests.
    package static let path: String = {
        if let given = ProcessInfo.processInfo.environment["MERGANSER_BINARY"], !given.isEmpty {
            return given
        }
        let bundle = URL(fileURLWithPath: CommandLine.arguments[0])
        for folder in [
            bundle.deletingLastPathComponent(), URL(fileURLWithPath: packageRoot + "/.build/debug"),
        ] {
            let candidate = folder.appendingPathComponent("merganser").path
            if FileManager.default.isExecutableFile(atPath: candidate) { return candidate }
        }
        return packageRoot + "/.build/debug/merganser"
    }()

    /// The folder Package.swift is in.
    package static let packageRoot = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

    package static func run(
        _ arguments: [String], in folder: String? = nil, environment: [String: String] = [:],
        seconds: Double = 120
    ) async throws -> CommandResult {
        try await Command.run(path, arguments, in: folder, environment: environment, seconds: seconds)
    }
}

/// The rehearsal server as a process of its own, with its log.
package final class RunningSink: Sendable {
    package let port: Int
    package let logPath: String
    package let maildir: String
    package let socketPath: String
    private let process: BackgroundProcess
    private let folder: TemporaryFolder

    /// Starts a sink on a loopback port; `options` as on its command line.
    ///
    /// - Parameters:
    ///   - onSocket: listens on a Unix socket instead.
    ///   - port: 0 for a free one.
    package init(
        _ options: [String] = [], keepsMail: Bool = false, onSocket: Bool = false, port wanted: Int = 0
    ) async throws {
        folder = try TemporaryFolder()
        logPath = folder("sink.jsonl")
        maildir = folder("mail")
        socketPath = folder("s")
        process = try BackgroundProcess(
            Merganser.path,
            ["sink", "--listen", onSocket ? "unix:\(socketPath)" : "127.0.0.1:\(wanted)", "--log", logPath]
                + (keepsMail ? ["--maildir", maildir] : [])
                + options)
        let found = try await process.waitForOutput { output -> Int? in
            guard let line = output.split(separator: "\n").first(where: { $0.hasPrefix("listening on ") })
            else {
                return nil
            }
            return onSocket ? 0 : line.split(separator: ":").last.flatMap { Int($0) }
        }
        guard let found else { throw SinkDidNotStart(printed: process.output + process.error) }
        port = found
    }

    package var url: String { "smtp://127.0.0.1:\(port)" }

    package func stop() async throws {
        process.signal(SIGTERM)
        _ = try await process.wait(seconds: 60)
    }

    /// Dies at once, as with a loss of power.
    package func die() async throws {
        process.signal(SIGKILL)
        _ = try await process.wait(seconds: 60)
    }

    /// Events of one kind from the sink's log: the truth about what it accepted.
    package func events(_ kind: String) throws -> [[String: Any]] {
        guard let data = FileManager.default.contents(atPath: logPath) else { return [] }
        return try data.split(separator: 0x0A).compactMap {
            let event = try JSONSerialization.jsonObject(with: Data($0)) as? [String: Any]
            return event?["event"] as? String == kind ? event : nil
        }
    }

    /// How often each recipient was accepted, address by address.
    package func deliveries() throws -> [String: Int] {
        var counts: [String: Int] = [:]
        for event in try events("accepted") {
            for recipient in event["recipients"] as? [String] ?? [] { counts[recipient, default: 0] += 1 }
        }
        return counts
    }
}

package struct SinkDidNotStart: Error {
    package let printed: String

    package init(printed: String) { self.printed = printed }
}
