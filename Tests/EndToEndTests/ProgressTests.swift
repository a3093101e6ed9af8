import Foundation
import TestSupport
import Testing

@Suite("What is said of a run while it goes on", .serialized)
struct ProgressTests {
    @Test("--progress json is one object a line, the last of them with the end's figures")
    func json() async throws {
        let sink = try await RunningSink(["--refuse", "row3@*=550 5.1.1 No such user"])
        let files = try CampaignFiles(rows: 30)
        let result = try await files.send(sink.url, ["--progress", "json"])
        #expect(result.status == 1, "\(result.everything)")
        let objects = try result.error.split(separator: "\n").map {
            try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any], "\($0)")
        }
        let last = try #require(objects.last)
        #expect(last["state"] as? String == "ended")
        #expect(last["total"] as? Int == 30 && last["done"] as? Int == 30)
        #expect(last["accepted"] as? Int == 29 && last["refused"] as? Int == 1)
        #expect(objects.dropLast().allSatisfy { $0["state"] as? String != "ended" })
        try await sink.stop()
    }

    @Test("--quiet says nothing at all when nothing is wrong; the exit code tells")
    func quiet() async throws {
        let sink = try await RunningSink()
        let files = try CampaignFiles(rows: 3)
        let limited = try await files.send(sink.url, ["--quiet", "--limit", "1"])
        #expect(
            limited.status == 75 && limited.output.isEmpty && limited.error.isEmpty, "\(limited.everything)")
        let rest = try await files.resume(["--quiet"])
        #expect(rest.status == 0 && rest.output.isEmpty && rest.error.isEmpty, "\(rest.everything)")
        let again = try await files.resume(["--quiet", "--verbose"])
        #expect(again.status == 64, "\(again.everything)")
        try await sink.stop()
    }

    @Test("--verbose tells of each message that is not accepted, in the server's words, and of connections")
    func verbose() async throws {
        let sink = try await RunningSink(["--refuse", "row2@*=550 5.1.1 No such user"])
        let files = try CampaignFiles(rows: 3)
        let result = try await files.send(sink.url, ["--verbose"])
        #expect(result.status == 1, "\(result.everything)")
        #expect(
            result.error.contains("row 2 (line 3) row2@example.com: refused: 550 5.1.1 No such user\n"),
            "\(result.error)")
        #expect(result.error.contains("connection 1 takes messages\n"), "\(result.error)")
        try await sink.stop()
    }

    @Test("Elsewhere than on a terminal a wait is told when it begins, and nothing is drawn")
    func plain() async throws {
        let sink = try await RunningSink()
        let files = try CampaignFiles(rows: 3)
        let process = try BackgroundProcess(
            Merganser.path,
            [
                "send", files.template, files.list, "--relay", sink.url, "--yes", "--campaign",
                files.campaign,
                "--start-at", "2126-12-01T09:00",
            ])
        try await process.until(signalling: SIGTERM) {
            process.error.contains("0 of 3: waiting until 09:00")
        }
        let result = try await process.wait()
        #expect(result.status == 130, "\(result.everything)")
        #expect(!result.error.contains("\u{1B}") && !result.error.contains("\r"), "\(result.error)")
        try await sink.stop()
    }

    @Test("On a terminal one line is drawn in place, as wide as the window is now, and is gone at the end")
    func terminal() async throws {
        let sink = try await RunningSink(["--delay", "40"])
        let files = try CampaignFiles(rows: 60)
        let session = try await TerminalSession.run(
            [
                "send", files.template, files.list, "--relay", sink.url, "--yes", "--campaign",
                files.campaign,
                "--connections", "1", "--rate", "20/s",
            ], in: files.folder, columns: 100, [.init(expect: "/60", columns: 40)])
        #expect(session.status == 0, "\(session.output)")
        let lines = session.drawn
        #expect(lines.count > 5 && lines.allSatisfy { $0.unicodeScalars.count < 100 })
        #expect(lines.contains { $0.contains("] ") && $0.contains("/60") && $0.contains("/s") }, "\(lines)")
        // One or two may have been drawn before the window's new size was known.
        let later = lines.dropFirst(4).map { $0.replacing(/\u{1B}\[[0-9]+m/, with: "") }
        #expect(later.allSatisfy { $0.unicodeScalars.count < 40 }, "\(lines)")
        #expect(lines.last?.contains("/60") == false, "the last is taken away: \(lines)")
        try await sink.stop()
    }

    @Test("NO_COLOR and --color never leave colours out; --color always goes before NO_COLOR")
    func colours() async throws {
        let sink = try await RunningSink(["--delay", "20"])
        for (options, variable, isColoured) in [
            ([], "", true), ([], "1", false), (["--color", "never"], "", false),
            (["--color", "always"], "1", true),
        ] {
            let files = try CampaignFiles(rows: 20)
            let session = try await TerminalSession.run(
                [
                    "send", files.template, files.list, "--relay", sink.url, "--yes", "--campaign",
                    files.campaign, "--connections", "1", "--rate", "20/s",
                ] + options, in: files.folder, environment: ["NO_COLOR": variable])
            #expect(session.status == 0, "\(session.output)")
            #expect(session.output.contains("\u{1B}[32m") == isColoured, "\(options) \(variable)")
        }
        try await sink.stop()
    }
}
