import Foundation
import TestSupport
import Testing

@testable import Composition

@Suite("SMTP smuggling")
struct SmugglingTests {
    /// Sequences around a dot that some server took for the end of a message.
    private static let sequences: [(name: String, octets: [UInt8])] = {
        let path = Corpora.path("smtp-smuggling/sequences.tsv")
        guard let table = try? String(contentsOfFile: path, encoding: .utf8) else {
            print("corpora not present: smtp-smuggling")
            return [
                ("lf.lf", [0x0A, 0x2E, 0x0A]), ("lf.crlf", [0x0A, 0x2E, 0x0D, 0x0A]),
                ("cr.cr", [0x0D, 0x2E, 0x0D]), ("crlf.cr", [0x0D, 0x0A, 0x2E, 0x0D]),
                ("nul", [0x0D, 0x0A, 0x00, 0x2E, 0x0D, 0x0A]),
            ]
        }
        return table.utf8Components(separatedBy: "\n").dropFirst().compactMap { line in
            let cells = line.utf8Components(separatedBy: "\t")
            guard cells.count > 1 else { return nil }
            let digits = Array(cells[1].utf8)
            let octets = stride(from: 0, to: digits.count - 1, by: 2).compactMap {
                UInt8(String(decoding: digits[$0...($0 + 1)], as: UTF8.self), radix: 16)
            }
            return (cells[0], octets)
        }
    }()

    private static let command = "MAIL FROM:<evil@example.net>\r\nRCPT TO:<x@example.net>\r\nDATA\r\n"

    @Test("No sequence in a body, from a cell or from the template, leaves a bare CR or LF in the message")
    func bodies() throws {
        #expect(!Self.sequences.isEmpty)
        let head = "From: a@b\nTo: c@d\nSubject: x\n\n"
        let merged = try Composing(head + "Text {{ v }} end\n", html: "<p>{{ v }}</p>", columns: ["v"])
        for (name, octets) in Self.sequences {
            let cell = String(decoding: octets, as: UTF8.self) + Self.command
            let first = try merged.message([cell])
            first.expectCleanLines("\(name), merged")
            #expect(first.recipients.count == 1)
            let fixed = try Composing(head + cell + "end", html: "<p>" + cell)
            try fixed.message().expectCleanLines("\(name), static")
        }
    }

    @Test("No sequence in a header value gets as far as a message")
    func headers() throws {
        let composing = try Composing("From: a@b\nTo: c@d\nSubject: {{ v }}\n\n", columns: ["v"])
        for (name, octets) in Self.sequences {
            let cell = String(decoding: octets, as: UTF8.self) + Self.command
            #expect(throws: RowFault.self, "\(name)") { try composing.message([cell]) }
        }
    }

    @Test("An attached file may hold anything: it travels as base64")
    func attachments() throws {
        let folder = try TemporaryFolder()
        var content: [UInt8] = []
        for (_, octets) in Self.sequences { content += octets + Array(Self.command.utf8) }
        try folder.write("x.bin", content)
        let composing = try Composing(
            "From: a@b\nTo: c@d\nSubject: x\nAttach: x.bin\nAttach: {{ v }}\n\nText\n", columns: ["v"],
            root: folder.path)
        let message = try composing.message(["x.bin"])
        message.expectCleanLines()
        #expect(message.shared.count == 1)
        #expect(composing.composer.staticAttachments.first?.content() == content)
    }
}
