import Foundation
import TestSupport
import Testing

/// Which rows are sent, and which of them together.
@Suite("Rows are selected and grouped", .serialized)
struct SelectionTests {
    @Test("--where sends the rows of which it is true; the others are skipped with that reason")
    func condition() async throws {
        let sink = try await RunningSink()
        let files = try CampaignFiles(rows: 5)
        let result = try await files.send(sink.url, ["--where", "number > 20 or name == \"Zoë 1\""])
        #expect(result.status == 0, "\(result.everything)")
        #expect(result.output.contains("4 to send, 1 not selected by --where"), "\(result.output)")
        #expect(
            try await files.outcomes().map(\.outcome) == [
                "accepted", "skipped", "accepted", "accepted", "accepted",
            ])
        #expect(try await files.report()[1]["merganser_reply"] == "not selected by --where")
        #expect(try sink.deliveries()["row2@example.com"] == nil)
        try await sink.stop()
    }

    @Test("A row that is not selected is nobody's duplicate")
    func unselectedDuplicate() async throws {
        let sink = try await RunningSink()
        let files = try CampaignFiles(rows: 2) { _ in "same@example.com" }
        #expect(try await files.send(sink.url, ["--where", "number == 14"]).status == 0)
        #expect(try await files.outcomes().map(\.outcome) == ["skipped", "accepted"])
        try await sink.stop()
    }

    @Test(
        "A condition with a fault is answered at its place, with the nearest name",
        arguments: [
            ("nmae == 1", "--where:1:1:", "name"), ("number == ", "--where:1:", "missing"),
            ("", "--where:1:", "missing"), ("number %}{% else", "--where:1:8:", "%}"),
        ])
    func faultyCondition(_ condition: String, _ place: String, _ word: String) async throws {
        let files = try CampaignFiles(rows: 1)
        let result = try await files.send("smtp://127.0.0.1:1", ["--where", condition])
        #expect(result.status == 65, "\(result.everything)")
        #expect(result.error.contains(place) && result.error.contains(word), "\(result.error)")
    }

    private static func grouped() throws -> CampaignFiles {
        let files = try CampaignFiles(rows: 1)
        try files.folder.write(
            "list.csv",
            """
            name,email,number
            Ada,ada@example.com,1
            Bo,bo@example.com,2
            Ada,ADA@example.com,3
            Cy,no address,4
            Bo,bo@example.com,5
            Cy,no address,6
            Ada,ada@example.com,7

            """)
        return files
    }

    @Test("--group-by makes scattered rows one message, and every row has its outcome in the report")
    func groups() async throws {
        let sink = try await RunningSink(["--refuse", "bo@example.com=550 5.1.1 gone"])
        let files = try Self.grouped()
        let result = try await files.send(sink.url, ["--group-by", "email"])
        #expect(result.status == 1, "\(result.everything)")
        #expect(result.output.contains("7 rows: 5 to send in 2 messages, 2 invalid"), "\(result.output)")
        let report = try await files.report()
        let a = "accepted", r = "refused", i = "invalid"
        #expect(report.map { $0["merganser_outcome"] } == [a, r, a, i, r, i, a])
        #expect(report.map { $0["number"] } == ["1", "2", "3", "4", "5", "6", "7"])
        #expect(report.filter { $0["merganser_code"] == "250" }.count == 3)
        #expect(report.filter { $0["merganser_reply"]?.contains("no address") == true }.count == 2)
        #expect(try sink.deliveries() == ["ada@example.com": 1])
        let status = try await Merganser.run(["status", files.campaign])
        #expect(status.output.contains("of 7 rows"), "\(status.output)")
        try await sink.stop()
    }

    @Test("A group that was left is resumed whole, and --limit counts messages")
    func resumedGroups() async throws {
        let sink = try await RunningSink()
        let files = try Self.grouped()
        #expect(try await files.send(sink.url, ["--group-by", "Email", "--limit", "1"]).status == 64)
        #expect(try await files.send(sink.url, ["--group-by", "email", "--limit", "1"]).status == 75)
        #expect(try await files.count("pending") == 2)
        #expect(try await files.resume().status == 1)
        #expect(try await files.count("accepted") == 5)
        #expect(try sink.deliveries() == ["ada@example.com": 1, "bo@example.com": 1])
        try await sink.stop()
    }

    @Test("A group with two addresses is invalid: nobody gets the rows of somebody else")
    func twoAddresses() async throws {
        let sink = try await RunningSink()
        let files = try Self.grouped()
        try files.folder.write(
            "list.csv",
            "name,email,number\nAda,ada@example.com,1\nBo,bo@example.com,1\nCy,cy@example.com,\nDi,di@example.com,\n"
        )
        let result = try await files.send(sink.url, ["--group-by", "number"])
        #expect(result.status == 1, "\(result.everything)")
        #expect(result.output.contains("row 2 has the same value"), "\(result.output)")
        let outcomes = try await files.outcomes().map(\.outcome)
        #expect(outcomes == ["invalid", "invalid", "accepted", "accepted"], "an empty cell groups with none")
        try await sink.stop()
    }

    @Test("A dry run of groups writes one message for each and has the digest that send takes")
    func groupedDryRun() async throws {
        let sink = try await RunningSink()
        let files = try Self.grouped()
        let dry = try await Merganser.run([
            "send", files.template, files.list, "--dry-run", files.folder("dry"), "--group-by", "email",
        ])
        #expect(dry.status == 1, "\(dry.everything)")
        #expect(
            try TemporaryFolder.names(in: files.folder("dry")) == [
                "000001.eml", "000002.eml", "index.html", "manifest.json",
            ])
        let digest = try #require(
            dry.output.split(separator: "\n").first { $0.hasPrefix("digest ") }?.dropFirst(7))
        let options = ["--group-by", "email", "--approved", String(digest)]
        #expect(try await files.send(sink.url, options).status == 1)
        #expect(try sink.deliveries().count == 2)
        let ungrouped = try await Merganser.run([
            "send", files.template, files.list, "--relay", sink.url, "--yes", "--campaign",
            files.folder("other.merganser"), "--approved", String(digest), "--duplicates", "send",
        ])
        #expect(ungrouped.status == 65, "\(ungrouped.everything)")
        try await sink.stop()
    }

    @Test("--sample sends rows by lot, the same for the same seed, and resume the rest, each once")
    func sample() async throws {
        let sink = try await RunningSink()
        let files = try CampaignFiles(rows: 40)
        let first = try await files.send(sink.url, ["--sample", "5", "--seed", "7"])
        #expect(first.status == 75, "\(first.everything)")
        #expect(
            first.output.contains("\nmessages  5 of the list's 40, which have ")
                && first.output.contains("\nseed      7"))
        let drawn = try sink.deliveries()
        #expect(drawn.count == 5 && drawn.keys.sorted() != (1...5).map { "row\($0)@example.com" })
        let again = try await RunningSink()
        let other = try await files.send(
            again.url, ["--sample", "5", "--seed", "7", "--campaign", files.folder("again.merganser")])
        #expect(other.status == 75, "\(other.everything)")
        #expect(try again.deliveries() == drawn)
        #expect(try await files.resume().status == 0)
        let all = try sink.deliveries()
        #expect(all.count == 40 && all.values.allSatisfy { $0 == 1 })
        try await sink.stop()
        try await again.stop()
    }
}
