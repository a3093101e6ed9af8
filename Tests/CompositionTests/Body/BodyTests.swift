import Foundation
import Testing

@testable import Composition

@Suite("Bodies")
struct BodyTests {
    private let head = "From: a@b.example\nTo: {{ v }}@d.example\nSubject: x\n"

    private func flowed(_ text: String) -> String {
        var output: [UInt8] = []
        FlowedText.append(Array(text.utf8), to: &output)
        return String(decoding: output, as: UTF8.self)
    }

    @Test(
        "Flowed text breaks after spaces at 78, stuffs what would be misread, and keeps quotes and the signature"
    )
    func flow() {
        let long = Array(repeating: "word", count: 40).joined(separator: " ")
        let lines = flowed(long + "\r\n").utf8Components(separatedBy: "\r\n").dropLast()
        #expect(lines.count == 3)
        #expect(lines.allSatisfy { $0.utf8.count <= 78 })
        #expect(lines.dropLast().allSatisfy { $0.utf8.last == 0x20 })
        #expect(lines.joined() == long)
        #expect(flowed("-- \r\nFrom x\r\n y \r\n>q\r\n\r\n") == "-- \r\n From x\r\n  y\r\n> q\r\n\r\n")
    }

    @Test("A line of very many quotation signs is left as it is, and does not multiply")
    func deepQuotation() {
        let line =
            String(repeating: ">", count: 20_000) + " "
            + Array(repeating: "word", count: 200).joined(separator: " ")
        #expect(flowed(line + "\r\n").utf8.count < line.utf8.count + 10)
    }

    @Test(
        "Markdown becomes HTML and text; a cell is not Markdown, and tags alone in a line make no paragraph")
    func markdown() throws {
        let composing = try Composing(
            head
                + "Content-Type: text/markdown; format=flowed\n\n# Hi {{ v }}\n\n{% if v %}\n[go](https://x.example/{{ v }})\n{% endif %}\n",
            columns: ["v"])
        let text = try composing.message(["*a*"]).text
        #expect(text.contains("Content-Type: text/plain; format=flowed; charset=utf-8"))
        #expect(text.contains("<h1>Hi *a*</h1>"))
        #expect(text.contains("Hi *a*\r\n\r\ngo <https://x.example/*a*>"))
        #expect(!text.contains("<p></p>"))
    }

    @Test(
        "A partial written for HTML becomes text in a text made from HTML; one written for text has precedence"
    )
    func partials() throws {
        let folder = try TemporaryFolder()
        try folder.write(
            "footer.html",
            Array("<p>Lake <b>House</b>, <a href=\"https://x.example/{{ v }}\">out</a></p>\n".utf8))
        try folder.write("sign.html", Array("<p>HTML only</p>\n".utf8))
        try folder.write("sign.txt", Array("Text only\n".utf8))
        let composing = try Composing(
            head + "\n", html: "<p>Hi</p>{% render \"footer\", v: v %}{% include \"sign\" %}", columns: ["v"],
            root: folder.path)
        let text = try composing.message(["7"]).text
        #expect(
            text.contains("Hi\r\n\r\nLake House, out <https://x.example/7>\r\n\r\nText only\r\n"), "\(text)")
        #expect(text.contains("<p>HTML only</p>"), "\(text)")
    }

    @Test("A fault in Markdown is told where the author wrote it")
    func markdownFault() {
        let faults = Composing.faults(
            head + "Content-Type: text/markdown\n\nA\n\n*b* {{ w }}\n", columns: ["v"])
        #expect(faults.map { "\($0.line):\($0.column)" } == ["8:8"])
    }

    @Test(
        "Markdown whose references repeat long definitions too often is a fault"
    )
    func markdownReferences() throws {
        func faults(length: Int, uses: Int) -> [TemplateFault] {
            let definition = "[a]: http://x.example/" + String(repeating: "x", count: length)
            return Composing.faults(
                head + "Content-Type: text/markdown\n\n\(definition)\n\n"
                    + String(repeating: "[a] ", count: uses),
                columns: ["v"])
        }
        #expect(faults(length: 2000, uses: 200).isEmpty)
        #expect(faults(length: 40_000, uses: 40_000).map(\.problem) == [.message(.markdownOutgrows)])
    }

    @Test("What a link leads to follows its last word, and a space before the end of the link comes behind")
    func spaceInLink() throws {
        let html =
            "<p>go <a href='https://x.example/1'> here </a>or <a href='https://x.example/2'>there</a>!</p>"
        let text = try Composing(head + "\n", html: html, columns: ["v"]).message(["a"]).text
        #expect(text.contains("go here [1] or there [2]!"))
    }

    @Test("Text is made of much HTML, and of deep HTML, in time that grows with it and not with its square")
    func muchHTML() throws {
        let links = (1...5000).map { "<p>{{ v }} <a href='https://x.example/\($0)'>\($0) </a></p>" }
        let text = try Composing(head + "\n", html: links.joined(), columns: ["v"]).message(["a"]).text
        #expect(text.contains("a 4999 [4999]") && text.contains("[5000] https://x.example/5000"))
        let deep = String(repeating: "<blockquote>x", count: 20_000)
        _ = try Composing(head + "\n", html: deep, columns: ["v"]).message(["a"])
    }

    @Test("An image is embedded once, however often it is named, and shared by all messages")
    func images() throws {
        let folder = try TemporaryFolder()
        try folder.write("logo.png", [1, 2, 3])
        try folder.write("photos/7.png", [4, 5, 6])
        let composing = try Composing(
            head + "\n",
            html:
                "<p style=\"background:url('logo.png')\">x<img src=\"logo.png\"><img src=\"https://x.example/y.png\">"
                + "<img src=\"photos/{{ v }}.png\"></p>", columns: ["v"], root: folder.path)
        let message = try composing.message(["7"])
        message.expectCleanLines()
        #expect(message.shared.count == 1)
        #expect(composing.composer.staticAttachments.map(\.path) == ["logo.png"])
        #expect(message.text.utf8Components(separatedBy: "Content-ID: <").count == 3)
        #expect(message.text.contains("multipart/related;\r\n type=\"multipart/alternative\""))
        #expect(throws: RowFault.self) { try composing.message(["8"]) }
    }

    @Test("A missing image is a fault of the template, with its place")
    func missingImage() throws {
        let folder = try TemporaryFolder()
        let faults = Composing.faults(
            head + "\n", html: "<p>\n{{ v }}<img src=\"logo.png\"></p>", columns: ["v"], root: folder.path)
        #expect(faults.map { "\($0.line):\($0.column)" } == ["2:18"])
        #expect(faults.map(\.problem) == [.message(.image(.notFound, path: "logo.png"))])
    }

    @Test("An invitation is the last alternative, has its method, and names whom it invites")
    func invitation() throws {
        let folder = try TemporaryFolder()
        try folder.write(
            "invite.ics",
            Array("BEGIN:VCALENDAR\nMETHOD:REQUEST\nATTENDEE:mailto:{{ v }}@d.example\nEND:VCALENDAR\n".utf8))
        let composing = try Composing(
            head + "Attach: invite.ics; method=REQUEST\n\nCome\n", columns: ["v"], root: folder.path)
        let message = try composing.message(["ann"])
        message.expectCleanLines()
        #expect(message.text.contains("Content-Type: text/calendar; method=REQUEST; charset=utf-8"))
        #expect(message.text.contains("ATTENDEE:mailto:ann@d.example"))
        #expect(composing.composer.staticAttachments.map(\.path) == ["invite.ics"])
        #expect(throws: RowFault.self) { try composing.message(["a\r\nX:y"]) }
        let faults = Composing.faults(
            head + "Attach: invite.ics; method=CANCEL\n\nCome\n", columns: ["v"], root: folder.path)
        #expect(faults.map(\.problem) == [.message(.otherMethod("CANCEL", path: "invite.ics"))])
    }
}
