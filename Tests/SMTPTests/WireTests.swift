import Foundation
import SMTP
import TestSupport
import Testing

@Suite("Paths, names and dots")
struct WireTests {
    @Test(
        "A path accepts one mailbox and nothing else",
        arguments: [
            ("ada@example.org", true), ("a.b+c=d@x.example", true), ("\"a b\"@x.org", true),
            ("\"a\\\"b\"@x.org", true),
            ("a@[127.0.0.1]", true), ("a@[IPv6:2001:db8::1]", true), ("a@[IPv6:::ffff:192.0.2.1]", true),
            ("jos\u{e9}@b\u{fc}cher.example", true), ("-a@x.org", true), ("a@localhost", true),
            ("", false), ("a", false), ("@x.org", false), ("a@", false), (".a@x.org", false),
            ("a.@x.org", false),
            ("a..b@x.org", false), ("a@x.org.", false), ("a@.x.org", false), ("a@-x.org", false),
            ("a@x-.org", false),
            ("a b@x.org", false), ("a@x.org b", false), ("a@b@c", false), ("a@b>\r\nDATA", false),
            ("\"a\r\nRCPT TO:<x>\"@b", false), ("a@b> SIZE=1", false), ("a@b\0", false), ("<a@b>", false),
            ("<a@b>,c@d", false), ("\"a>b\"@c", false), ("\"a\u{7f}\"@c", false), ("a@[300.0.0.1]", false),
            ("a@[x]", false), ("a@[IPv6:1::2::3]", false), ("a@[IPv6:::]", true), ("a@[IPv6::1]", false),
            ("a@[IPv6:1::]", true),
            ("a@[IPv6:1:2:3:4:5:6:7:8]", true), ("a@[IPv6:1:2:3:4:5:6:7::]", false),
            ("a@[IPv6:1:2:3:4:5:6:7:]", false), ("a@[127.0.0.1", false), ("a@[127.0.0.1] x", false),
            ("\"a@x.org", false), ("\"a\"b@x.org", false), ("a\u{85}@x.org", false),
            ("a\u{2028}@x.org", false),
            ("a@x_y.org", false), ("=?utf-8?q?a=40evil?=@good", true), ("\"a@evil x\"@good", true),
            ("a\\@x.org", false),
        ])
    func path(text: String, isPath: Bool) {
        let path = try? Path(validating: Array(text.utf8))
        #expect((path != nil) == isPath)
        if let path { #expect(path.octets == Array(text.utf8)) }
    }

    @Test("Lengths of RFC 5321 §4.5.3.1 are kept")
    func lengths() throws {
        _ = try Path(validating: Array((String(repeating: "a", count: 64) + "@x.org").utf8))
        #expect(throws: PathFault.localPartTooLong(octets: 65)) {
            try Path(validating: Array((String(repeating: "a", count: 65) + "@x.org").utf8))
        }
        let label = String(repeating: "d", count: 61) + "."
        #expect(throws: PathFault.tooLong(octets: 255)) {
            try Path(validating: Array(("abcde@" + label + label + label + label + "a").utf8))
        }
        #expect(throws: PathFault.malformedDomain) {
            try Path(validating: Array(("a@" + String(repeating: "d", count: 64)).utf8))
        }
    }

    @Test("Octets that are not UTF-8 are no path")
    func notUTF8() {
        for octets: [UInt8] in [
            [0xFF, 0x40, 0x78], [0xC0, 0xAF, 0x40, 0x78], [0xED, 0xA0, 0x80, 0x40, 0x78],
        ] {
            #expect(throws: PathFault.notUTF8) { try Path(validating: octets) }
        }
    }

    @Test("Two spellings of one letter are two paths")
    func canonicallyEqual() throws {
        let composed = try Path(validating: Array("caf\u{e9}@x.org".utf8))
        let decomposed = try Path(validating: Array("cafe\u{301}@x.org".utf8))
        #expect(composed != decomposed)
        #expect(Set([composed, decomposed]).count == 2)
    }

    @Test("Whatever a path lets through, the command it stands in is one line that ends where it should")
    func gate() throws {
        let start = UInt64.random(in: 0 ... .max)
        print("seed of this run: \(start)")
        var generator = SplitMix64(seed: start)
        let pieces = [
            "a", "@", "x.org", "\"", "\\", ">", "<", " ", "\r\n", "\0", ".", "\u{e9}", "SIZE=1", "[", "]",
            "1.2.3.4",
        ]
        .map { Array($0.utf8) }
        // The property: ^RCPT TO:<[^\r\n\0]*>\r\n$, and no bracket inside.
        let inner = try Regex("^RCPT TO:<[^\\x00-\\x1f\\x7f<>]+>$")
        var accepted = 0
        for _ in 0..<20_000 {
            let text = (0..<Int.random(in: 1...6, using: &generator)).flatMap { _ in
                pieces.randomElement(using: &generator) ?? []
            }
            guard let path = try? Path(validating: text) else { continue }
            accepted += 1
            let line = String(
                decoding: Array("RCPT TO:<".utf8) + path.octets + Array(">".utf8), as: UTF8.self)
            #expect(line.wholeMatch(of: inner) != nil, "\(line)")
        }
        #expect(accepted > 10)
    }

    @Test(
        "EHLO takes names and addresses, nothing that ends the line",
        arguments: [
            ("mail.example.org", "mail.example.org"), ("127.0.0.1", "[127.0.0.1]"), ("::1", "[IPv6:::1]"),
            ("[192.0.2.1]", "[192.0.2.1]"), ("[IPv6:fe80::1]", "[IPv6:fe80::1]"), ("localhost", "localhost"),
            ("a b", ""), ("a\r\nMAIL", ""), ("", ""), ("b\u{fc}cher.example", ""), ("[x]", ""), ("a_b", ""),
        ])
    func clientName(text: String, written: String) {
        let name = try? ClientName(validating: Array(text.utf8))
        #expect(String(decoding: name?.octets ?? [], as: UTF8.self) == written)
    }

    @Test(
        "Dots at line starts are doubled, across every buffer edge",
        arguments: [
            ("", ".\r\n"), (".", "..\r\n.\r\n"), ("a", "a\r\n.\r\n"), ("a\r\n", "a\r\n.\r\n"),
            ("a\r", "a\r\n.\r\n"),
            (".\r\n.\r\n", "..\r\n..\r\n.\r\n"), ("a.b\r\n..c\r\n", "a.b\r\n...c\r\n.\r\n"),
            (
                String(repeating: "x", count: 78) + "\r\n.hello\r\n",
                String(repeating: "x", count: 78) + "\r\n..hello\r\n.\r\n"
            ),
            ("\r\n.", "\r\n..\r\n.\r\n"),
        ])
    func dots(content: String, written: String) {
        for size in 1...9 {
            var stuffer = DotStuffer()
            var output: [UInt8] = []
            var rest = Array(content.utf8)[...]
            while !rest.isEmpty {
                let piece = Array(rest.prefix(size))
                stuffer.stuff(piece.span, appendingTo: &output)
                rest = rest.dropFirst(size)
            }
            stuffer.finish(appendingTo: &output)
            #expect(output == Array(written.utf8), "write size \(size)")
        }
    }

    @Test("A receiver undoes the dots exactly")
    func undone() {
        let start = UInt64.random(in: 0 ... .max)
        print("seed of this run: \(start)")
        var generator = SplitMix64(seed: start)
        for _ in 0..<500 {
            let lines = (0..<Int.random(in: 0...8, using: &generator)).map { _ in
                String(
                    (0..<Int.random(in: 0...5, using: &generator)).map { _ in
                        ".ax".randomElement(using: &generator) ?? "."
                    })
            }
            let content = Array(lines.map { $0 + "\r\n" }.joined().utf8)
            var stuffer = DotStuffer()
            var output: [UInt8] = []
            stuffer.stuff(content.span, appendingTo: &output)
            stuffer.finish(appendingTo: &output)
            let received = String(decoding: output.dropLast(3), as: UTF8.self).components(separatedBy: "\r\n")
                .dropLast()
                .map { $0.hasPrefix(".") ? String($0.dropFirst()) : $0 }
            #expect(received == lines)
            #expect(output.suffix(3) == Array(".\r\n".utf8))
        }
    }

    @Test("Octets from a server are printed without controls and direction overrides")
    func printable() {
        #expect(
            Printable.escape(Array("a\u{1b}]0;x\u{7}\r\n\t\u{202e}b".utf8))
                == "a\\u{1B}]0;x\\u{7}\\r\\n\\t\\u{202E}b")
        #expect(Printable.escape([0x61, 0xFF, 0x62]) == "a\u{FFFD}b")
    }
}
