import Foundation
import TestSupport
import Testing

/// The page that `merganser preview` writes, as an HTML parser sees it.
@Suite("A preview shows the telling rows and loads nothing", .serialized)
struct PreviewTests {
    /// What Tests/Servers/page_structure.py makes of a page, or of a frame in it.
    struct Structure: Decodable {
        let articles: Int
        let outside: [String]
        let handlers: [String]
        let policies: [String]
        let sandboxes: [String?]
        let elements: [String: Int]
        let text: String
        let documents: [Structure]
    }

    static func structure(of page: String) async throws -> Structure {
        let found: [Structure] = try await PythonScript.lines(of: "page_structure.py", [page])
        return try #require(found.first)
    }

    private static let message = """
        From: Merganser Test <sender@example.org>
        To: {{ name }} <{{ email }}>
        Subject: For {{ name }}
        Attach: {{ file }}

        Dear {{ name }},
        {% if note %}a note: {{ note }}{% else %}nothing{% endif %}
        """

    private static let html = """
        <html><head><link rel="stylesheet" href="https://fonts.example/a.css"></head><body>
        <p>Dear {{ name }},</p>
        {% if note %}<p>{{ note }}</p>{% endif %}
        <a href="https://example.org/">x</a>
        <img src="https://cdn.example/a.png" alt="a"><img src="logo.png" alt="logo">
        </body></html>
        """

    /// A template with an image of its own and one elsewhere, and a list with a hostile row.
    private static func files() throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        try folder.write("letter.eml", message)
        try folder.write("letter.html", html)
        try folder.write("logo.png", [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
        try folder.write("<i>.txt", "hello\n")
        try folder.write(
            "list.csv",
            """
            name,email,note,file
            Ada,ada@example.com,,
            "<script>alert(1)</script>",eve@example.com,"\u{1b}[2J</pre></textarea><img src=https://evil.example/x onerror=alert(1)>",<i>.txt
            Zoë 小野,zoe@example.com,"</iframe>"" onload=""x",
            Bo,no address,,

            """)
        return folder
    }

    @Test("Hostile cells are text in all places of ours; frames are sandboxed; no URL leads outside")
    func hostile() async throws {
        let folder = try Self.files()
        let result = try await Merganser.run(["preview", "letter.eml", "list.csv"], in: folder.path)
        #expect(result.status == 1, "\(result.everything)")
        #expect(
            result.output.contains("letter-preview.html: 3 rows, which take 4 of 4 branches"),
            "\(result.output)")
        let page = try await Self.structure(of: folder("letter-preview.html"))
        #expect(page.articles == 3)
        #expect(page.sandboxes == ["", "", ""])
        #expect(page.outside.isEmpty, "\(page.outside)")
        #expect(page.handlers.isEmpty, "\(page.handlers)")
        #expect(page.policies.count == 1 && page.policies[0].hasPrefix("default-src 'none';"))
        for element in ["script", "img", "textarea", "i", "object", "link"] {
            #expect(page.elements[element] == nil, "\(element)")
        }
        #expect(page.text.contains("For <script>alert(1)</script>"))
        #expect(
            page.text.contains("\\u{1b}[2J</pre></textarea><img src=https://evil.example/x onerror=alert(1)>")
        )
        #expect(page.text.contains("<i>.txt text/plain, 6 octets"))
        #expect(!page.text.unicodeScalars.contains("\u{1b}"))
        #expect(page.text.contains("Not loaded here, but by readers: fonts.example, cdn.example"))
        for frame in page.documents {
            #expect(frame.policies == ["default-src 'none'; style-src 'unsafe-inline'; img-src data:"])
            #expect(frame.outside == ["a href https://example.org/"], "\(frame.outside)")
            #expect(frame.elements["script"] == nil && frame.handlers.isEmpty)
            #expect(frame.elements["img"] == 2)
        }
        #expect(page.documents.contains { $0.text.contains("Dear <script>alert(1)</script>,") })
    }

    @Test("Rows say what they add; branches that no message takes are listed with their place")
    func branches() async throws {
        let folder = try Self.files()
        try folder.write(
            "letter.eml",
            Self.message
                + "{% if email contains \"gone\" %}{% skip \"x\" %}{% endif %}{% if name == \"X\" %}y{% endif %}"
        )
        let result = try await Merganser.run(
            ["preview", "letter.eml", "list.csv", "--output", "p.html", "--where", "name != \"Bo\""],
            in: folder.path)
        #expect(result.status == 0, "\(result.everything)")
        let words = try await Self.structure(of: folder("p.html")).text.split(whereSeparator: \.isWhitespace)
        let text = words.joined(separator: " ")
        #expect(text.contains("branches that no row above takes"), "\(text)")
        #expect(text.contains("{% if note %} letter.eml:7"), "\(text)")
        #expect(text.contains("nothing of {% if note %} letter.html:3"), "\(text)")
        #expect(text.contains("Branches that no message takes: 2"))
        #expect(text.contains("{% if name == \"X\" %} letter.eml:7"))
        #expect(text.contains("the longest row") && text.contains("the emptiest row: 2 of 4"))
        #expect(text.contains("the least ASCII row"))
    }

    @Test("Rows by lot are repeated by the seed that was printed")
    func sample() async throws {
        let files = try CampaignFiles(rows: 200)
        let first = try await Merganser.run(
            ["preview", "letter.eml", "list.csv", "--sample", "5", "-o", "-"], in: files.folder.path)
        #expect(first.status == 0, "\(first.error)")
        let seed = try #require(
            first.error.split(separator: "\n").first { $0.hasPrefix("seed ") }?.dropFirst(5))
        let again = try await Merganser.run(
            ["preview", "letter.eml", "list.csv", "--sample", "5", "--seed", String(seed), "-o", "-"],
            in: files.folder.path)
        func rows(_ page: String) -> [Substring] {
            page.split(separator: "\n").filter { $0.hasPrefix("<article id=") }
        }
        #expect(rows(first.output) == rows(again.output))
        #expect(5...8 ~= rows(first.output).count)
    }

    @Test("List, template, campaign and whatever is no page are never written over; an older page is")
    func overwriting() async throws {
        let files = try CampaignFiles(rows: 2)
        try files.folder.write("notes.txt", "mine\n")
        try files.folder.write("letter.merganser", "SQLite format 3\0")
        for name in ["list.csv", "letter.eml", "notes.txt", "letter.merganser"] {
            let before = try files.folder.read(name)
            let result = try await Merganser.run(
                ["preview", "letter.eml", "list.csv", "--output", name], in: files.folder.path)
            #expect(result.status == 73, "\(name): \(result.everything)")
            #expect(try files.folder.read(name) == before)
        }
        for _ in 1...2 {
            let result = try await Merganser.run(
                ["preview", "letter.eml", "list.csv"], in: files.folder.path)
            #expect(result.status == 0, "\(result.everything)")
        }
        let mode = try FileManager.default.attributesOfItem(atPath: files.folder("letter-preview.html"))
        #expect(mode[.posixPermissions] as? Int == 0o600)
    }

    @Test("A dry run has the same page of its first messages, with links to their files")
    func dryRun() async throws {
        let folder = try Self.files()
        let result = try await Merganser.run(
            ["send", "letter.eml", "list.csv", "--dry-run", "dry", "--limit", "2"], in: folder.path)
        #expect(result.status == 1, "\(result.everything)")
        let names = ["000001.eml", "000002.eml", "index.html", "manifest.json"]
        #expect(try TemporaryFolder.names(in: folder("dry")) == names)
        let page = try await Self.structure(of: folder("dry/index.html"))
        #expect(page.articles == 2)
        #expect(page.outside.isEmpty && page.handlers.isEmpty, "\(page.outside)")
        #expect(page.sandboxes == ["", ""])
        #expect(page.text.contains("Row 2, line 3"))
        #expect(page.text.contains("000002.eml") && page.elements["a"] == 2)
        #expect(page.text.contains("3 messages in all, of 4 rows. 2 of them were written."), "\(page.text)")
        let many = try CampaignFiles(rows: 60)
        let all = try await Merganser.run(
            ["send", many.template, many.list, "--dry-run", many.folder("dry")], in: many.folder.path)
        #expect(all.status == 0, "\(all.everything)")
        let index = try await Self.structure(of: many.folder("dry/index.html"))
        #expect(index.articles == 50)
        #expect(index.text.contains("The first 50 are shown; manifest.json has the others."))
    }

    @Test("Nothing to show, and faults of the template, are told, and no page is left")
    func nothing() async throws {
        let files = try CampaignFiles(rows: 2) { _ in "nobody" }
        let result = try await Merganser.run(["preview", "letter.eml", "list.csv"], in: files.folder.path)
        #expect(result.status == 65, "\(result.everything)")
        #expect(result.error.contains("none of the 2 rows makes a message"), "\(result.error)")
        try files.folder.write("letter.eml", "From: a@example.org\nTo: {{ email }}\nSubject: {{ nam }}\n\n")
        let faulty = try await Merganser.run(["preview", "letter.eml", "list.csv"], in: files.folder.path)
        #expect(faulty.status == 65 && faulty.error.contains("letter.eml:3:13"), "\(faulty.everything)")
        #expect(try files.folder.names() == ["letter.eml", "list.csv"])
    }

    @Test("Every command of the page on previews works as it stands there")
    func documented() async throws {
        let folder = try TemporaryFolder()
        #expect(try await Merganser.run(["init"], in: folder.path).status == 0)
        let page = try String(contentsOfFile: Merganser.packageRoot + "/docs/preview.md", encoding: .utf8)
        #expect(try await DocumentedCommands(in: page).run(in: folder.path) >= 3)
        #expect(try folder.names().contains("elsewhere.html"))
    }
}
