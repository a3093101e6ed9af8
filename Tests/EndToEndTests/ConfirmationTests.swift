import Foundation
import TestSupport
import Testing

@Suite("Asking before sending", .serialized)
struct ConfirmationTests {
    private static func arguments(_ files: CampaignFiles, _ sink: RunningSink) -> [String] {
        ["send", files.template, files.list, "--relay", sink.url, "--campaign", files.campaign]
    }

    @Test("What will happen is said, and yes sends it", arguments: ["y\n", "Yes\n"])
    func yes(_ answer: String) async throws {
        let sink = try await RunningSink()
        let files = try CampaignFiles(rows: 3) { $0 == 2 ? "nobody" : "row\($0)@example.com" }
        let session = try await TerminalSession.run(
            Self.arguments(files, sink), in: files.folder,
            [.init(expect: "Send 2 messages? [y/N] ", type: answer)])
        #expect(session.status == 1, "\(session.output)")
        for phrase in [
            "2 to send, 1 invalid", "from      sender@example.org", "to        row1@example.com",
            "row3@example.com", "through   \(sink.url) (NOT encrypted), 4 connections, not used before",
            "pace      as fast as the relay takes them",
        ] { #expect(session.output.contains(phrase), "\(phrase): \(session.output)") }
        #expect(try sink.deliveries() == ["row1@example.com": 1, "row3@example.com": 1])
        try await sink.stop()
    }

    @Test(
        "No, nothing at all, another word, the end of the input and Ctrl-C send nothing and leave no campaign file",
        arguments: ["n\n", "\n", "yesterday\n", "\u{4}", "\u{3}"])
    func no(_ answer: String) async throws {
        let sink = try await RunningSink()
        let files = try CampaignFiles(rows: 3)
        let session = try await TerminalSession.run(
            Self.arguments(files, sink), in: files.folder, [.init(expect: "[y/N] ", type: answer)])
        #expect(session.status == 130, "\(session.output)")
        #expect(session.output.contains("Nothing was sent"), "\(session.output)")
        #expect(try sink.events("connected").isEmpty && sink.deliveries().isEmpty)
        #expect(try files.folder.names().filter { $0.hasPrefix("letter.merganser") }.isEmpty)
        try await sink.stop()
    }

    @Test("--yes, --approved and a pipe are not asked")
    func unasked() async throws {
        let sink = try await RunningSink()
        for way in ["--yes", "--approved", "pipe"] {
            let files = try CampaignFiles(rows: 2)
            var options = way == "--yes" ? ["--yes"] : []
            if way == "--approved" {
                let dry = try await Merganser.run(
                    ["send", files.template, files.list, "--dry-run", files.folder("dry")])
                let line = dry.output.split(separator: "\n").first { $0.hasPrefix("digest ") }
                options += ["--approved", String(try #require(line).dropFirst("digest ".count))]
            }
            let arguments = Self.arguments(files, sink) + options
            let output: String
            if way == "pipe" {
                let result = try await Merganser.run(arguments, in: files.folder.path)
                #expect(result.status == 0, "\(result.everything)")
                output = result.output
            } else {
                let session = try await TerminalSession.run(arguments, in: files.folder)
                #expect(session.status == 0, "\(session.output)")
                output = session.output
            }
            #expect(output.contains("through   ") && !output.contains("[y/N]"), "\(way): \(output)")
        }
        #expect(try sink.deliveries() == ["row1@example.com": 3, "row2@example.com": 3])
        try await sink.stop()
    }

    @Test("resume says what is left and what is not sent again; no and Ctrl-C leave the campaign as it is")
    func resuming() async throws {
        let sink = try await RunningSink()
        let files = try CampaignFiles(rows: 5)
        #expect(try await files.send(sink.url, ["--limit", "2", "--rate", "36000/hour"]).status == 75)
        for answer in ["n\n", "\u{3}"] {
            let refused = try await TerminalSession.run(
                ["resume", files.campaign], in: files.folder,
                [.init(expect: "Send 3 messages? [y/N] ", type: answer)])
            #expect(refused.status == 130, "\(refused.output)")
            for phrase in [
                "rows      3 of 5 are left: 3 pending", "not sent  2 accepted", "pace      36000/hour",
                "at the earliest", "Nothing was sent",
            ] { #expect(refused.output.contains(phrase), "\(phrase): \(refused.output)") }
        }
        #expect(try sink.deliveries().count == 2)
        let session = try await TerminalSession.run(
            ["resume", files.campaign], in: files.folder, [.init(expect: "[y/N] ", type: "y\n")])
        #expect(session.status == 0, "\(session.output)")
        #expect(try sink.deliveries().count == 5)
        try await sink.stop()
    }

    @Test("Addresses and file names cannot steer the terminal that asks")
    func foreignText() async throws {
        let sink = try await RunningSink()
        let files = try CampaignFiles(rows: 1)
        let session = try await TerminalSession.run(
            [
                "send", files.template, files.list, "--relay", sink.url, "--campaign",
                files.folder("a\u{1B}[2Jb"),
            ], in: files.folder, [.init(expect: "[y/N] ", type: "n\n")])
        #expect(session.status == 130 && !session.output.contains("\u{1B}[2J"), "\(session.output)")
        try await sink.stop()
    }
}
