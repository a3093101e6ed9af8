import Foundation
import TestSupport
import Testing

/// `merganser bounces`, from the mailbox to the report.
@Suite("Bounces are recorded beside the outcomes", .serialized)
struct BounceTests {
    /// A notification of a failure, for the message with these marks.
    private static func notification(
        to path: String = "bounces@example.org", envelopeID: String? = nil, messageID: String? = nil,
        status: String = "5.1.1", of recipient: String = "somebody@example.com", original: String? = nil
    ) -> String {
        """
        Return-Path: <>
        Delivered-To: \(path)
        From: MAILER-DAEMON@mail.example
        Content-Type: multipart/report; report-type=delivery-status; boundary=b

        --b
        Content-Type: message/delivery-status

        Reporting-MTA: dns; mail.example
        \(envelopeID.map { "Original-Envelope-Id: \($0)\n" } ?? "")
        Final-Recipient: rfc822; \(recipient)
        \(original.map { "Original-Recipient: rfc822;\($0)\n" } ?? "")\
        Action: failed
        Status: \(status)
        Diagnostic-Code: smtp; 550 =not here

        --b
        Content-Type: text/rfc822-headers

        \(messageID.map { "Message-ID: <\($0)>" } ?? "Subject: x")

        --b--

        """
    }

    private static func campaign(
        _ options: [String], template: String = CampaignFiles.letter
    ) async throws -> (CampaignFiles, RunningSink) {
        let sink = try await RunningSink(keepsMail: true)
        let files = try CampaignFiles(rows: 5, template: template)
        let result = try await files.send(sink.url, options)
        #expect(result.status == 0, "\(result.everything)")
        return (files, sink)
    }

    @Test(
        "By ENVID, by envelope sender and by Message-ID; hard ones go into a file once, and twice read is once recorded"
    )
    func matching() async throws {
        let (files, sink) = try await Self.campaign(
            ["--dsn", "failure", "--envid", "spring-{row}", "--return-path", "bounces+{row}@example.org"])
        let mails = try TemporaryFolder.names(in: sink.maildir + "/new")
        let fourth = try mails.map {
            try String(contentsOfFile: sink.maildir + "/new/" + $0, encoding: .utf8)
        }
        .first { $0.contains("Number 28 for") }
        let messageID = try #require(
            fourth?.split(whereSeparator: \.isNewline).first { $0.hasPrefix("Message-ID: <") }?
                .dropFirst(13).dropLast())
        for name in ["new", "cur", "tmp"] {
            try FileManager.default.createDirectory(
                atPath: files.folder("box/" + name), withIntermediateDirectories: true)
        }
        try files.folder.write("box/new/1", Self.notification(envelopeID: "spring-1"))
        try files.folder.write(
            "box/cur/2:2,S", Self.notification(to: "Bounces+3@Example.ORG", status: "5.2.2"))
        try files.folder.write("box/new/3", Self.notification(messageID: String(messageID)))
        try files.folder.write("box/new/4", Self.notification(envelopeID: "autumn-2"))
        try files.folder.write(
            "box/new/6", Self.notification(envelopeID: "spring-5", messageID: "guessed@example.org"))
        try files.folder.write("box/new/5", "From: ada@example.com\nSubject: thanks\n\nhello\n")
        try files.folder.write("gone.txt", "Row1@example.com")
        for pass in 1...2 {
            let result = try await Merganser.run(
                [
                    "bounces", files.campaign, files.folder("box"), "--add-to", files.folder("gone.txt"),
                    "--json",
                ],
                in: files.folder.path)
            #expect(result.status == 0, "\(result.everything)")
            for part in [
                #""mails":6"#, #""hard":2"#, #""soft":1"#, #""ofOtherMessages":2"#, #""mail":1"#,
                "\"newlyRecorded\":\(pass == 1 ? 3 : 0)", "\"appended\":\(pass == 1 ? 1 : 0)",
            ] { #expect(result.output.contains(part), "\(part): \(result.output)") }
        }
        #expect(
            String(decoding: try files.folder.read("gone.txt"), as: UTF8.self)
                == "Row1@example.com\nrow4@example.com\n")
        let report = try await files.report()
        #expect(report.map { $0["merganser_outcome"] } == Array(repeating: "accepted", count: 5))
        #expect(
            report.map { $0["merganser_bounce"] } == [
                "hard 5.1.1 550 =not here", "", "soft 5.2.2 550 =not here", "hard 5.1.1 550 =not here", "",
            ])
        let status = try await Merganser.run(["status", files.campaign])
        #expect(status.output.contains("came back  3 of them: 2 hard, 1 soft"), "\(status.output)")
        try await sink.stop()
    }

    @Test("What comes back for a fixed Bcc is no bounce of the rows, however they are found")
    func otherRecipients() async throws {
        let (files, sink) = try await Self.campaign(
            ["--return-path", "bounces+{row}@example.org"],
            template: "Bcc: archive@example.org\n" + CampaignFiles.letter)
        // The archive, itself or where its mail goes on to; the row's own address, as it was and as a forward has it.
        let mails = [
            Self.notification(to: "bounces+1@example.org", of: "archive@example.org"),
            Self.notification(to: "bounces+2@example.org", of: "old@store.example"),
            Self.notification(to: "bounces+3@example.org", of: "ROW3@example.com"),
            Self.notification(
                to: "bounces+4@example.org", of: "new@elsewhere.example", original: "row4@example.com"),
            Self.notification(
                to: "bounces+5@example.org", of: "old@store.example", original: "archive@example.org"),
        ]
        for (number, mail) in mails.enumerated() { try files.folder.write("box/\(number)", mail) }
        let command = ["bounces", files.campaign, files.folder("box"), "--add-to", files.folder("gone.txt")]
        let result = try await Merganser.run(command, in: files.folder.path)
        #expect(result.status == 0, "\(result.everything)")
        #expect(
            result.output.contains(
                "5 mails read: 2 hard bounces, 3 bounces of other recipients of messages\n"),
            "\(result.output)")
        #expect(
            String(decoding: try files.folder.read("gone.txt"), as: UTF8.self)
                == "row3@example.com\nrow4@example.com\n")
        let report = try await files.report()
        #expect(
            report.map { $0["merganser_bounce"]?.prefix(4) } == ["", "", "hard", "hard", ""])
        let json = try await Merganser.run(command + ["--json"], in: files.folder.path)
        #expect(json.output.contains(#""ofOtherRecipients":3,"ofOtherMessages":0"#), "\(json.output)")
        try await sink.stop()
    }

    @Test(
        "Names that are no UTF-8 are read; what cannot be read is named, and keeps nothing from being recorded"
    )
    func entries() async throws {
        let (files, sink) = try await Self.campaign(["--return-path", "bounces+{row}@example.org"])
        try files.folder.write("box/a", Self.notification(to: "bounces+1@example.org"))
        let box = Array((files.folder.path + "/box/").utf8CString.dropLast())
        let odd = box + [CChar(bitPattern: 0xFF), CChar(bitPattern: 0xFE), 0]
        let descriptor = open(odd, O_WRONLY | O_CREAT, 0o600)
        let text = Array(Self.notification(to: "bounces+2@example.org").utf8)
        #expect(write(descriptor, text, text.count) == text.count)
        close(descriptor)
        symlink("loop", files.folder("box/loop"))
        let result = try await Merganser.run(["bounces", files.campaign, files.folder("box")])
        #expect(result.status == 74, "\(result.everything)")
        #expect(result.output.contains("2 hard bounces"), "\(result.everything)")
        #expect(
            result.output.contains("not read: ") && result.output.contains("box/loop"), "\(result.everything)"
        )
        #expect(result.output.contains("2 rows have a bounce now"), "\(result.everything)")
        try await sink.stop()
    }

    @Test("An mbox file is read mail by mail; what is no mailbox is a clear error")
    func mbox() async throws {
        let (files, sink) = try await Self.campaign([
            "--return-path", "bounces+{row}={recipient}@example.org",
        ])
        let mbox = [2, 5].map { row in
            "From MAILER-DAEMON Wed Nov 25 19:00:00 2026\n"
                + Self.notification(to: "bounces+\(row)=row\(row)=example.com@example.org") + "\n"
        }
        try files.folder.write("mbox", mbox.joined())
        let result = try await Merganser.run(["bounces", files.campaign, files.folder("mbox")])
        #expect(result.output.contains("2 mails read: 2 hard bounces"), "\(result.everything)")
        #expect(
            try await files.report().filter { $0["merganser_bounce"] != "" }.map { $0["number"] } == [
                "14", "35",
            ])
        let missing = try await Merganser.run(["bounces", files.campaign, files.folder("nothing")])
        #expect(missing.status != 0)
        #expect(missing.error.contains("nothing"), "\(missing.everything)")
        try await sink.stop()
    }
}
