import Testing

@testable import Composition

/// One test for each fault that was published of how another sender reads addresses, named after it.
@Suite("Published faults of other senders: addresses")
struct PeerAddressTests {
    private static let template = "From: a@example.org\nTo: {{ name }} <{{ email }}>\nSubject: x\n\nText\n"

    private func composing() throws -> Composing {
        try Composing(Self.template, columns: ["name", "email"])
    }

    /// That `address` makes the row invalid, and says in which column.
    private func expectInvalid(
        _ address: String, _ composing: Composing, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let fault = #expect(throws: RowFault.self, "\(Array(address.utf8))", sourceLocation: sourceLocation) {
            try composing.message(["Ada", address])
        }
        #expect(fault?.column == "email", sourceLocation: sourceLocation)
        #expect(fault?.header == "To", sourceLocation: sourceLocation)
    }

    private func octets(_ address: EmailAddress?) -> String {
        String(decoding: address?.octets ?? [], as: UTF8.self)
    }

    // MARK: Line ends

    private static let lineEnds = ["\r\n", "\r", "\n", "\n\r", "\r\n ", "\\\r\n", "\r\n\u{301}"]

    @Test("CVE-2026-30227 (MimeKit): CR LF in a quoted local part makes the row invalid")
    func mimeKit() throws {
        let composing = try composing()
        for end in Self.lineEnds {
            expectInvalid("\"a\(end)RCPT TO:<eve@example.net>\"@example.org", composing)
            expectInvalid("\"\(end)\"@example.org", composing)
        }
    }

    @Test(
        "CVE-2026-32178 (System.Net.Mail): CR LF behind, before and between the halves of an address does, too"
    )
    func dotNet() throws {
        let composing = try composing()
        for end in Self.lineEnds {
            for address in [
                "ada@example.org\(end)", "ada@example.org\(end)Bcc: eve@example.net", "ada\(end)@example.org",
                "ada@\(end)example.org", "ada@example.org>\(end)DATA",
            ] {
                expectInvalid(address, composing)
            }
        }
    }

    @Test(
        "CVE-2026-48019 (Laravel, Symfony): an end that an anchor overlooks is none: one line feed behind the address"
    )
    func laravel() throws {
        let composing = try composing()
        for end in ["\n", "\r", "\n\n", "\0", "\u{B}", "\u{C}"] {
            expectInvalid("ada@example.org\(end)", composing)
        }
    }

    @Test(
        "CVE-2026-23829 (Mailpit): CR alone is no letter of a local part, whatever class of signs it is left out of"
    )
    func mailpit() throws {
        let composing = try composing()
        for octet in (UInt8(0)...0x1F).map(UnicodeScalar.init) + ["\u{7F}"] {
            expectInvalid("a\(octet)da@example.org", composing)
            expectInvalid("\"a\(octet)da\"@example.org", composing)
        }
    }

    @Test(
        "CVE-2015-9096, CVE-2015-9097, CVE-2015-8476: what would be a command of its own is part of no address"
    )
    func commands() throws {
        let composing = try composing()
        for address in [
            "ada@example.org> SIZE=1", "ada@example.org>\r\nRCPT TO:<eve@example.net>", "<ada@example.org>",
            "ada@example.org\r\nDATA", "<ada@example.org>,eve@example.net", "ada@example.org eve@example.net",
        ] {
            expectInvalid(address, composing)
        }
    }

    // MARK: The wrong recipient

    @Test(
        "nodemailer 7.0.7: a quoted local part with an @ in it is delivered to the domain behind the quotes")
    func quotedLocalPart() throws {
        let message = try composing().message(["Ada", "\"eve@example.net x\"@example.org"])
        #expect(message.recipients.map { octets($0) } == ["\"eve@example.net x\"@example.org"])
        #expect(message.recipients.first.map { Array($0.domain) } == Array("example.org".utf8))
        #expect(message.header("To") == "Ada <\"eve@example.net x\"@example.org>")
    }

    @Test(
        "CVE-2023-27043 (parseaddr): what stands before an address and looks like one is never taken for it")
    func parseaddr() throws {
        let composing = try composing()
        for address in [
            "eve@example.net)ada@example.org", "eve@example.net]ada@example.org",
            "eve@example.net<ada@example.org>",
            "eve@example.net(<ada@example.org>", "eve@example.net,ada@example.org",
            "eve@example.net;ada@example.org", "eve@example.net:ada@example.org",
            "<eve@example.net>ada@example.org",
            "ada@example.org(eve@example.net)",
        ] {
            expectInvalid(address, composing)
        }
        // In the place of a name it is a name, in quotes.
        let message = try composing.message(["eve@example.net)", "ada@example.org"])
        #expect(message.recipients.map { octets($0) } == ["ada@example.org"])
        #expect(message.header("To") == "\"eve@example.net)\" <ada@example.org>")
    }

    @Test("elttam (Jakarta Mail): a comma or a bracket in a name or an address makes no list of recipients")
    func jakartaList() throws {
        let composing = try composing()
        for address in [
            "ada@example.org,eve@example.net", "ada@example.org, eve@example.net", "a,b@example.org",
        ] {
            expectInvalid(address, composing)
        }
        for name in [
            "eve@example.net, Ada", "Eve <eve@example.net>, Ada", "Eve <eve@example.net>;",
            "\"x\" <e@e.net>,",
        ] {
            let message = try composing.message([name, "ada@example.org"])
            #expect(message.recipients.map { octets($0) } == ["ada@example.org"], "\(name)")
            #expect(message.header("To")?.utf8.count { $0 == UInt8(ascii: "\"") } ?? 0 >= 2, "\(name)")
        }
    }

    @Test(
        "cpython #152519: an encoded word is not decoded in an address, where it would name another recipient"
    )
    func encodedWord() throws {
        let word = "=?utf-8?q?eve=40example=2Enet?="
        let composing = try composing()
        let message = try composing.message(["Ada", "\(word)@example.org"])
        #expect(message.recipients.map { octets($0) } == ["\(word)@example.org"])
        expectInvalid(word, composing)
        expectInvalid("=?utf-8?q?eve=40example.net=3E=0D=0ADATA?=", composing)
        // A name that looks like one is encoded itself, so that it is shown as it stands.
        let shown = try composing.message([word, "ada@example.org"])
        #expect(shown.header("To")?.utf8Components(separatedBy: word).count == 1)
    }

    @Test("An octet more makes no other sign of a letter: U+0140 is no @, U+560A no line feed")
    func overflow() throws {
        let composing = try composing()
        expectInvalid("eve\u{140}example.net", composing)
        let message = try composing.message(["Ada", "a\u{140}b\u{560D}\u{560A}@example.org"])
        #expect(octets(message.recipients.first) == "a\u{140}b\u{560D}\u{560A}@example.org")
        #expect(message.headerLines.count { $0.utf8.starts(with: "To:".utf8) } == 1)
    }

    // MARK: Denial of service

    @Test(
        "CVE-2025-14874 (nodemailer): nested groups, comments and brackets are refused at their first sign, in no depth"
    )
    func nestedGroups() throws {
        let composing = try composing()
        for (open, close) in [("g:", ";"), ("(", ")"), ("<", ">"), ("[", "]"), ("\"", "\"")] {
            let deep =
                String(repeating: open, count: 50_000) + "ada@example.org"
                + String(repeating: close, count: 50_000)
            expectInvalid(deep, composing)
        }
        // In a template, as a fault; the parser does not go down either.
        let groups = String(repeating: "g:", count: 20_000) + "a@b" + String(repeating: ";", count: 20_000)
        #expect(!Composing.faults("From: a@b\nTo: \(groups)\nSubject: x\n\n").isEmpty)
    }

    @Test(
        "GHSA-9h6g-pr28-7cqp (nodemailer): a long address or name costs time in proportion to its length",
        .timeLimit(.minutes(15)),
        arguments: ["a", "a.", "a ", "\"", "\\\"", "<", "@", ",", "(", "a@", "=?", "ä"])
    func linearTime(pattern: String) throws {
        let composing = try composing()
        // Its square would take hours.
        let text = String(repeating: pattern, count: 1_000_000)
        _ = try? composing.message(["Ada", text])
        _ = try? composing.message([text, "ada@example.org"])
    }
}
