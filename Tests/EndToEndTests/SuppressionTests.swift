import Foundation
import TestSupport
import Testing

/// Suppression lists, from the file to the relay that never hears of an address in it.
@Suite("Nobody on a suppression list is written to", .serialized)
struct SuppressionTests {
    @Test("send, check and a dry run leave suppressed rows out, count them, and say why")
    func fromTheBeginning() async throws {
        let sink = try await RunningSink()
        let files = try CampaignFiles(rows: 6) { $0 == 6 ? "ROW2@example.com" : "row\($0)@example.com" }
        let gone = try files.folder.write("gone.txt", "# left\nRow2@Example.com\n")
        let more = try files.folder.write("more.csv", "Name,E-Mail\n\"Ada, C.\",row4@example.com\n")
        let options = ["--suppress", gone, "--suppress", more]
        let check = try await Merganser.run(["check", files.template, files.list] + options)
        #expect(check.status == 0, "\(check.everything)")
        #expect(check.output.contains("6 rows: 3 to send, 3 suppressed"), "\(check.output)")
        let dry = try await Merganser.run(
            ["send", files.template, files.list, "--dry-run", files.folder("dry")] + options)
        #expect(dry.status == 0 && dry.output.contains("3 suppressed"), "\(dry.everything)")
        let digest = try #require(
            dry.output.split(separator: "\n").first { $0.hasPrefix("digest ") }?.dropFirst(7))

        let result = try await files.send(sink.url, options + ["--approved", String(digest)])
        #expect(result.status == 0, "\(result.everything)")
        #expect(result.output.contains("6 rows: 3 to send, 3 suppressed"), "\(result.output)")
        let report = try await files.report()
        let a = "accepted", s = "skipped"
        #expect(report.map { $0["merganser_outcome"] } == [a, s, a, s, a, s])
        #expect(report[1]["merganser_reply"] == "suppressed: \(gone) holds its address")
        #expect(report[1]["merganser_attempts"] == "0")
        #expect(
            Set(try sink.deliveries().keys) == ["row1@example.com", "row3@example.com", "row5@example.com"])
        try await sink.stop()
    }

    @Test(
        "A list given on resume counts for what is left, and for the resume after that; so does one that has grown"
    )
    func onResume() async throws {
        let sink = try await RunningSink(["--refuse", "row3@*=451 4.7.1 Later"])
        let files = try CampaignFiles(rows: 8)
        let first = try files.folder.write("first.txt", "nobody@example.com\n")
        #expect(try await files.send(sink.url, ["--suppress", first, "--limit", "3"]).status == 75)
        try files.folder.write("first.txt", "row3@example.com\nrow1@example.com\n")
        let second = try files.folder.write("second.txt", "@elsewhere.example\nrow5@example.com\n")
        let resumed = try await files.resume(["--suppress", second, "--limit", "1"])
        #expect(resumed.status == 75, "\(resumed.everything)")
        #expect(
            resumed.output.contains("2 of the messages that are left are suppressed"), "\(resumed.output)")
        try files.folder.write("second.txt", "row5@example.com\nrow8@example.com\n")
        let last = try await files.resume()
        #expect(last.status == 0 && last.output.contains("1 of the messages"), "\(last.everything)")
        let report = try await files.report()
        let a = "accepted", s = "skipped"
        #expect(report.map { $0["merganser_outcome"] } == [a, a, s, a, s, a, a, s])
        #expect(report[4]["merganser_reply"] == "suppressed: \(second) holds its address")
        #expect(report[2]["merganser_attempts"] == "1")
        #expect(try sink.deliveries().count == 5)
        try await sink.stop()
    }

    @Test(
        "A list that a campaign was sent with and that is gone stops resume; an empty one in its place does not"
    )
    func goneList() async throws {
        let sink = try await RunningSink()
        let files = try CampaignFiles(rows: 2)
        let list = try files.folder.write("gone.txt", "nobody@example.com\n")
        #expect(try await files.send(sink.url, ["--suppress", list, "--limit", "1"]).status == 75)
        try FileManager.default.removeItem(atPath: list)
        let refused = try await files.resume()
        #expect(refused.status == 65 && refused.error.contains("put it back"), "\(refused.everything)")
        #expect(try sink.deliveries().count == 1)
        try files.folder.write("gone.txt", "")
        #expect(try await files.resume().status == 0)
        try await sink.stop()
    }

    @Test(
        "A message that would also go to a suppressed address is not sent, on resume either; a group is as a whole"
    )
    func severalRecipients() async throws {
        let sink = try await RunningSink()
        let template = CampaignFiles.letter.replacingOccurrences(
            of: "Subject:", with: "Cc: boss{{ number }}@example.org\nSubject:")
        let files = try CampaignFiles(rows: 3, template: template)
        let list = try files.folder.write("gone.txt", "boss7@example.org\n")
        #expect(try await files.send(sink.url, ["--suppress", list, "--limit", "1"]).status == 75)
        try files.folder.write("gone.txt", "boss21@example.org\n")
        let resumed = try await files.resume()
        #expect(resumed.status == 0, "\(resumed.everything)")
        let outcomes = try await files.outcomes().map(\.outcome)
        #expect(outcomes == ["skipped", "accepted", "skipped"])
        #expect(Set(try sink.deliveries().keys) == ["row2@example.com", "boss14@example.org"])

        try files.folder.write(
            "list.csv", "name,email,number\nA,a@x.example,1\nA,a@x.example,1\nB,b@x.example,2\n")
        let grouped = files.folder("grouped.merganser")
        let result = try await Merganser.run(
            [
                "send", files.template, files.list, "--relay", sink.url, "--yes", "--campaign", grouped,
                "--group-by",
                "email", "--suppress", files.folder.write("x.txt", "A@x.example"),
            ])
        #expect(result.status == 0 && result.output.contains("2 suppressed"), "\(result.everything)")
        try await sink.stop()
    }

    @Test(
        "A list that cannot be read, or has lines that are no entries, stops everything before anything is sent"
    )
    func faults() async throws {
        let files = try CampaignFiles(rows: 1)
        let missing = try await files.send("smtp://127.0.0.1:1", ["--suppress", files.folder("none")])
        #expect(missing.status == 65 && missing.error.contains("none"), "\(missing.everything)")
        let list = try files.folder.write("gone.txt", "a@x.example\nexample.com\n<a@x.example>\n")
        for command in ["send", "check"] {
            let options = command == "send" ? ["--relay", "smtp://127.0.0.1:1", "--yes"] : []
            let result = try await Merganser.run(
                [command, files.template, files.list, "--suppress", list] + options, in: files.folder.path)
            #expect(result.status == 65, "\(result.everything)")
            #expect(result.error.contains("gone.txt:2: “example.com”: neither"), "\(result.error)")
            #expect(result.error.contains("gone.txt:3: "), "\(result.error)")
        }
        #expect(try files.folder.names() == ["gone.txt", "letter.eml", "list.csv"])
    }

    @Test("Everything the page on suppression tells its reader to type works as it stands there")
    func page() async throws {
        let sink = try await RunningSink()
        let files = try CampaignFiles(rows: 4)
        for (name, text) in [
            ("unsubscribed.txt", "row1@example.com\n"), ("competitors.txt", "@firm.example\n"),
            ("new.txt", "a@x.example\n"),
            ("bounced.txt", "row4@example.com\n"),
        ] { try files.folder.write(name, text) }
        try files.folder.write("bounces/1", "From: a@example.com\nSubject: thanks\n\nhello\n")
        let text = try String(contentsOfFile: Merganser.packageRoot + "/docs/suppression.md", encoding: .utf8)
        let commands = DocumentedCommands(
            in: text.replacingOccurrences(of: "URL", with: sink.url + " --yes --limit 1")
                .replacingOccurrences(of: "NAME.eml", with: "letter.eml")
                .replacingOccurrences(of: "NAME.merganser", with: "letter.merganser"))
        #expect(try await commands.run(in: files.folder.path, allowing: [0, 75]) >= 6)
        let hashed = String(decoding: try files.folder.read("unsubscribed.hashed"), as: UTF8.self)
        #expect(hashed.hasPrefix("sha256:") && !hashed.contains("row1"))
        try await sink.stop()
    }
}
