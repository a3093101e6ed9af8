import Foundation
import TestSupport
import Testing

/// A page of the guide with what it takes for granted, so that its commands can be typed as they stand.
struct GuidePage: Sendable, CustomTestStringConvertible {
    /// The path in the package.
    let path: String
    /// Files beside those that `init` writes.
    var files: [String: String] = [:]
    /// Typed first.
    var before: [String] = []
    /// What words of this page stand for, beside ``words``.
    var meanings: [String: String] = [:]
    /// What the rehearsal server is told, where the page starts none.
    var sink = ""
    /// What its commands may end with.
    var statuses: Set<Int32> = [0]

    var testDescription: String { path }

    private static let words = [
        "NAME": "letter", "URL": "smtp://127.0.0.1:2525", "~/Maildir/.bounces": "bounces",
    ]

    var commands: [String] {
        get throws {
            let text = try String(contentsOfFile: Merganser.packageRoot + "/" + path, encoding: .utf8)
            return DocumentedCommands(in: text).lines
        }
    }

    /// Types its commands, and gives how many there were.
    ///
    /// Those that need somebody else's server are passed over. A campaign that the page began before is not in the way of
    /// the next one.
    func run(in folder: TemporaryFolder) async throws -> Int {
        var shell = try PageShell(in: folder.path)
        for (name, text) in files { try folder.write(name, text) }
        let commands = try commands
        if !commands.contains(where: { $0.hasSuffix(" &") }) {
            _ = try await shell.type("merganser sink --listen 127.0.0.1:2525 \(sink) &")
        }
        var count = 0
        for line in before + commands {
            let command = Self.words.merging(meanings) { $1 }
                .reduce(line) { $0.replacingOccurrences(of: $1.key, with: $1.value) }
            if Self.needsOthers(command) { continue }
            if command.hasPrefix("merganser send ") { _ = try await shell.type("rm -f *.merganser") }
            let answer = try await shell.type(command)
            #expect(statuses.contains(answer.status), "\(command): status \(answer.status)\n\(answer.output)")
            count += 1
        }
        return count - before.count
    }

    private static func needsOthers(_ command: String) -> Bool {
        let relay = /(smtps?|submission|lmtp):\/\/(?!127\.)/
        return command.firstMatch(of: relay) != nil && !command.contains("--rehearse")
    }
}
