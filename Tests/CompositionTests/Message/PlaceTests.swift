import TestSupport
import Testing

@testable import Composition

/// Every place of a message outside HTML, with the cells that have broken out of one somewhere.
@Suite("Values in the places of a message")
struct PlaceTests {
    private static let template = """
        From: Office <office@example.org>
        To: {{ v }} <ada@example.com>
        Reply-To: "{{ v }}" <office@example.org>
        Subject: {{ v }}
        X-Note: {{ v }}

        {{ v }}
        """

    private func message(_ cell: String) throws -> Message {
        try Composing(Self.template, html: "<p title=\"{{ v }}\">{{ v }}</p>\n", columns: ["v"]).message([
            cell
        ])
    }

    private func header(_ name: String, of message: Message) -> [String] {
        message.headerLines.filter { $0.utf8.starts(with: (name + ":").utf8) }
    }

    @Test(
        "A quote or bracket with a combining mark is still one, and no name, header or attribute ends with it",
        arguments: [
            "\"\u{301} onfocus=a", "<\u{338}evil@example.net>", "a\"\u{301} <evil@example.net>, b",
            ">\u{338}",
        ])
    func combiningMarks(cell: String) throws {
        let message = try message(cell)
        message.expectCleanLines()
        #expect(message.recipients.map { String(decoding: $0.octets, as: UTF8.self) } == ["ada@example.com"])
        for name in ["From", "To", "Reply-To", "Subject", "X-Note"] {
            #expect(header(name, of: message).count == 1)
        }
        let html = try Liquid.render("<p title=\"{{ v }}\">{{ v }}</p>", ["v": cell], in: .html)
        // By octets, nothing is left that a parser could take for a quote or a bracket of its own.
        #expect(html.utf8.count { $0 == UInt8(ascii: "\"") } == 2)
        #expect(html.utf8.count { $0 == UInt8(ascii: "<") } == 2)
    }

    @Test(
        "U+0085, U+2028 and U+2029 end no line of a header, a name or a text",
        arguments: ["\u{85}", "\u{2028}", "\u{2029}"])
    func separators(scalar: String) throws {
        let message = try message("Ada\(scalar)Bcc: evil@example.net")
        message.expectCleanLines()
        #expect(message.header("Bcc") == nil)
        #expect(message.recipients.count == 1)
    }

    @Test(
        "Merge tags in a cell stay text in every place",
        arguments: ["{{include}}", "{{ secret }}", "{% include 'a' %}", "{% raw %}", "{{ v }}"])
    func tags(cell: String) throws {
        let message = try Composing(
            Self.template, html: "<p title=\"{{ v }}\">{{ v }}</p>\n", columns: ["v", "secret"]
        ).message([cell, "disclosed"])
        message.expectCleanLines()
        #expect(!message.text.utf8Components(separatedBy: "disclosed").dropFirst().contains { _ in true })
        #expect(message.text.utf8Components(separatedBy: cell).count > 1)
    }

    @Test(
        "A right-to-left override in the name of a file is encoded, and shows nothing to the reader of the header"
    )
    func override() throws {
        let folder = try TemporaryFolder()
        let name = "invoice\u{202E}fdp.exe"
        try folder.write(name, Array("x".utf8))
        let composing = try Composing(
            "From: a@example.org\nTo: b@example.org\nSubject: x\nAttach: {{ v }}\n\nText\n", columns: ["v"],
            root: folder.path)
        let message = try composing.message([name])
        let text = String(decoding: message.assembled, as: UTF8.self)
        #expect(text.utf8Components(separatedBy: "invoice%E2%80%AEfdp.exe").count == 2)
        #expect(!text.unicodeScalars.contains("\u{202E}"))
    }

    @Test("Quotes, backslashes and semicolons in the name of a file begin no other parameter")
    func parameters() throws {
        for name in [
            "a\"; x=\"b.pdf", "a\\\".pdf", "a;b=c.pdf", "\"\u{301}.pdf", "a\u{85}b.pdf", "a\u{2028}b.pdf",
        ] {
            var output: [UInt8] = []
            ParameterEncoding.append(Array(name.utf8)[...], as: "filename", to: &output)
            let value = String(decoding: output, as: UTF8.self)
            // Either one quoted string without a quote or backslash inside, or RFC 2231 without either.
            let quotes = output.count { $0 == UInt8(ascii: "\"") }
            #expect(quotes == 0 || quotes == 2, "\(value)")
            #expect(!output.contains(UInt8(ascii: "\\")), "\(value)")
            #expect(output.allSatisfy { 0x20...0x7E ~= $0 || $0 == 0x0D || $0 == 0x0A }, "\(value)")
        }
    }
}
