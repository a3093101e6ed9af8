import Foundation
import TestSupport
import Testing

/// Manual pages, as `make install` has them made.
@Suite("Manual pages")
struct ManualTests {
    private let folder: TemporaryFolder

    init() async throws {
        folder = try TemporaryFolder()
        let made = try await Command.run(
            "python3", [Merganser.packageRoot + "/scripts/manual.py", Merganser.path, folder.path],
            environment: ["SOURCE_DATE_EPOCH": "0"])
        try #require(made.status == 0, "\(made.everything)")
    }

    @Test("Each command has one, with its options, and a page of all commands names them")
    func pages() async throws {
        let help = try await Merganser.run(["--help"]).output
        let commands = try #require(help.components(separatedBy: "SUBCOMMANDS:\n").last)
            .components(separatedBy: "\n").filter {
                $0.hasPrefix("  ") && !$0.hasPrefix("   ") && !$0.hasPrefix("  See ")
            }
            .compactMap { $0.split(separator: " ").first.map(String.init) }
        #expect(commands.count >= 12)
        #expect(try folder.names() == (["merganser.1"] + commands.map { "merganser-\($0).1" }).sorted())
        let all = String(decoding: try folder.read("merganser.1"), as: UTF8.self)
        for command in commands {
            #expect(all.contains(command.replacingOccurrences(of: "-", with: "\\-")), "\(command)")
        }
        let send = String(decoding: try folder.read("merganser-send.1"), as: UTF8.self)
        for part in [
            ".TH \"MERGANSER-SEND\" 1 \"1970-01-01\"", "\\fB\\-\\-password\\-file\\fR \\fIfile\\fR",
            ".SH \"EXIT STATUS\"",
        ] {
            #expect(send.contains(part), "\(part)")
        }
    }

    @Test(
        "man finds nothing to warn of in any",
        .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/man")))
    func warnings() async throws {
        for name in try folder.names() {
            let result = try await Command.run(
                "man", ["--warnings", "-E", "UTF-8", "-l", "-Tutf8", "-Z", folder(name)],
                environment: ["LC_ALL": "C.UTF-8", "MANWIDTH": "80"])
            #expect(result.status == 0 && result.error.isEmpty, "\(name): \(result.error)")
        }
    }
}
