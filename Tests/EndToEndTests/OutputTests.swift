import Foundation
import TestSupport
import Testing

/// What the program writes: never over what the campaign needs, and command lines that can be copied.
@Suite("What is written", .serialized)
struct OutputTests {
    @Test("A report over the campaign file or the list it came from is refused; both stay as they are")
    func reportOverInput() async throws {
        let sink = try await RunningSink()
        let files = try CampaignFiles(rows: 3)
        #expect(try await files.send(sink.url).status == 0)
        let list = try files.folder.read("list.csv")
        for path in [files.campaign, files.campaign + "-wal", files.list] {
            let result = try await Merganser.run(["report", files.campaign, "--csv", path])
            #expect(result.status == 73, "\(path): \(result.everything)")
            #expect(result.error.contains("another file"), "\(result.error)")
        }
        #expect(try files.folder.read("list.csv") == list)
        #expect(try await files.count("accepted") == 3)
        try await sink.stop()
    }

    @Test("A log into the campaign file, the list or the template is refused before anything is made or sent")
    func logOverInput() async throws {
        let sink = try await RunningSink()
        let files = try CampaignFiles(rows: 3)
        for path in [files.campaign, files.list, files.template] {
            let result = try await files.send(sink.url, ["--log", path])
            #expect(result.status == 73, "\(path): \(result.everything)")
            #expect(!FileManager.default.fileExists(atPath: files.campaign))
        }
        #expect(try await files.send(sink.url, ["--limit", "1"]).status == 75)
        #expect(try await files.resume(["--log", files.campaign]).status == 73)
        #expect(try await files.resume().status == 0)
        #expect(try sink.deliveries().values.allSatisfy { $0 == 1 })
        try await sink.stop()
    }

    @Test("Log, report and the files of a dry run are for their owner only")
    func modes() async throws {
        let sink = try await RunningSink()
        let files = try CampaignFiles(rows: 1)
        #expect(try await files.send(sink.url, ["--log", files.folder("log.jsonl")]).status == 0)
        _ = try await files.report()
        let dry = try await Merganser.run(
            ["send", files.template, files.list, "--dry-run", files.folder("dry")])
        #expect(dry.status == 0, "\(dry.everything)")
        for name in ["log.jsonl", "report.csv", "dry/000001.eml", "dry/manifest.json"] {
            let mode = try FileManager.default.attributesOfItem(atPath: files.folder(name))[.posixPermissions]
            #expect(mode as? Int == 0o600, "\(name)")
        }
        try await sink.stop()
    }

    @Test("A report is a list that can be sent again; the new outcomes have the names, the old ones a number")
    func reportSentAgain() async throws {
        let sink = try await RunningSink()
        let files = try CampaignFiles(rows: 2)
        #expect(try await files.send(sink.url).status == 0)
        _ = try await files.report()
        let again = files.folder("again.merganser")
        let result = try await Merganser.run([
            "send", files.template, files.folder("report.csv"), "--relay", sink.url, "--yes", "--campaign",
            again,
            "--limit", "1",
        ])
        #expect(result.status == 75, "\(result.everything)")
        let second = files.folder("second.csv")
        #expect(try await Merganser.run(["report", again, "--csv", second]).status == 0)
        let rows = try await PythonScript.lines(of: "csv_rows.py", [second], as: [String: String].self)
        #expect(rows.map { $0["merganser_outcome_1"] } == ["accepted", "accepted"])
        #expect(rows.map { $0["merganser_outcome"] } == ["accepted", "pending"])
        try await sink.stop()
    }

    @Test(
        "A dry run stops where send would, and leaves no manifest",
        arguments: [["--strict"], ["--duplicates", "error"]])
    func strictDryRun(_ options: [String]) async throws {
        let files = try CampaignFiles(rows: 4) { row in
            row == 3 ? (options == ["--strict"] ? "nobody" : "ROW1@example.com") : "row\(row)@example.com"
        }
        let dry = try await Merganser.run(
            ["send", files.template, files.list, "--dry-run", files.folder("dry")] + options)
        #expect(dry.status == 65, "\(dry.everything)")
        #expect(dry.error.contains("line 4, row 3"), "\(dry.error)")
        #expect(try TemporaryFolder.names(in: files.folder("dry")) == ["000001.eml", "000002.eml"])
        let sent = try await files.send("smtp://127.0.0.1:1", options)
        #expect(sent.status == 65 && sent.error.contains("line 4, row 3"), "\(sent.everything)")
    }

    @Test("A FIFO that nobody reads or writes is an error, for log, secrets and template; nobody waits")
    func pipes() async throws {
        let files = try CampaignFiles(rows: 1)
        #expect(mkfifo(files.folder("pipe"), 0o600) == 0)
        let log = try await files.send("smtp://127.0.0.1:1", ["--log", files.folder("pipe")], seconds: 60)
        #expect(log.status == 73 && log.error.contains("nobody reads"), "\(log.everything)")
        let password = try await files.send(
            "smtp://127.0.0.1:1", ["--username", "u", "--password-file", files.folder("pipe")], seconds: 60)
        #expect(password.status == 78, "\(password.everything)")
        let authority = try await files.send(
            "smtps://127.0.0.1:1", ["--ca-file", files.folder("pipe")], seconds: 60)
        #expect(
            authority.status == 77 && authority.error.contains("no regular file"), "\(authority.everything)")
        let certificate = try await files.send(
            "smtps://127.0.0.1:1",
            ["--client-certificate", files.folder("pipe"), "--client-key", files.folder("pipe")], seconds: 60)
        #expect(certificate.status == 77, "\(certificate.everything)")
        #expect(mkfifo(files.folder("pipe.eml"), 0o600) == 0)
        let message = try await Merganser.run(["check", files.folder("pipe.eml"), files.list], seconds: 60)
        #expect(message.status == 65 && message.error.contains("no regular file"), "\(message.everything)")
        #expect(mkfifo(files.folder("letter.html"), 0o600) == 0)
        let html = try await files.send("smtp://127.0.0.1:1", seconds: 60)
        #expect(html.status == 65 && html.error.contains("no regular file"), "\(html.everything)")
    }

    @Test("A file that holds something else is not written on: neither as log nor as transcript")
    func foreignLog() async throws {
        let sink = try await RunningSink()
        let files = try CampaignFiles(rows: 2)
        let foreign = try files.folder.write("0815.csv", "2026,1\n")
        let log = files.folder("log.jsonl")
        let transcript = files.folder("transcript.txt")
        for option in ["--log", "--transcript"] {
            let refused = try await files.send(sink.url, [option, foreign])
            #expect(refused.status == 73 && refused.error.contains("something else"), "\(refused.everything)")
        }
        let first = try await files.send(
            sink.url, ["--limit", "1", "--log", log, "--transcript", transcript])
        #expect(first.status == 75, "\(first.everything)")
        let crossed = try await Merganser.run(["resume", files.campaign, "--yes", "--log", transcript])
        #expect(crossed.status == 73 && crossed.error.contains("something else"), "\(crossed.everything)")
        let second = try await Merganser.run([
            "resume", files.campaign, "--yes", "--log", log, "--transcript", transcript,
        ])
        #expect(second.status == 0, "\(second.everything)")
        #expect(try String(contentsOfFile: foreign, encoding: .utf8) == "2026,1\n")
        #expect(try String(contentsOfFile: log, encoding: .utf8).split(separator: "\n").count == 2)
        try await sink.stop()
    }

    @Test("A copy of a campaign file is not resumed beside the original unless it is said to be the one")
    func copied() async throws {
        let sink = try await RunningSink()
        let files = try CampaignFiles(rows: 2)
        #expect(try await files.send(sink.url, ["--limit", "1"]).status == 75)
        let copy = files.folder("copy.merganser")
        try FileManager.default.copyItem(atPath: files.campaign, toPath: copy)
        let refused = try await Merganser.run(["resume", copy, "--yes"])
        #expect(refused.status == 65 && refused.error.contains("--moved"), "\(refused.everything)")
        try FileManager.default.removeItem(atPath: files.campaign)
        let resumed = try await Merganser.run(["resume", copy, "--yes", "--moved"])
        #expect(resumed.status == 0, "\(resumed.everything)")
        #expect(try sink.deliveries() == ["row1@example.com": 1, "row2@example.com": 1])
        try await sink.stop()
    }

    @Test("/dev/null and a process substitution are good logs")
    func logIntoStream() async throws {
        let sink = try await RunningSink()
        let files = try CampaignFiles(rows: 2)
        let line = """
            "$0" send letter.eml list.csv --yes --relay \(sink.url) --limit 1 --log /dev/null
            "$0" resume letter.merganser --yes --log >(cat > copy.jsonl)
            for i in $(seq 100); do test -s copy.jsonl && exit 0; sleep 0.1; done; exit 9
            """
        let result = try await Command.run("bash", ["-c", line, Merganser.path], in: files.folder.path)
        #expect(result.status == 0, "\(result.everything)")
        #expect(try files.folder.read("copy.jsonl").split(separator: 0x0A).count == 1)
        try await sink.stop()
    }

    @Test("A message that the relay says it will not take costs no attempt, for nothing of it was sent")
    func refusedLocally() async throws {
        let sink = try await RunningSink(["--size", "100"])
        let files = try CampaignFiles(rows: 1)
        #expect(try await files.send(sink.url).status == 1)
        let report = try await files.report()
        #expect(report[0]["merganser_outcome"] == "refused" && report[0]["merganser_attempts"] == "0")
        try await sink.stop()
    }

    @Test("A path with a space or a quote stands in advice as a shell wants it")
    func quotedAdvice() async throws {
        let sink = try await RunningSink()
        let files = try CampaignFiles(rows: 2)
        let result = try await Merganser.run(
            [
                "send", files.template, files.list, "--relay", sink.url, "--yes", "--limit", "1",
                "--campaign",
                "ada's letter.merganser",
            ], in: files.folder.path)
        #expect(result.status == 75, "\(result.everything)")
        #expect(
            result.output.contains(#"merganser resume 'ada'\''s letter.merganser'"#), "\(result.output)")
        try await sink.stop()
    }

    @Test("A template folder given with a slash behind it is named with one slash")
    func trailingSlash() async throws {
        let folder = try TemporaryFolder()
        try folder.write("letter/message.eml", "From: a@example.org\nTo: {{ emial }}\nSubject: x\n\nx\n")
        try folder.write("list.csv", "email\na@example.com\n")
        let result = try await Merganser.run(
            ["send", "letter/", "list.csv", "--dry-run", "dry"], in: folder.path)
        #expect(result.status == 65, "\(result.everything)")
        #expect(result.error.contains("letter/message.eml:2:"), "\(result.error)")
    }

    @Test("Outcomes that are never sent again are a usage error of --retry")
    func retryNames() async throws {
        for outcomes in ["accepted", "skipped,refused", "pending", "nonsense"] {
            let result = try await Merganser.run(["resume", "none.merganser", "--retry", outcomes])
            #expect(result.status == 64, "\(result.everything)")
        }
    }
}
