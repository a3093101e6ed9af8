import Foundation
import TestSupport
import Testing

/// What `report` and `status` promise those who read them with other programs.
@Suite("Reports", .serialized)
struct ReportTests {
    private static func list(_ delimiter: String) -> String {
        let rows = [
            ["Name", "E-Mail", "number"], ["=1+1", "row1@example.com", "\" spaced \""],
            ["\"two\nlines \(delimiter) \"\"quoted\"\"\"", "row2@example.com", "-2"],
            ["+3", "row3@example.com", "@x"], ["no address", "nobody", ""],
        ]
        return rows.map { $0.joined(separator: delimiter) + "\r\n" }.joined()
    }

    private static let letter =
        "From: a@example.org\nTo: {{ e_mail }}\nSubject: {{ number }}\n\nHello {{ Name }}\n"

    @Test(
        "The CSV report is in the list's own dialect, its cells as they were; it can be sent again as it is",
        arguments: [",", ";", "\t", "|"])
    func sentAgain(_ delimiter: String) async throws {
        let sink = try await RunningSink(["--refuse", "row3@*=550 =cmd|calc, really; | \"x\""])
        let files = try CampaignFiles(rows: 1, template: Self.letter)
        try files.folder.write("list.csv", Self.list(delimiter))
        #expect(try await files.send(sink.url).status == 1)
        try await files.writeReport()
        let report = String(decoding: try files.folder.read("report.csv"), as: UTF8.self)
        for line in Self.list(delimiter).components(separatedBy: "\r\n").dropLast() {
            #expect(report.contains(line + delimiter), "\(line)")
        }
        #expect(report.contains("'=cmd|calc, really"), "\(report)")
        #expect(!report.contains("'=1+1") && !report.contains("'+3") && !report.contains("'-2"))

        // Sent again, each row makes the message that it made before.
        for (folder, list) in [("first", files.list), ("second", files.folder("report.csv"))] {
            let dry = try await Merganser.run(
                ["send", files.template, list, "--dry-run", files.folder(folder)], in: files.folder.path)
            #expect(
                dry.status == 1 && dry.output.contains("4 rows: 3 to send, 1 invalid"), "\(dry.everything)")
        }
        for name in ["000001.eml", "000002.eml", "000003.eml"] {
            let subjects = try ["first", "second"].map { folder in
                String(decoding: try files.folder.read("\(folder)/\(name)"), as: UTF8.self)
                    .components(separatedBy: "\r\n").filter {
                        !$0.hasPrefix("Date:") && !$0.hasPrefix("Message-ID:")
                    }
            }
            #expect(subjects[0] == subjects[1])
        }
        try await sink.stop()
    }

    @Test("What is asked of a campaign leaves nothing that the next run does not take away")
    func leftovers() async throws {
        let sink = try await RunningSink()
        let files = try CampaignFiles(rows: 2)
        #expect(try await files.send(sink.url, ["--limit", "1"]).status == 75)
        let names = try files.folder.names()
        for command in [["status", files.campaign], ["report", files.campaign, "--csv", "-"]] {
            #expect(try await Merganser.run(command).status == 0)
        }
        #expect(try await files.resume().status == 0)
        #expect(try files.folder.names() == names)
        try await sink.stop()
    }

    @Test("All formats say the same of each row, and several are written at once")
    func formats() async throws {
        let sink = try await RunningSink(["--refuse", "row2@*=550 5.1.1 No such user"])
        let files = try CampaignFiles(rows: 4) { $0 == 4 ? "row1@example.com" : "row\($0)@example.com" }
        #expect(try await files.send(sink.url).status == 1)
        let result = try await Merganser.run([
            "report", files.campaign, "--csv", files.folder("r.csv"), "--json", files.folder("r.json"),
            "--jsonl",
            files.folder("r.jsonl"),
        ])
        #expect(result.status == 0, "\(result.everything)")
        #expect(result.output.split(separator: "\n").count == 3, "\(result.output)")
        let csv = try await PythonScript.lines(
            of: "csv_rows.py", [files.folder("r.csv")], as: [String: String].self)
        let lines = try files.folder.read("r.jsonl").split(separator: 0x0A).map {
            try #require(try JSONSerialization.jsonObject(with: Data($0)) as? [String: Any])
        }
        let document = try #require(
            try JSONSerialization.jsonObject(with: Data(try files.folder.read("r.json"))) as? [String: Any])
        let recipients = try #require(document["recipients"] as? [[String: Any]])
        #expect(csv.count == 4 && lines.count == 4 && recipients.count == 4)
        for ((row, line), recipient) in zip(zip(csv, lines), recipients) {
            #expect(NSDictionary(dictionary: line) == NSDictionary(dictionary: recipient))
            #expect(line["outcome"] as? String == row["merganser_outcome"])
            #expect((line["code"] as? Int).map(String.init) ?? "" == row["merganser_code"])
            #expect(line["enhanced"] as? String ?? "" == row["merganser_enhanced"])
            #expect(line["reply"] as? String ?? line["reason"] as? String ?? "" == row["merganser_reply"])
            #expect((line["attempts"] as? Int).map(String.init) == row["merganser_attempts"])
            #expect(line["time"] as? String ?? "" == row["merganser_time"])
            let columns = try #require(line["columns"] as? [String: String])
            #expect(columns.allSatisfy { row[$0.key] == $0.value } && columns.count == 3)
        }
        let status = try await Merganser.run(["status", files.campaign, "--json"])
        let figures = try #require(
            try JSONSerialization.jsonObject(with: Data(status.output.utf8)) as? [String: Any])
        #expect(NSDictionary(dictionary: figures) == (document["status"] as? NSDictionary))
        #expect((figures["outcomes"] as? [String: Int])?["skipped"] == 1)
        try await sink.stop()
    }

    @Test(
        "A report goes to standard output with nothing beside it; none, or two to one file, is a usage error")
    func usage() async throws {
        let sink = try await RunningSink()
        let files = try CampaignFiles(rows: 3)
        #expect(try await files.send(sink.url).status == 0)
        let both = try await Merganser.run([
            "report", files.campaign, "--jsonl", "-", "--csv", files.folder("r.csv"), "--only", "accepted",
        ])
        #expect(
            both.status == 0 && both.output.split(separator: "\n").allSatisfy { $0.hasPrefix("{\"row\":") })
        for options in [
            [], ["--csv", "-", "--json", "-"], ["--only", "accepted"], ["--json", "x", "--jsonl", "x"],
        ] {
            let result = try await Merganser.run(["report", files.campaign] + options, in: files.folder.path)
            #expect(result.status == 64, "\(options): \(result.everything)")
        }
        for format in ["--csv", "--json", "--jsonl"] {
            let result = try await Merganser.run(["report", files.campaign, format, files.list])
            #expect(result.status == 73, "\(result.everything)")
        }
        let line = "\"$0\" report letter.merganser --json - | head -c 1; test ${PIPESTATUS[0]} = 0"
        let piped = try await Command.run("bash", ["-c", line, Merganser.path], in: files.folder.path)
        #expect(piped.status == 0 && piped.output == "{" && piped.error.isEmpty, "\(piped.everything)")
        try await sink.stop()
    }

    @Test("Everything the page on reports tells its reader to type works as it stands there")
    func page() async throws {
        let sink = try await RunningSink(["--refuse", "row2@*=550 5.1.1 No such user"])
        let files = try CampaignFiles(rows: 2)
        #expect(try await files.send(sink.url).status == 1)
        let text = try String(contentsOfFile: Merganser.packageRoot + "/docs/reports.md", encoding: .utf8)
        let commands = DocumentedCommands(
            in: text.replacingOccurrences(of: "NAME.merganser", with: "letter.merganser"))
        #expect(try await commands.run(in: files.folder.path) >= 5)
        try await sink.stop()
    }
}

extension CampaignFiles {
    /// Writes report.csv.
    fileprivate func writeReport() async throws {
        let result = try await Merganser.run(["report", campaign, "--csv", folder("report.csv")])
        guard result.status == 0 else { throw TestServerFault("no report: \(result.everything)") }
    }
}
