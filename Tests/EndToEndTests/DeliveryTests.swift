import Foundation
import TestSupport
import Testing

/// What send keeps for resume, and what the relay and the recipient see of it.
@Suite("Delivery options, and what resume sends", .serialized)
struct DeliveryTests {
    /// A campaign whose template is Markdown with a partial, and who can be left by a signed link.
    private static func files(rows: Int) throws -> CampaignFiles {
        let files = try CampaignFiles(
            rows: rows,
            template: """
                From: Merganser Test <sender@example.org>
                To: {{ name }} <{{ email }}>
                Subject: Number {{ number }}

                """)
        try files.folder.write(
            "letter.md", "# Dear {{ name }}\n\n{% render \"footer\" %}\n\n[Leave]({{ unsubscribe_url }})\n")
        try files.folder.write("footer.html", "<p>The <b>Lake</b> House</p>\n")
        let key = try files.folder.write("token.key", String(repeating: "k", count: 40) + "\n")
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: key)
        return files
    }

    private static func options(_ files: CampaignFiles) -> [String] {
        [
            "--unsubscribe", "https://example.org/leave/{token}", "--unsubscribe-key-file",
            files.folder("token.key"),
            "--return-path", "bounces+{row}-{recipient}@example.org", "--dsn", "failure,delay",
            "--dsn-return", "headers",
        ]
    }

    @Test(
        "resume sends what send began, without the template's files: Markdown, partials, tokens, reverse paths, DSN"
    )
    func resumed() async throws {
        let sink = try await RunningSink(keepsMail: true)
        let files = try Self.files(rows: 3)
        let first = try await files.send(sink.url, Self.options(files) + ["--limit", "1"])
        #expect(first.status == 75, "\(first.everything)")
        for name in ["letter.eml", "letter.md", "footer.html", "list.csv"] {
            try FileManager.default.removeItem(atPath: files.folder(name))
        }
        let second = try await files.resume()
        #expect(second.status == 0, "\(second.everything)")
        try await sink.stop()

        let messages = try await ReceivedMessage.all(in: sink.maildir)
        #expect(messages.count == 3)
        for message in messages {
            #expect(message.structure == ["multipart/alternative", "  text/plain", "  text/html"])
            #expect(message.text?.contains("The Lake House") == true, "\(message.text ?? "")")
            #expect(message.html?.contains("<p>The <b>Lake</b> House</p>") == true, "\(message.html ?? "")")
            let header = message.headers.first { $0[0] == "List-Unsubscribe" }?[1] ?? ""
            let url = header.trimmingCharacters(in: CharacterSet(charactersIn: "<> "))
            #expect(message.html?.contains("href=\"\(url)\"") == true, "\(header)")
            let token = url.components(separatedBy: "/").last ?? ""
            let verified = try await Self.verify(token, files)
            #expect(verified.status == 0, "\(verified.everything)")
            #expect(
                verified.output.hasPrefix((message.to.first?.address ?? "?") + "\t"), "\(verified.output)")
            #expect(try await Self.verify(String(token.dropLast()), files).status == 1)
        }
        let accepted = try sink.events("accepted")
        #expect(
            Set(accepted.compactMap { $0["sender"] as? String })
                == Set((1...3).map { "bounces+\($0)-row\($0)=example.com@example.org" }))
        for event in accepted {
            let parameters = "\(event["mailParameters"] ?? "") \(event["recipientParameters"] ?? "")"
            for wanted in ["RET=HDRS", "ENVID=", "NOTIFY=FAILURE,DELAY", "ORCPT=rfc822;row"] {
                #expect(parameters.contains(wanted), "\(parameters)")
            }
        }
    }

    private static func verify(_ token: String, _ files: CampaignFiles) async throws -> CommandResult {
        try await Merganser.run([
            "unsubscribe-token", "verify", "--key-file", files.folder("token.key"), token,
        ])
    }

    @Test(
        "resume with another key for the tokens sends nothing; the same key elsewhere is named by an option")
    func anotherKey() async throws {
        let sink = try await RunningSink()
        let files = try Self.files(rows: 2)
        #expect(try await files.send(sink.url, Self.options(files) + ["--limit", "1"]).status == 75)
        let moved = try files.folder.write("moved.key", String(repeating: "k", count: 40) + "\n")
        let other = try files.folder.write("token.key", String(repeating: "x", count: 40) + "\n")
        for key in [moved, other] {
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: key)
        }
        let refused = try await files.resume()
        #expect(refused.status != 0 && refused.error.contains("token.key"), "\(refused.everything)")
        #expect(try sink.deliveries().count == 1)
        let named = try await files.resume(["--unsubscribe-key-file", moved])
        #expect(named.status == 0, "\(named.everything)")
        #expect(try sink.deliveries().count == 2)
        try await sink.stop()
    }

    @Test(
        "A relay without SMTPUTF8 gets the domains in ASCII; a local part that is not ASCII is invalid there")
    func international() async throws {
        for (options, outcome) in [([String](), "accepted"), (["--no-smtputf8"], "invalid")] {
            let sink = try await RunningSink(options)
            let addresses = ["ada@bücher.example", "zoë@example.com"]
            let files = try CampaignFiles(rows: 2) { addresses[$0 - 1] }
            let result = try await files.send(sink.url)
            #expect(result.status == (outcome == "accepted" ? 0 : 1), "\(result.everything)")
            #expect(try await files.outcomes().map(\.outcome) == ["accepted", outcome])
            #expect(try sink.deliveries()["ada@xn--bcher-kva.example"] == 1)
            #expect(try sink.deliveries()["zoë@example.com"] == (outcome == "accepted" ? 1 : nil))
            try await sink.stop()
        }
    }

    @Test(
        "A row with a malformed address is no part of a group, and its cells go to nobody; one without an address is"
    )
    func malformedInGroup() async throws {
        let sink = try await RunningSink(keepsMail: true)
        let files = try CampaignFiles(
            rows: 1,
            template: """
                From: a@example.org
                To: {{ name }} <{{ email }}>
                Subject: x

                {% for row in rows %}{{ row.number }};{{ row.unsubscribe_url }}
                {% endfor %}
                """)
        try files.folder.write(
            "list.csv",
            "name,email,number\nAda,ada@example.com,1\nAda,ada@@example.com,secret\nAda,,3\n")
        let result = try await files.send(
            sink.url, ["--group-by", "name", "--unsubscribe", "mailto:leave@example.org"])
        #expect(result.status == 1, "\(result.everything)")
        #expect(try await files.outcomes().map(\.outcome) == ["accepted", "invalid", "accepted"])
        try await sink.stop()
        let text = try await ReceivedMessage.all(in: sink.maildir).first?.text ?? ""
        #expect(text.hasPrefix("1;mailto:leave@example.org\n3;mailto:leave@example.org\n"), "\(text)")
    }

    @Test(
        "The rows of a group are in one message; a row that the template skips is skipped, one it fails is invalid"
    )
    func groups() async throws {
        let sink = try await RunningSink(keepsMail: true)
        let files = try CampaignFiles(
            rows: 1,
            template: """
                From: a@example.org
                To: {{ name }} <{{ email }}>
                Subject: {{ rows.size }} {{ rows.size | plural: "thing", "things" }}

                {% if name == "Cy" %}{% skip "not now" %}{% endif %}{% if name == "Di" %}{% fail "no sum" %}{% endif -%}
                {% for row in rows %}{{ row.number | money: "EUR" }};{% endfor %}

                """)
        try files.folder.write(
            "list.csv",
            "name,email,number\nAda,ada@example.com,1234.5\nBo,bo@example.com,2\nAda,ada@example.com,3\n"
                + "Cy,cy@example.com,4\nDi,di@example.com,5\n")
        let result = try await files.send(sink.url, ["--group-by", "email"])
        #expect(result.status == 1, "\(result.everything)")
        #expect(
            try await files.outcomes().map(\.outcome) == [
                "accepted", "accepted", "accepted", "skipped", "invalid",
            ])
        let reasons = try await files.report().map { $0["merganser_reply"] ?? "" }
        #expect(reasons[3].contains("not now") && reasons[4].contains("no sum"), "\(reasons)")
        try await sink.stop()
        let messages = try await ReceivedMessage.all(in: sink.maildir)
        #expect(Set(messages.compactMap(\.subject)) == ["2 things", "1 thing"])
        #expect(messages.contains { $0.text?.hasPrefix("1,234.50 EUR;3.00 EUR;") == true })
    }
}
