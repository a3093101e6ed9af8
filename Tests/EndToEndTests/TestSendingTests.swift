import Foundation
import TestSupport
import Testing

/// `send --test-to`: the telling rows to one address.
@Suite("A try before the campaign", .serialized)
struct TestSendingTests {
    private static func files() throws -> CampaignFiles {
        let files = try CampaignFiles(
            rows: 4, template: CampaignFiles.letter + "{% if number > 20 %}much{% endif %}\n")
        return files
    }

    @Test("Only one address gets the rows that tell most, and nothing is left behind")
    func test() async throws {
        let sink = try await RunningSink(keepsMail: true)
        let files = try Self.files()
        let temporary = try TemporaryFolder()
        let result = try await Merganser.run(
            ["send", "letter.eml", "list.csv", "--relay", sink.url, "--test-to", "me@example.net", "--yes"],
            in: files.folder.path, environment: ["TMPDIR": temporary.path])
        #expect(result.status == 0, "\(result.everything)")
        #expect(result.output.contains("test messages to me@example.net through smtp://"), "\(result.output)")
        #expect(result.output.contains("[test 1] row "), "\(result.output)")
        #expect(!result.output.contains("resume"), "\(result.output)")
        let count = result.output.split(separator: "\n").count { $0.hasPrefix("[test ") }
        #expect(2...4 ~= count)
        #expect(try sink.deliveries() == ["me@example.net": count])
        for name in try TemporaryFolder.names(in: sink.maildir + "/new") {
            let mail = try String(contentsOfFile: sink.maildir + "/new/" + name, encoding: .utf8)
            #expect(mail.contains("To: <me@example.net>") && !mail.contains("@example.com"), "\(mail)")
            #expect(mail.contains("Subject: [test "))
        }
        #expect(try files.folder.names() == ["letter.eml", "list.csv"])
        #expect(try temporary.names().isEmpty)
        try await sink.stop()
    }

    @Test("A campaign that is under way is not touched, and groups are tried whole")
    func underWay() async throws {
        let sink = try await RunningSink()
        let files = try Self.files()
        try files.folder.write(
            "list.csv",
            "name,email,number\nAda,ada@example.com,1\nBo,bo@example.com,2\nAda,ada@example.com,30\n")
        #expect(try await files.send(sink.url, ["--limit", "1", "--group-by", "email"]).status == 75)
        let before = try files.folder.read("letter.merganser")
        let result = try await files.send(sink.url, ["--test-to", "me@example.net", "--group-by", "email"])
        #expect(result.status == 0, "\(result.everything)")
        #expect(try files.folder.read("letter.merganser") == before)
        #expect(try sink.deliveries()["me@example.net"] == 2)
        #expect(try sink.deliveries()["ada@example.com"] == 1)
        try await sink.stop()
    }

    @Test("What the relay refuses is told with its words")
    func refused() async throws {
        let sink = try await RunningSink(["--refuse", "me@example.net=550 5.1.1 gone"])
        let files = try Self.files()
        let result = try await files.send(sink.url, ["--test-to", "me@example.net", "--limit", "1"])
        #expect(result.status == 1, "\(result.everything)")
        #expect(result.output.contains("\n1 test message to me@"), "\(result.output)")
        #expect(result.output.contains("refused: 550 5.1.1 gone"), "\(result.output)")
        try await sink.stop()
    }

    @Test("A try keeps to the rates and waits for no hours; what is wrong with any of them is said")
    func pace() async throws {
        let sink = try await RunningSink()
        let files = try Self.files()
        let options = ["--test-to", "me@example.net", "--sample", "4"]
        let wrong = try await files.send(sink.url, options + ["--hours", "never"])
        #expect(wrong.status == 64 && wrong.error.contains("--hours is “never”"), "\(wrong.everything)")
        let begin = ContinuousClock.now
        let result = try await files.send(
            sink.url, options + ["--rate", "1/s", "--start-at", "2126-12-01T09:00"])
        #expect(result.status == 0, "\(result.everything)")
        #expect(ContinuousClock.now - begin >= .seconds(3), "\(result.everything)")
        #expect(try sink.deliveries() == ["me@example.net": 4])
        try await sink.stop()
    }

    @Test("Links to unsubscribe in a try are the tester's own")
    func unsubscribing() async throws {
        let sink = try await RunningSink(keepsMail: true)
        let files = try CampaignFiles(rows: 1)
        let key = try files.folder.write("key", String(repeating: "k", count: 40))
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: key)
        let options = ["--unsubscribe", "https://example.org/u/{token}", "--unsubscribe-key-file", key]
        #expect(try await files.send(sink.url, ["--test-to", "me@example.net"] + options).status == 0)
        let name = try #require(try TemporaryFolder.names(in: sink.maildir + "/new").first)
        let mail = try String(contentsOfFile: sink.maildir + "/new/" + name, encoding: .utf8)
        let unfolded = mail.replacingOccurrences(of: "\n ", with: "").replacingOccurrences(of: "\r", with: "")
        let token = try #require(
            unfolded.components(separatedBy: "https://example.org/u/").dropFirst().first?.prefix { $0 != ">" }
        )
        let read = try await Merganser.run(["unsubscribe-token", "verify", "--key-file", key, String(token)])
        #expect(read.output.contains("me@example.net"), "\(token): \(read.everything)")
        try await sink.stop()
    }

    @Test(
        "Options that have no place in a try are refused",
        arguments: [
            (["--test-to", "me"], "is no address: an @ is missing"),
            (["--test-to", "me@example.net", "--dry-run", "x"], "a try of its own"),
            (["--sample", "3", "--dry-run", "x"], "--sample sends rows by lot"),
            (["--sample", "3", "--limit", "2"], "not both"),
            (["--test-to", "me@example.net", "--seed", "3"], "--seed repeats a --sample"),
        ])
    func refusedOptions(_ options: [String], _ word: String) async throws {
        let files = try CampaignFiles(rows: 1)
        let result = try await files.send("smtp://127.0.0.1:1", options)
        #expect(result.status == 64, "\(result.everything)")
        #expect(result.error.contains(word), "\(result.error)")
    }
}
