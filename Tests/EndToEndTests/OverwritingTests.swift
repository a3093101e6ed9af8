import Foundation
import TestSupport
import Testing

/// Outputs that are named like something else, and silence where it was asked for.
@Suite("What is not written", .serialized)
struct OverwritingTests {
    @Test("A report over template, attachment, key or anything that is no such report is refused")
    func reportOverOthers() async throws {
        let sink = try await RunningSink()
        let files = try CampaignFiles(
            rows: 2,
            template: CampaignFiles.letter.replacingOccurrences(
                of: "Subject:", with: "Attach: a.txt\nSubject:"))
        try files.folder.write("a.txt", "attached\n")
        try files.folder.write("letter.html", "<p>{{ name }}</p>\n")
        let key = try files.folder.write("key", String(repeating: "k", count: 40))
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: key)
        // Seen from another folder than the one that the report is made in.
        let sent = try await Merganser.run(
            [
                "send", "letter.eml", "list.csv", "--relay", sink.url, "--unsubscribe",
                "https://example.org/{token}", "--unsubscribe-key-file", "key",
            ], in: files.folder.path)
        #expect(sent.status == 0, "\(sent.everything)")
        let names = ["letter.eml", "letter.html", "a.txt", "key", "list.csv"]
        let before = try names.map { try files.folder.read($0) }
        for option in ["--csv", "--html", "--json", "--jsonl"] {
            for name in names {
                let result = try await Merganser.run([
                    "report", files.campaign, option, files.folder(name),
                ])
                #expect(result.status == 73, "\(option) \(name): \(result.everything)")
                #expect(!result.error.contains("two outputs"), "\(result.error)")
            }
            let foreign = try files.folder.write("foreign", "2026,1\n")
            let refused = try await Merganser.run(["report", files.campaign, option, foreign])
            #expect(refused.status == 73 && refused.error.contains("something else"), "\(refused.everything)")
            for own in ["<!DOCTYPE html>\n<html lang=\"en\">\n", "{\"status\":\"mine\"}\n"] {
                let path = try files.folder.write("own", own)
                let result = try await Merganser.run(["report", files.campaign, option, path])
                #expect(result.status == 73, "\(option) \(own): \(result.everything)")
            }
            for _ in 1...2 {
                let again = try await Merganser.run(
                    ["report", files.campaign, option, files.folder("report" + option)])
                #expect(again.status == 0, "\(again.everything)")
            }
        }
        #expect(try names.map { try files.folder.read($0) } == before)
        try await sink.stop()
    }

    @Test(
        "The log of a rehearsal goes into nothing that is needed or holds something else, and is its owner's")
    func rehearsalLog() async throws {
        let files = try CampaignFiles(rows: 2)
        try files.folder.write("gone.txt", "row9@example.com\n")
        try files.folder.write("password", "hunter2\n")
        try files.folder.write("foreign", "2026,1\n")
        let names = ["gone.txt", "password", "foreign", "letter.eml", "list.csv"]
        let before = try names.map { try files.folder.read($0) }
        for name in names + ["spring.merganser"] {
            let result = try await Merganser.run(
                [
                    "send", "letter.eml", "list.csv", "--relay", "submission://relay.invalid", "--username",
                    "ada", "--password-file", "password", "--suppress", "gone.txt", "--campaign",
                    "spring.merganser", "--rehearse", "--rehearsal-log", "./" + name,
                ], in: files.folder.path)
            #expect(result.status == 73, "\(name): \(result.everything)")
        }
        #expect(try names.map { try files.folder.read($0) } == before)
        for _ in 1...2 {
            let result = try await Merganser.run(
                ["send", "letter.eml", "list.csv", "--rehearse", "--rehearsal-log", "seen"],
                in: files.folder.path)
            #expect(result.status == 0, "\(result.everything)")
        }
        let mode = try FileManager.default.attributesOfItem(atPath: files.folder("seen"))[.posixPermissions]
        #expect(mode as? Int == 0o600)
    }

    @Test("With --quiet nothing is said that is neither warning nor error")
    func quiet() async throws {
        let sink = try await RunningSink()
        let files = try CampaignFiles(rows: 2)
        func silent(_ result: CommandResult) {
            #expect(
                result.status == 0 && result.output.isEmpty && result.error.isEmpty, "\(result.everything)")
        }
        silent(try await files.send(sink.url, ["--quiet", "--test-to", "me@example.net"]))
        silent(try await files.send(sink.url, ["--quiet", "--dry-run", files.folder("dry")]))
        silent(try await files.send(sink.url, ["--quiet", "--rehearse"]))
        silent(try await files.send(sink.url, ["--quiet"]))
        try files.folder.write("list.csv", "name,email,number\n")
        silent(try await files.resume(["--quiet"]))
        try await sink.stop()
    }
}
