import Foundation
import TestSupport
import Testing

/// A template or a list that was corrected while a campaign was stopped.
@Suite("Changes are refused, or accepted with what they are shown", .serialized)
struct ChangeTests {
    private static func begun(_ rows: Int = 5) async throws -> (CampaignFiles, RunningSink) {
        let sink = try await RunningSink(keepsMail: true)
        let files = try CampaignFiles(rows: rows)
        #expect(try await files.send(sink.url, ["--limit", "2"]).status == 75)
        return (files, sink)
    }

    private static func received(_ sink: RunningSink) throws -> [String] {
        try TemporaryFolder.names(in: sink.maildir + "/new").map {
            try String(contentsOfFile: sink.maildir + "/new/" + $0, encoding: .utf8)
        }
    }

    @Test("A changed template is refused; accepted, its difference is shown and the rest is sent with it")
    func template() async throws {
        let (files, sink) = try await Self.begun()
        try files.folder.write(
            "letter.eml",
            CampaignFiles.letter.replacingOccurrences(of: "your number is", with: "your lucky number is"))
        let refused = try await files.resume(["--template", files.template])
        #expect(refused.status == 65 && refused.error.contains("--accept-changes"), "\(refused.everything)")
        let accepted = try await files.resume(
            ["--template", files.template, "--accept-changes", "--limit", "1"])
        #expect(accepted.status == 75, "\(accepted.everything)")
        for part in [
            "letter.eml:7: 1 line became 1 line", "  - your number is {{ number }}.",
            "  + your lucky number is {{ number }}.", "3 of the 3 messages that are left are others now",
        ] { #expect(accepted.output.contains(part), "\(part): \(accepted.output)") }
        // It is the campaign's now.
        let rest = try await files.resume(["--template", files.template])
        #expect(rest.status == 0, "\(rest.everything)")
        let mails = try Self.received(sink)
        #expect(mails.count { $0.contains("your number is") } == 2)
        #expect(mails.count { $0.contains("your lucky number is") } == 3)
        #expect(try sink.deliveries().values.allSatisfy { $0 == 1 })
        try await sink.stop()
    }

    @Test(
        "Nothing is accepted when another option turns out to be wrong",
        arguments: [
            (["--rate", "fast"], 64), (["--log", "/nowhere/log"], 73), (["--transcript", "/"], 73),
        ]
            as [([String], Int32)])
    func otherMistakes(_ options: [String], _ status: Int32) async throws {
        let (files, sink) = try await Self.begun()
        try files.folder.write("letter.eml", CampaignFiles.letter + "PS\n")
        let wrong = try await files.resume(["--template", files.template, "--accept-changes"] + options)
        #expect(wrong.status == status, "\(wrong.everything)")
        let compared = try await files.resume(["--template", files.template])
        #expect(compared.status == 65, "\(compared.everything)")
        try await sink.stop()
    }

    @Test("A changed list that is named is refused, and not said to be passed over")
    func namedList() async throws {
        let (files, sink) = try await Self.begun()
        try files.folder.write("list.csv", "name,email,number\n")
        let refused = try await files.resume(["--list", files.list])
        #expect(refused.status == 65, "\(refused.everything)")
        #expect(!refused.everything.contains("records stored in the campaign file are sent"))
        try await sink.stop()
    }

    @Test("A template that has a fault, or that rows cannot be made with, is told before anything is changed")
    func faultyTemplate() async throws {
        let (files, sink) = try await Self.begun()
        try files.folder.write("letter.eml", CampaignFiles.letter + "{{ nmae }}\n")
        let faulty = try await files.resume(["--template", files.template, "--accept-changes"])
        #expect(faulty.status == 65 && faulty.error.contains("nmae"), "\(faulty.everything)")
        #expect(try await files.resume(["--limit", "1"]).status == 75)
        try files.folder.write(
            "letter.eml", CampaignFiles.letter + "{% if number == 35 %}{% fail \"no\" %}{% endif %}\n")
        let rows = try await files.resume(["--template", files.template, "--accept-changes"])
        #expect(rows.output.contains("1 cannot be made any more"), "\(rows.output)")
        #expect(rows.status == 1, "\(rows.everything)")
        #expect(try await files.outcomes().map(\.outcome).last == "invalid")
        try await sink.stop()
    }

    @Test(
        "Rows of a changed list are found by address, wherever they stand; what is gone is skipped, what is new is not sent"
    )
    func list() async throws {
        let (files, sink) = try await Self.begun(6)
        try files.folder.write(
            "list.csv",
            """
            name,email,number
            New,new@example.com,1
            "Zoë, Six",ROW6@example.com,600
            Zoë 5,row5@example.com,35
            Zoë 1,row1@example.com,100
            Zoë 3,row3@example.com,300

            """)
        let refused = try await files.resume(["--list", files.list])
        #expect(refused.status == 65 && refused.error.contains("--accept-changes"), "\(refused.everything)")
        let accepted = try await files.resume(["--list", files.list, "--accept-changes"])
        #expect(accepted.status == 0, "\(accepted.everything)")
        for part in [
            "2 rows that are left have other cells: “name” in 1, “email” in 1, “number” in 2",
            "row 6, “name”: “Zoë 6” is “Zoë, Six” now", "1 row that is left is not in it any more",
            "1 row is not in the campaign", "2 of the 3 messages that are left are others now",
        ] { #expect(accepted.output.contains(part), "\(part): \(accepted.output)") }
        let report = try await files.report()
        let a = "accepted", s = "skipped"
        #expect(report.map { $0["merganser_outcome"] } == [a, a, a, s, a, a])
        #expect(report.map { $0["number"] } == ["7", "14", "300", "28", "35", "600"])
        #expect(report[3]["merganser_reply"]?.contains("list") == true)
        let mails = try Self.received(sink)
        #expect(
            mails.contains { $0.contains("Number 600 for") }
                && mails.contains { $0.contains("Number 300 for") })
        #expect(try sink.deliveries()["new@example.com"] == nil)
        #expect(try await files.resume(["--list", files.list]).status == 0)
        try await sink.stop()
    }

    @Test("A changed attachment is told for all messages that are left")
    func attachment() async throws {
        let sink = try await RunningSink(keepsMail: true)
        let files = try CampaignFiles(rows: 4)
        try files.folder.write("terms.txt", "old\n")
        try files.folder.write("letter.eml", "Attach: terms.txt\n" + CampaignFiles.letter)
        #expect(try await files.send(sink.url, ["--limit", "2"]).status == 75)
        try files.folder.write("terms.txt", "new\n")
        let accepted = try await files.resume(["--accept-changes"])
        #expect(accepted.status == 0, "\(accepted.everything)")
        for part in ["terms.txt: another file", "2 of the 2 messages that are left are others now"] {
            #expect(accepted.output.contains(part), "\(accepted.output)")
        }
        try await sink.stop()
    }

    @Test("Of rows that share an address each keeps its own record, also where the first of them was sent")
    func sharedAddress() async throws {
        let sink = try await RunningSink(keepsMail: true)
        let files = try CampaignFiles(rows: 5) { $0 == 3 || $0 == 5 ? "b@example.com" : "a@example.com" }
        let begun = try await files.send(sink.url, ["--duplicates", "send", "--limit", "1"])
        #expect(begun.status == 75, "\(begun.everything)")
        // Of row 3 the name is another now, and nothing of the others.
        let list = String(decoding: try files.folder.read("list.csv"), as: UTF8.self)
        try files.folder.write("list.csv", list.replacing("Zoë 3,", with: "Zoë III,"))
        let accepted = try await files.resume(["--list", files.list, "--accept-changes"])
        #expect(accepted.status == 0, "\(accepted.everything)")
        #expect(
            accepted.output.contains("1 of the 4 messages that are left are others now"),
            "\(accepted.output)")
        let numbers = try Self.received(sink).compactMap { mail in
            mail.split(whereSeparator: \.isNewline).first { $0.hasPrefix("your number is") }
        }
        #expect(numbers.sorted() == [7, 14, 21, 28, 35].map { "your number is \($0)." }.sorted())
        #expect(try sink.deliveries() == ["a@example.com": 3, "b@example.com": 2])
        try await sink.stop()
    }

    @Test("With --only-rows a list is taken over for those rows, and no other is changed or skipped")
    func onlyRows() async throws {
        let (files, sink) = try await Self.begun(6)
        // Rows 3 and 4 are gone, 5 and 6 have other numbers.
        try files.folder.write(
            "list.csv", "name,email,number\nZoë 5,row5@example.com,500\nZoë 6,row6@example.com,600\n")
        let change = ["--list", files.list, "--accept-changes"]
        let some = try await files.resume(change + ["--only-rows", "3,5"])
        #expect(some.status == 75, "\(some.everything)")
        #expect(some.output.contains("1 row that is left is not in it any more"), "\(some.output)")
        let (a, s, p) = ("accepted", "skipped", "pending")
        #expect(try await files.outcomes().map(\.outcome) == [a, a, s, p, a, p])
        let told = try await files.resume(["--list", files.list])
        #expect(told.status == 65, "the list is another one for the other rows: \(told.everything)")
        #expect(try await files.resume(change).status == 0)
        #expect(try await files.outcomes().map(\.outcome) == [a, a, s, s, a, a])
        let mails = try Self.received(sink)
        #expect(mails.contains { $0.contains("500") } && mails.contains { $0.contains("600") })
        try await sink.stop()
    }

    @Test("Other columns, groups and approved messages are not to be changed; nothing new is said to be so")
    func unacceptable() async throws {
        let (files, sink) = try await Self.begun()
        let same = try await files.resume(
            ["--template", files.template, "--list", files.list, "--accept-changes", "--limit", "1"])
        #expect(same.status == 75 && same.output.contains("has changed"), "\(same.everything)")
        try files.folder.write("list.csv", "name,number,email\nA,1,row4@example.com\n")
        let columns = try await files.resume(["--list", files.list, "--accept-changes"])
        #expect(columns.status == 65 && columns.error.contains("columns"), "\(columns.everything)")
        #expect(try await files.count("pending") == 2)
        try await sink.stop()
    }
}
