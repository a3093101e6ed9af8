import Foundation
import TestSupport
import Testing

/// A dry run shows what will be sent; its digest makes sure of it.
@Suite("What was approved is what is sent", .serialized)
struct ApprovalTests {
    private struct Manifest: Decodable {
        struct Row: Decodable {
            let row: Int
            let file: String?
            let digest: String?
            let notSent: String?
        }
        let rows: [Row]
        let messages: Int
        let digest: String
    }

    private static func dryRun(
        _ template: String, _ list: String, into folder: String, _ options: [String] = []
    ) async throws -> Manifest {
        let result = try await Merganser.run(["send", template, list, "--dry-run", folder] + options)
        try #require([0, 1].contains(result.status), "\(result.everything)")
        let octets = try Data(contentsOf: URL(fileURLWithPath: folder + "/manifest.json"))
        let manifest = try JSONDecoder().decode(Manifest.self, from: octets)
        #expect(result.output.contains("digest \(manifest.digest)\n"), "\(result.output)")
        return manifest
    }

    private static func withoutDate(_ path: String) throws -> Data {
        let message = try Data(contentsOf: URL(fileURLWithPath: path))
        let start = try #require(message.range(of: Data("\r\nDate: ".utf8)))
        let end = try #require(message[start.upperBound...].range(of: Data("\r\n".utf8)))
        return message[..<start.lowerBound] + message[end.lowerBound...]
    }

    @Test(
        "The files of a dry run are what the server gets, octet for octet but for the Date, for every sample",
        arguments: ["demo", "letter", "newsletter", "invoice"])
    func sameOctets(_ name: String) async throws {
        let sink = try await RunningSink(keepsMail: true)
        let folder = try TemporaryFolder()
        let samples = Merganser.packageRoot + "/samples/demo"
        var template = samples
        if name != "demo" {
            let templates = Merganser.packageRoot + "/templates/"
            for file in [name + ".eml", name + ".html"]
            where FileManager.default.fileExists(atPath: templates + file) {
                try FileManager.default.copyItem(atPath: templates + file, toPath: folder(file))
            }
            try FileManager.default.copyItem(atPath: samples + "/invoices", toPath: folder("invoices"))
            template = folder(name + ".eml")
        }
        let list = samples + "/list.csv"
        let manifest = try await Self.dryRun(template, list, into: folder("dry"))
        #expect(manifest.messages == 28 && manifest.rows.count == 30)
        let result = try await Merganser.run([
            "send", template, list, "--relay", sink.url, "--yes", "--campaign", folder("c.merganser"),
            "--approved", manifest.digest,
        ])
        #expect(result.status == 1, "\(result.everything)")
        let received = try TemporaryFolder.names(in: sink.maildir + "/new")
            .map { try Self.withoutDate(sink.maildir + "/new/" + $0) }
        let shown = try manifest.rows.compactMap(\.file).map { try Self.withoutDate(folder("dry/" + $0)) }
        #expect(received.count == 28 && shown.count == 28)
        #expect(Set(received) == Set(shown))
        try await sink.stop()
    }

    @Test("Another list, template or option is refused before a connection, and no campaign file is left")
    func somethingElse() async throws {
        let sink = try await RunningSink()
        let files = try CampaignFiles(rows: 4)
        let digest = try await Self.dryRun(files.template, files.list, into: files.folder("dry")).digest
        let list = String(decoding: try files.folder.read("list.csv"), as: UTF8.self)
        let changes: [(String, String, [String])] = [
            (list.replacingOccurrences(of: ",14\n", with: ",15\n"), CampaignFiles.letter, []),
            (list + "Eve,eve@example.com,1\n", CampaignFiles.letter, []),
            (list, CampaignFiles.letter.replacingOccurrences(of: "Dear", with: "Hello"), []),
            (list, "Bcc: <spy@example.net>\n" + CampaignFiles.letter, []),
            (list, "Return-Path: <else@example.net>\n" + CampaignFiles.letter, []),
            (list, CampaignFiles.letter, ["--where", "number > 7"]),
        ]
        for (list, letter, options) in changes {
            try files.folder.write("list.csv", list)
            try files.folder.write("letter.eml", letter)
            let result = try await files.send(sink.url, ["--approved", digest] + options)
            #expect(result.status == 65, "\(result.everything)")
            #expect(result.error.contains("not those that were approved"), "\(result.error)")
            #expect(try files.folder.names() == ["dry", "letter.eml", "list.csv"])
        }
        #expect(try sink.events("connected").isEmpty)
        try files.folder.write("list.csv", list)
        try files.folder.write("letter.eml", CampaignFiles.letter)
        #expect(try await files.send(sink.url, ["--approved", digest]).status == 0)
        #expect(try sink.deliveries().count == 4)
        try await sink.stop()
    }

    @Test(
        "A limit writes fewer files and leaves the digest what it is; a digest that is none is a usage error")
    func limited() async throws {
        let files = try CampaignFiles(rows: 5)
        let all = try await Self.dryRun(files.template, files.list, into: files.folder("all"))
        let two = try await Self.dryRun(
            files.template, files.list, into: files.folder("two"), ["--limit", "2", "--approved", all.digest])
        #expect(two.digest == all.digest && two.messages == 5)
        #expect(two.rows.compactMap(\.digest) == all.rows.compactMap(\.digest))
        #expect(
            try TemporaryFolder.names(in: files.folder("two")) == [
                "000001.eml", "000002.eml", "index.html", "manifest.json",
            ])
        let other = try await Self.dryRun(files.template, files.list, into: files.folder("other"))
        #expect(other.digest != all.digest, "each dry run shows a campaign of its own")
        for digest in ["", "abc", String(all.digest.dropLast()), all.digest + "00"] {
            let result = try await files.send("smtp://127.0.0.1:1", ["--approved", digest])
            #expect(result.status == 64, "\(result.everything)")
        }
    }

    @Test("What is resumed stays bound: a message that became another one is invalid and does not leave")
    func resumed() async throws {
        let sink = try await RunningSink()
        let files = try CampaignFiles(rows: 3, template: "Attach: {{ number }}.txt\n" + CampaignFiles.letter)
        for number in [7, 14, 21] { try files.folder.write("\(number).txt", "as approved\n") }
        let digest = try await Self.dryRun(files.template, files.list, into: files.folder("dry")).digest
        #expect(try await files.send(sink.url, ["--approved", digest, "--limit", "1"]).status == 75)
        try files.folder.write("14.txt", "something else\n")
        #expect(try await files.resume().status == 1)
        #expect(try await files.outcomes().map(\.outcome) == ["accepted", "invalid", "accepted"])
        try files.folder.write("14.txt", "as approved\n")
        #expect(try await files.resume(["--retry", "invalid"]).status == 0)
        #expect(try sink.deliveries().count == 3)
        try await sink.stop()
    }

    @Test("A row that was invalid when the others were approved is not sent from the campaign later")
    func invalidThen() async throws {
        let sink = try await RunningSink()
        let files = try CampaignFiles(rows: 2, template: "Attach: {{ number }}.txt\n" + CampaignFiles.letter)
        try files.folder.write("7.txt", "there\n")
        let digest = try await Self.dryRun(files.template, files.list, into: files.folder("dry")).digest
        #expect(try await files.send(sink.url, ["--approved", digest]).status == 1)
        try files.folder.write("14.txt", "came later\n")
        let result = try await files.resume(["--retry", "invalid"])
        #expect(result.status == 1, "\(result.everything)")
        #expect(try await files.outcomes().map(\.outcome) == ["accepted", "invalid"])
        #expect(try sink.deliveries() == ["row1@example.com": 1])
        try await sink.stop()
    }
}
