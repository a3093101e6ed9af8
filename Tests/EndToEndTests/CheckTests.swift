import Foundation
import TestSupport
import Testing

/// `merganser check`: everything at once, and nothing done.
@Suite("A check finds everything and does nothing", .serialized)
struct CheckTests {
    private static func check(_ files: CampaignFiles, _ options: [String] = []) async throws -> CommandResult
    {
        try await Merganser.run(["check", files.template, files.list] + options, in: files.folder.path)
    }

    @Test("A sound template and list give the figures and status 0; nothing is written")
    func sound() async throws {
        let files = try CampaignFiles(rows: 3)
        let result = try await Self.check(files)
        #expect(result.status == 0, "\(result.everything)")
        #expect(result.output.contains("3 rows: 3 to send"), "\(result.output)")
        #expect(result.output.contains("3 messages"), "\(result.output)")
        #expect(try files.folder.names() == ["letter.eml", "list.csv"])
    }

    @Test("Faults of template, condition and list come together, each with its place, and status 65")
    func faults() async throws {
        let files = try CampaignFiles(
            rows: 2, template: "From: a@example.org\nTo: {{ emial }}\nSubject: x\n\n{{ nmae }}\n")
        try files.folder.write(
            "list.csv", "name,email,number\nAda,ada@example.com\nBo,bo@example.com,2\n\"Cy,cy@example.com,3\n"
        )
        let result = try await Self.check(files, ["--where", "nubmer > 1"])
        #expect(result.status == 65, "\(result.everything)")
        for place in [
            "letter.eml:2:8:", "letter.eml:5:4:", "--where:1:1:", "list.csv:2: error: row 1: has 2 fields",
            "list.csv:4:1:",
        ] { #expect(result.output.contains(place), "\(place) is not in \(result.output)") }
        #expect(result.error.isEmpty)
    }

    @Test(
        "Where no row is left to be sent the status is 65, as with send and with a dry run",
        arguments: [
            ("name,email,number\n", []), ("name,email,number\nAda,nobody,1\n", []),
            (nil, ["--where", "number > 99"]),
        ])
    func nothingLeft(_ list: String?, _ options: [String]) async throws {
        let files = try CampaignFiles(rows: 2)
        if let list { try files.folder.write("list.csv", list) }
        #expect(try await Self.check(files, options).status == 65)
        #expect(try await files.send("smtp://127.0.0.1:1", options).status == 65)
        #expect(
            try await files.send("smtp://127.0.0.1:1", ["--dry-run", files.folder("dry")] + options).status
                == 65)
    }

    @Test(
        "A document is printed whole or not at all",
        arguments: [["--group-by", "nosuch"], ["--suppress", "nofile"]])
    func noDocument(_ options: [String]) async throws {
        let result = try await Self.check(try CampaignFiles(rows: 2), ["--json"] + options)
        #expect(result.status != 0 && result.output.isEmpty && !result.error.isEmpty, "\(result.everything)")
    }

    @Test("Rows with the same fault are told together, with the first of them; --all tells each; status 1")
    func rows() async throws {
        let files = try CampaignFiles(rows: 60) { $0 % 2 == 0 ? "nobody" : "row\($0)@example.com" }
        let result = try await Self.check(files)
        #expect(result.status == 1, "\(result.everything)")
        for line in [
            "list.csv:3:7: error: row 2: column “email”, header To: “nobody” is no address", "[bad-address]",
            "    3 | Zoë 2,nobody,14\n      |       ^~~~~~\n",
            "= and 29 more rows: 4, 6, 8, 10, 12, 14, 16, 18, 20, 22 …", "30 errors, 0 warnings",
        ] { #expect(result.output.contains(line), "\(line) is not in \(result.output)") }
        let each = try await Self.check(files, ["--all"])
        #expect(each.status == 1)
        #expect(each.output.split(separator: "\n").filter { $0.contains("“nobody”") }.count == 30)
    }

    @Test("With --strict or --duplicates error everything is still told, and the status is that of send: 65")
    func strict() async throws {
        let files = try CampaignFiles(rows: 4) { $0 < 3 ? "nobody" : "same@example.com" }
        for options in [["--strict"], ["--duplicates", "error"]] {
            let result = try await Self.check(files, options)
            #expect(result.status == 65, "\(result.everything)")
            #expect(
                result.output.contains("and 1 more row: 2") && result.output.contains("row 4: "),
                "\(result.output)")
        }
    }

    @Test("With --json there is one document: each finding by itself, then the figures")
    func json() async throws {
        let files = try CampaignFiles(rows: 3) { $0 == 2 ? "nobody" : "same@example.com" }
        let result = try await Self.check(files, ["--json"])
        #expect(result.status == 1, "\(result.everything)")
        let document = try #require(
            try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
        #expect(document["version"] as? Int == 1)
        let findings = try #require(document["findings"] as? [[String: Any]])
        #expect(findings.map { $0["code"] as? String } == ["bad-address", "duplicate-address"])
        #expect(findings.map { $0["severity"] as? String } == ["error", "warning"])
        #expect(findings.map { $0["outcome"] as? String } == ["invalid", "skipped"])
        #expect(findings.map { $0["line"] as? Int } == [3, 4])
        #expect(findings.map { $0["row"] as? Int } == [2, 3])
        #expect(findings[0]["column"] as? Int == 7 && findings[0]["cell"] as? String == "email")
        let summary = try #require(document["summary"] as? [String: Any])
        #expect(summary["pending"] as? Int == 1 && summary["rows"] as? Int == 3)
        #expect(summary["errors"] as? Int == 1 && summary["warnings"] as? Int == 1)
        let silenced = try await Self.check(files, ["--json", "--allow", "duplicate-address"])
        #expect(!silenced.output.contains("duplicate-address"), "\(silenced.output)")
    }
}
