import Testing

@testable import Composition

@Suite("Header lines")
struct HeaderLineTests {
    private func subject(_ text: String, leaving limit: HeaderLine.WordLimit = .prose) -> String {
        var output: [UInt8] = []
        var line = HeaderLine(Array("Subject".utf8), in: &output)
        line.appendText(Array(text.utf8).span, leaving: limit, to: &output)
        return String(decoding: output, as: UTF8.self)
    }

    private func to(_ mailboxes: [(String, String)]) throws -> String {
        var output: [UInt8] = []
        var line = HeaderLine(Array("To".utf8), in: &output)
        for (index, (name, address)) in mailboxes.enumerated() {
            let address = try EmailAddress(parsing: Array(address.utf8))
            line.appendMailbox(
                name: Array(name.utf8).span, address: address, isFirst: index == 0, to: &output)
        }
        return String(decoding: output, as: UTF8.self)
    }

    @Test("Plain text stays as it is; white space at its ends is left out")
    func plain() {
        #expect(subject("Hello, world") == "Subject: Hello, world")
        #expect(subject("  two  spaces\t") == "Subject: two  spaces")
        #expect(subject("") == "Subject:")
    }

    @Test("A long text is folded in front of its own white space, at 78 octets")
    func folding() {
        let text = String(repeating: "word ", count: 40) + "end"
        let lines = subject(text).utf8Components(separatedBy: "\r\n")
        #expect(lines.count == 3)
        #expect(lines.allSatisfy { $0.utf8.count <= 78 })
        #expect(lines.joined() == "Subject: " + text)
    }

    @Test("Only the words that need it are encoded, with what stands between them")
    func encodedWords() {
        #expect(subject("Grüße an Zoë from me") == "Subject: =?utf-8?B?R3LDvMOfZSBhbiBab8Or?= from me")
        #expect(subject("News for Zoë") == "Subject: News for =?utf-8?Q?Zo=C3=AB?=")
        #expect(subject("Привет") == "Subject: =?utf-8?B?0J/RgNC40LLQtdGC?=")
    }

    @Test("What reads like an encoded word is encoded, so that it is shown and not decoded")
    func lookalike() {
        #expect(subject("=?utf-8?Q?evil?=") == "Subject: =?utf-8?B?PT91dGYtOD9RP2V2aWw/PQ==?=")
        #expect(!subject("a=?utf-8?q?x?=b").utf8Components(separatedBy: " ").contains("a=?utf-8?q?x?=b"))
    }

    @Test("U+0085, U+2028 and controls of C1 are text, and never line ends")
    func separators() {
        for scalar in ["\u{85}", "\u{2028}", "\u{2029}", "\u{9F}", "\u{FEFF}"] {
            let line = subject("a\(scalar)b")
            #expect(line.utf8.allSatisfy { 0x20...0x7E ~= $0 })
        }
    }

    @Test("An encoded word has at most 75 octets and never divides a scalar, even inside a long grapheme")
    func limits() {
        let grapheme = "e" + String(repeating: "\u{301}", count: 60)
        for text in [grapheme, String(repeating: "🦆", count: 60), String(repeating: "ü", count: 99) + " end"]
        {
            let lines = subject(text).utf8Components(separatedBy: "\r\n")
            #expect(lines.allSatisfy { $0.utf8.count <= 76 })
            for word in lines.flatMap({ $0.utf8Components(separatedBy: " ") })
            where word.utf8.starts(with: "=?".utf8) {
                #expect(word.utf8.count <= 75)
                #expect(UTF8Text.firstFault(in: decoded(word)[...]) == nil)
            }
        }
    }

    /// The octets of one encoded word.
    private func decoded(_ word: String) -> [UInt8] {
        let payload = Array(word.utf8.dropFirst(10).dropLast(2))
        if word.utf8.dropFirst(8).first == UInt8(ascii: "B") { return Base64Lines.decode(payload[...]) }
        var octets: [UInt8] = []
        var index = 0
        while index < payload.count {
            if payload[index] == UInt8(ascii: "=") {
                octets.append(
                    UInt8(String(decoding: payload[(index + 1)...(index + 2)], as: UTF8.self), radix: 16) ?? 0
                )
                index += 3
            } else {
                octets.append(payload[index] == UInt8(ascii: "_") ? 0x20 : payload[index])
                index += 1
            }
        }
        return octets
    }

    @Test("A word that no line can hold is encoded, and so is white space too long for a line")
    func unbreakable() {
        let line = subject(String(repeating: "x", count: 3000), leaving: .tokens)
        #expect(line.utf8Components(separatedBy: "\r\n").allSatisfy { $0.utf8.count <= 76 })
        let gap = subject("a" + String(repeating: " ", count: 2000) + "b")
        #expect(gap.utf8Components(separatedBy: "\r\n").allSatisfy { $0.utf8.count <= 78 })
        let token = String(repeating: "y", count: 300)
        #expect(subject(token, leaving: .tokens) == "Subject:\r\n " + token)
    }

    @Test("A display name is written as atoms, quoted, or encoded: whatever it holds, it stays one name")
    func names() throws {
        #expect(try to([("Ada Lovelace", "a@b")]) == "To: Ada Lovelace <a@b>")
        #expect(try to([("", "a@b")]) == "To: a@b")
        #expect(try to([("  ", "a@b")]) == "To: a@b")
        #expect(try to([("Lovelace, Ada", "a@b")]) == "To: \"Lovelace, Ada\" <a@b>")
        #expect(try to([("A. Lovelace", "a@b")]) == "To: \"A. Lovelace\" <a@b>")
        #expect(try to([("Ada \"the\" \\L", "a@b")]) == "To: \"Ada \\\"the\\\" \\\\L\" <a@b>")
        #expect(try to([("x <evil@x>, y", "a@b")]) == "To: \"x <evil@x>, y\" <a@b>")
        #expect(try to([("Zoë", "a@b")]) == "To: =?utf-8?Q?Zo=C3=AB?= <a@b>")
        #expect(try to([("Zoë, \"<x@y>\"", "a@b")]) == "To: =?utf-8?B?Wm/DqywgIjx4QHk+Ig==?= <a@b>")
        #expect(try to([("=?utf-8?q?x?=", "a@b")]) == "To: =?utf-8?B?PT91dGYtOD9xP3g/PQ==?= <a@b>")
        #expect(try to([("Two  Spaces", "a@b")]) == "To: \"Two  Spaces\" <a@b>")
    }

    @Test("A list of mailboxes is folded between them, and no line passes 78 octets")
    func lists() throws {
        let mailboxes = (0..<12).map { ("Person Number \($0)", "person.number.\($0)@department.example.org") }
        let lines = try to(mailboxes).utf8Components(separatedBy: "\r\n")
        #expect(lines.allSatisfy { $0.utf8.count <= 78 })
        #expect(lines.joined() == "To: " + mailboxes.map { "\($0.0) <\($0.1)>" }.joined(separator: ", "))
    }
}
