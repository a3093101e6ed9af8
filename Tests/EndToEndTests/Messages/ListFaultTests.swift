import Foundation
import TestSupport
import Testing

/// What is said of a list that cannot be read, and that nothing comes of it.
@Suite("A list that cannot be read is told of with line and column, and with status 65")
struct ListFaultTests {
    struct Fault: Sendable, CustomTestStringConvertible {
        let list: [UInt8]
        let said: String
        var options: [String] = []
        var testDescription: String { said }

        init(_ list: String, _ said: String) { self.init(Array(list.utf8), said) }

        init(_ list: [UInt8], _ said: String, _ options: [String] = []) {
            self.list = list
            self.said = said
            self.options = options
        }
    }

    /// `text` in UTF-16, with the octets of each unit as `order` has them; without a mark.
    private static func utf16(_ text: String, _ order: (UInt16) -> [UInt8]) -> [UInt8] {
        text.utf16.flatMap(order)
    }

    private static let syntax = [
        Fault(
            "email,b\na@x.example,\"z\nb@x.example,2\n",
            ":2:13: the quote that opens here is never closed; close it"),
        Fault(
            "email,b\na@x.example,\"x\"y\n",
            ":2:16: “y” follows a closing quote, where only a delimiter or a line end may; remove it"),
        Fault(
            "email,b\na@x.example,5\" pipe\n",
            ":2:14: this quote stands inside a field that does not begin with one"),
        Fault("email,b\na@x.example, \"q\"\n", ":2:14: only spaces stand before this quote; remove them"),
        Fault("email,b\na@x.example,1\r2\n", ":2:14: a carriage return (CR) stands here without a line feed"),
        Fault("email,b\ra@x.example,1\r", ":1:8: a carriage return (CR) stands here without a line feed"),
        Fault(
            "email,b\na@x.example," + String(repeating: "x", count: (1 << 20) + 1) + "\n",
            ":2:13: the field that starts here is longer than 1048576 octets; shorten it"),
        Fault(
            "email,b\na@x.example,\"" + String(repeating: "x\n", count: 1 << 20),
            ":2:13: the quote that opens here is not closed within 1048576 octets"),
        Fault(
            "email,b\n" + String(repeating: "a,", count: 17_000) + "\n",
            ":2:1: the record that starts here has more than 16384 fields; see whether a line end is missing"),
    ]

    private static let encodings = [
        Fault("email,b\na@x.example,1\0x\n", ":2:14: a NUL octet stands here, which no text holds"),
        Fault(
            utf16("email\na@x.example\n") { [UInt8($0 & 0xFF), UInt8($0 >> 8)] },
            ":1:2: a NUL octet stands here: the list looks like UTF-16LE; try --encoding UTF-16LE"),
        Fault(
            utf16("email\na@x.example\n") { [UInt8($0 >> 8), UInt8($0 & 0xFF)] },
            ":1:1: a NUL octet stands here: the list looks like UTF-16BE; try --encoding UTF-16BE"),
        Fault(
            Array("email,b\na@x.example,".utf8) + [0xE9, 0x0A],
            ":2:13: the octet 0xE9 (number 21 of the list) is not UTF-8; save the list as UTF-8"),
        Fault(
            Array("email,b\na@x.example,".utf8) + [0xFF, 0x0A],
            ":2:13: the octet 0xFF (number 21 of the list) means nothing in shift_jis",
            ["--encoding", "shift_jis"]),
        Fault(
            Array("email\na@x.example\n".utf8),
            "this system knows no encoding “klingon”; `iconv --list` shows",
            ["--encoding", "klingon"]),
        Fault(
            Array("\u{FEFF}email\na@x.example\n".utf8),
            ":1:1: the list begins with the mark of UTF-8, not of UTF-16LE; leave --encoding out",
            ["--encoding", "UTF-16LE"]),
    ]

    private static let headers = [
        Fault("", ":1:1: the list is empty; its first line must hold the names of the columns"),
        Fault("\n\n", "the list is empty; its first line must hold the names of the columns"),
        Fault("email,,c\na@x.example,1,2\n", ":1:7: column 2 of the header has no name; give it one"),
        Fault("email,  ,c\na@x.example,1,2\n", ":1:7: column 2 of the header has no name; give it one"),
        Fault(
            "email,b,b\na@x.example,1,2\n",
            ":1:9: columns 2 and 3 of the header are both named “b”; rename one of them"),
        Fault(
            "email,b\n", "the list has a header but no rows; nothing was sent and no campaign file was kept"),
        Fault("email,b\nnobody,1\n", "the only row cannot be sent; nothing was sent"),
        Fault("email,b\nnobody,1\n@,2\n", "none of the 2 rows can be sent; nothing was sent"),
    ]

    private static let letter = "From: a@example.org\nTo: {{ email }}\nSubject: Hi\n\nHello\n"

    @Test(
        "It stops the import, nothing is connected to, and no campaign file is kept",
        arguments: syntax + encodings + headers)
    func stops(_ fault: Fault) async throws {
        let relay = try AnsweringRelay([:])
        let files = try CampaignFiles(rows: 0, template: Self.letter)
        try files.folder.write("list.csv", fault.list)
        let result = try await files.send(relay.url, fault.options)
        #expect(result.status == 65, "\(result.everything)")
        #expect(
            result.error.contains("error: ") && result.error.contains(fault.said), "\(result.error)")
        // With the list's name, where it has a place.
        #expect(
            !fault.said.hasPrefix(":") || result.error.contains("list.csv\(fault.said)"), "\(result.error)")
        #expect(try files.folder.names() == ["letter.eml", "list.csv"])
        #expect(relay.count("EHLO") == 0)
    }

    @Test("A list that is not there, or is a folder, is told of by its name")
    func unreadable() async throws {
        let files = try CampaignFiles(rows: 1)
        for (path, status, said) in [
            ("gone.csv", 65, "cannot open gone.csv: No such file or directory"),
            (".", 74, "cannot read .: Is a directory"),
        ] as [(String, Int32, String)] {
            let result = try await Merganser.run(
                ["send", "letter.eml", path, "--relay", "smtp://127.0.0.1:1", "--yes"], in: files.folder.path)
            #expect(result.status == status && result.error.contains(said), "\(result.everything)")
        }
    }

    @Test(
        "Rows that are too short or too long are invalid with their line, the others are sent, and blank lines counted"
    )
    func fieldCounts() async throws {
        let relay = try AnsweringRelay([:])
        let files = try CampaignFiles(rows: 0, template: Self.letter)
        try files.folder.write(
            "list.csv", "\u{FEFF}\"email\",b\na@x.example\n\nb@x.example,1,2\nc@x.example,1\n\n")
        let result = try await files.send(relay.url)
        #expect(result.status == 1, "\(result.everything)")
        for line in [
            "list.csv: 3 rows: 1 to send, 2 invalid, 2 blank lines passed over\n",
            "list.csv:2: row 1: has 1 field where the header has 2 columns; check its quotes and delimiters\n",
            "list.csv:4: row 2: has 3 fields where the header has 2 columns; check its quotes and delimiters\n",
            "Why rows failed: merganser report ",
        ] { #expect(result.output.contains(line), "\(line): \(result.output)") }
        #expect(relay.count("RCPT TO:<c@x.example>") == 1 && relay.count("RCPT") == 1)
    }
}
