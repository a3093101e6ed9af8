import Foundation
import TestSupport
import Testing

/// What `merganser check` warns of, and what it keeps silent about.
@Suite("A check warns of what is not meant, and of nothing else", .serialized)
struct CheckWarningTests {
    /// A finding: its code, where it stands, and words of its sentence.
    private struct Expected {
        let code: String
        let place: String
        let words: String

        init(_ code: String, _ place: String, _ words: String) {
            (self.code, self.place, self.words) = (code, place, words)
        }
    }

    private static func check(
        _ files: [String: String], _ options: [String] = [], status: Int32 = 0, finds expected: [Expected]
    ) async throws {
        let folder = try TemporaryFolder()
        for (name, text) in files { try folder.write(name, text) }
        let result = try await Merganser.run(["check", "m.eml", "l.csv", "--all"] + options, in: folder.path)
        #expect(result.status == status, "\(result.everything)")
        let lines = result.output.split(separator: "\n").filter { $0.hasSuffix("]") }
        for finding in expected {
            #expect(
                lines.contains {
                    $0.hasPrefix(finding.place) && $0.hasSuffix("[\(finding.code)]")
                        && $0.contains(finding.words)
                }, "\(finding) is not in \(result.everything)")
        }
        #expect(lines.count == expected.count, "\(result.everything)")
    }

    private static let header = "From: a@example.org\nTo: {{ name }} <{{ email }}>\nSubject: x\n"

    @Test("What spreadsheets and wrong encodings have done to cells is told with line, column and row")
    func cells() async throws {
        try await Self.check(
            [
                "m.eml": Self.header + "\n{{ born }} {{ code }} {{ account }}\n",
                "l.csv": #"""
                name,email,born,code,account,unused
                Ada,ada@example.org,2020-01-01,01234,DE 1,#N/A
                "Bo ""B""",bo@example.org,43831,1235,1.23E+15,1
                JÃ¼rgen,j@example.org,2020-01-03,01236,#REF!,1
                Di,di@gmial.com,2020-01-04,01237,{{ x }},1

                """#,
            ],
            finds: [
                Expected("spreadsheet-date", "l.csv:3:27: warning: row 2: column “born”", "2020-01-01"),
                Expected("lost-zeros", "l.csv:3:33: warning: row 2: column “code”", "5 digits"),
                Expected("spreadsheet-number", "l.csv:3:38: warning: row 2: column “account”", "1.23E+15"),
                Expected("mojibake", "l.csv:4:1: warning: row 3: column “name”", "“ü”"),
                Expected("spreadsheet-error", "l.csv:4:40: warning: row 3", "#REF!"),
                Expected("braces", "l.csv:5:34: warning: row 4", "{{ x }}"),
                Expected("misspelt-domain", "l.csv:5:4: warning: row 4: column “email”", "gmail.com"),
            ])
    }

    @Test("Links, images, merge tags of other programs and bodies that differ are told with their place")
    func template() async throws {
        try await Self.check(
            [
                "m.eml": Self.header + """

                    Hello {name}, this text is that of the last month: nothing about boats, lakes,
                    slipways, cranes, races or members, and http://example.org/last is its page.

                    """,
                "m.html": """
                <p>Dear <b>{{ name }}</b>, everything concerns gardens: apples, cherries, plums,
                tulips, roses, violets, hedges, lawns, spades, rakes.</p>
                <a href="#">one</a> <a href="/two?x={{ name }}">two</a> <a href="http://example.org">three</a>
                <a href="{{ link }}">four</a> <a href="https://example.org/">five</a> <a href="#top">six</a>
                <img src="dot.png"><img src="dot.png" alt="">
                {% raw %}{name} {{ name }}{% endraw %}

                """,
                "dot.png": "x",
                "l.csv": """
                name,email,link
                Ada,ada@example.org,https://example.org/
                ,bo@example.org,http://example.org/bo
                Cy,cy@example.org,cy/page
                Di,di@example.org,mailto:di@example.org

                """,
            ],
            finds: [
                Expected("foreign-tag", "m.eml:5:7: warning", "{{ name }}"),
                Expected("plain-http", "m.eml:6:41: warning", "http://example.org/last"),
                Expected("bodies-differ", "m.html:1:1: warning", "words of the HTML"),
                Expected("empty-link", "m.html:3:10: warning", "nowhere"),
                Expected("relative-link", "m.html:3:30: warning", "/two?x=…"),
                Expected("plain-http", "m.html:3:66: warning", "http://example.org"),
                Expected("image-without-alt", "m.html:5:1: warning", "dot.png"),
                Expected("blank-greeting", "l.csv:3: warning: row 2", "Dear"),
                Expected("plain-http", "l.csv:3: warning: row 2", "http://example.org/bo"),
                Expected("relative-link", "l.csv:4: warning: row 3", "cy/page"),
            ])
    }

    @Test(
        "A file of one row that another row attaches, and one that no row does, are told; files for many are not"
    )
    func files() async throws {
        let files = Dictionary(uniqueKeysWithValues: ["1", "2", "3", "4"].map { ("f/\($0).pdf", $0) })
        let list =
            "name,email,n\nA,a@example.org,1\nB,b@example.org,2\nC,c@example.org,2\nD,d@example.org,9\n"
        try await Self.check(
            files.merging(["m.eml": Self.header + "Attach: f/{{ n }}.pdf\n\nx\n", "l.csv": list]) { $1 },
            status: 1,
            finds: [
                Expected("shared-file", "l.csv:4: warning: row 3", "f/2.pdf goes to row 2, too"),
                Expected("missing-file", "l.csv:5:", "f/9.pdf"),
                Expected("unused-file", "warning: ", "f/3.pdf, f/4.pdf"),
            ])
        let languages = "name,email,n\n" + (1...8).map { "A,a\($0)@example.org,\($0 % 4 + 1)\n" }.joined()
        try await Self.check(
            files.merging(["m.eml": Self.header + "Attach: f/{{ n }}.pdf\n\nx\n", "l.csv": languages]) { $1 },
            finds: [])
    }

    @Test("Many messages need List-Unsubscribe and one click; HTML over 102 KB is cut off by Gmail")
    func bulk() async throws {
        let list = "name,email\n" + (1...5001).map { "A,a\($0)@example.org\n" }.joined()
        try await Self.check(
            ["m.eml": Self.header + "\nx\n", "l.csv": list],
            finds: [Expected("no-unsubscribe", "warning: 5,001 messages", "messages")])
        let unsubscribe = "List-Unsubscribe: <https://example.org/?{{ email | url_encode }}>\n"
        try await Self.check(
            ["m.eml": Self.header + unsubscribe + "\nx\n", "l.csv": list],
            finds: [Expected("no-one-click", "warning: 5,001 messages", "messages")])
        let long = String(
            repeating: "<p>A paragraph of a hundred octets or so, which says nothing new at all.</p>\n",
            count: 1500)
        try await Self.check(
            ["m.eml": Self.header, "m.html": long, "l.csv": "name,email\nA,a@example.org\n"],
            finds: [Expected("clipped-html", "l.csv:2: warning: row 1", "104,448")])
    }

    @Test(
        "A relay that is asked says how large messages may be; a key of another domain is told for all rows")
    func relayAndKey() async throws {
        let sink = try await RunningSink(["--size", "900"])
        let list =
            "name,email,text\nA,a@example.org,x\nB,b@example.org,\(String(repeating: "long ", count: 200))\n"
        try await Self.check(
            ["m.eml": Self.header + "\n{{ text }}\n", "l.csv": list], ["--relay", sink.url], status: 1,
            finds: [Expected("over-relay-size", "l.csv:3: error: row 2", "takes 900 at the most")])
        #expect(try sink.deliveries().isEmpty)
        try await sink.stop()
        let keys = try await SigningFiles()
        try await Self.check(
            ["m.eml": Self.header + "\n{{ text }}\n", "l.csv": list],
            ["--dkim", "news@example.com=\(keys.rsa)"],
            status: 65,
            finds: [
                Expected("signature", "l.csv:2: error: row 1", "example.com"),
                Expected("signature", "l.csv:3: error: row 2", "example.com"),
            ])
    }

    @Test("There is no false alarm about templates/ and samples/")
    func noFalseAlarm() async throws {
        let root = Merganser.packageRoot
        // invoice.eml has to stand beside the invoices; samples/README.md says so.
        let folder = try TemporaryFolder()
        try FileManager.default.copyItem(atPath: root + "/samples/demo/invoices", toPath: folder("invoices"))
        try FileManager.default.copyItem(
            atPath: root + "/templates/invoice.eml", toPath: folder("invoice.eml"))
        for template in [
            root + "/samples/demo", root + "/templates/letter.eml", root + "/templates/newsletter.eml",
            folder("invoice.eml"),
        ] {
            let result = try await Merganser.run(["check", template, root + "/samples/demo/list.csv"])
            #expect(result.status == 1, "\(result.everything)")
            // One row has no @ and one the address of another, as samples/README.md promises.
            let codes = result.output.split(separator: "\n").filter { $0.hasSuffix("]") }
                .compactMap { $0.split(separator: "[").last.map(String.init) }
            #expect(codes == ["bad-address]", "duplicate-address]"], "\(template): \(result.output)")
        }
    }

    @Test("Each code is explained, listed, and in the guide; an error cannot be allowed")
    func explain() async throws {
        let list = try await Merganser.run(["explain"])
        let codes = list.output.split(separator: "\n").compactMap {
            $0.split(separator: " ").first.map(String.init)
        }
        #expect(codes.count > 20, "\(list.everything)")
        let page = try String(contentsOfFile: Merganser.packageRoot + "/docs/check.md", encoding: .utf8)
        for code in codes {
            #expect(page.contains("`\(code)`"), "docs/check.md does not say what \(code) is")
            let explained = try await Merganser.run(["explain", code])
            #expect(
                explained.status == 0 && explained.output.contains("What to do: "), "\(explained.everything)")
        }
        #expect(try await Merganser.run(["explain", "no-such-code"]).status == 64)
        #expect(try await Merganser.run(["check", "a", "b", "--allow", "bad-address"]).status == 64)
    }

    @Test("Every command of the page on checking works as it stands there")
    func page() async throws {
        let folder = try TemporaryFolder()
        _ = try await Merganser.run(["init"], in: folder.path)
        let page = try String(contentsOfFile: Merganser.packageRoot + "/docs/check.md", encoding: .utf8)
        #expect(try await DocumentedCommands(in: page).run(in: folder.path) >= 4)
    }
}
