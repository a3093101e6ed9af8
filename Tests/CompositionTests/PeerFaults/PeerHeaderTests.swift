import Testing

@testable import Composition

/// One test for each fault that was published of how another sender writes headers, named after it.
@Suite("Published faults of other senders: headers")
struct PeerHeaderTests {
    private static let frame = "From: a@example.org\nTo: ada@example.org\n"
    private static let controls = (UInt8(0)...0x1F).filter { $0 != 0x09 } + [0x7F]

    private func composing(_ headers: String) throws -> Composing {
        try Composing(Self.frame + headers + "\n\nText\n", columns: ["v"])
    }

    /// That every control character in `v` makes the row invalid.
    private func expectControlsRefused(
        _ headers: String, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let composing = try composing(headers)
        for octet in Self.controls {
            let cell = "x\(UnicodeScalar(octet))Bcc: eve@example.net"
            let fault = #expect(throws: RowFault.self, "\(octet)", sourceLocation: sourceLocation) {
                try composing.message([cell])
            }
            #expect(fault?.column == "v", sourceLocation: sourceLocation)
        }
        for cell in [
            "x\r\nBcc: eve@example.net", "x\r\n\u{301}Bcc: eve@example.net", "\r\n", "x\r\n\tfolded",
        ] {
            #expect(throws: RowFault.self, sourceLocation: sourceLocation) { try composing.message([cell]) }
        }
    }

    @Test("nodemailer 8.0.9: List-* headers take no line end and no bracket from a cell")
    func nodemailerLists() throws {
        for name in [
            "List-Unsubscribe", "List-Help", "List-Id", "List-Post", "List-Archive", "List-Owner",
            "List-Subscribe",
        ] {
            try expectControlsRefused("Subject: x\n\(name): <https://example.org/{{ v }}>")
            let composing = try composing("Subject: x\n\(name): <https://example.org/{{ v }}>")
            for cell in ["x>, <https://example.net/", "x> (comment", "<x", "a b", "ä"] {
                #expect(throws: RowFault.self, "\(name) \(cell)") { try composing.message([cell]) }
            }
        }
    }

    @Test("nodemailer 9.0.5: names of DKIM keys take nothing that would end their tag or their line")
    func nodemailerDKIM() {
        for end in ["\r\n", "\r", "\n", "\0", "\u{7F}", ";", " ", "=", "\u{301}", "\"", "; d=example.net"] {
            for name in ["s1\(end)", "\(end)s1", "s\(end)1"] {
                #expect(throws: DKIMNameFault.self) {
                    try DKIMIdentity(selector: name, domain: "example.org")
                }
                #expect(throws: DKIMNameFault.self) {
                    try DKIMIdentity(selector: "s1", domain: "example.org\(end)")
                }
            }
        }
    }

    @Test("nodemailer 9.0.5: the name of a header is letters of the template, and no value is part of it")
    func nodemailerKeys() {
        for name in [
            "X-A\u{7F}", "X-A\0", "X A", "X-Ä", "X\u{B}A", "", "X-A\r", "X-{{ v }}", "{{ v }}", "X-A\u{2028}",
        ] {
            #expect(
                !Composing.faults(Self.frame + "Subject: x\n\(name): y\n\n", columns: ["v"]).isEmpty,
                "\(Array(name.utf8))")
        }
    }

    @Test("nodemailer 9.0.5: DEL is a control character in every header, not only what is below a space")
    func nodemailerDEL() throws {
        for header in [
            "Subject: {{ v }}", "Subject: x\nX-Note: {{ v }}", "Subject: x\nReply-To: {{ v }} <a@b.org>",
        ] {
            let composing = try composing(header)
            #expect(throws: RowFault.self) { try composing.message(["a\u{7F}b"]) }
        }
    }

    @Test("CVE-2012-0796 (PHPMailer): a subject or a name with a line end adds no header")
    func phpMailer() throws {
        try expectControlsRefused("Subject: {{ v }}")
        try expectControlsRefused("Subject: x\nReply-To: \"{{ v }}\" <a@example.org>")
        try expectControlsRefused("Subject: x\nCc: {{ v }} <a@example.org>")
    }

    @Test(
        "CVE-2024-6923 (Python email): a line end inside a value is refused, not folded into a header of its own"
    )
    func python() throws {
        try expectControlsRefused("Subject: x\nX-Note: {{ v }}")
        // In the template itself, a line that goes on is the same header, and one that does not is another.
        let composing = try composing("Subject: one\n two {{ v }}")
        #expect(try composing.message(["three"]).header("Subject") == "one two three")
    }

    @Test(
        "CVE-2026-1299 (Python BytesGenerator): folding breaks lines at white space only, whatever stands there"
    )
    func pythonFolding() throws {
        let composing = try composing("Subject: {{ v }}\nX-Note: {{ v }}")
        for separator in ["\u{85}", "\u{2028}", "\u{2029}", "\u{A0}", "\u{1680}", "\u{3000}"] {
            let cell = Array(repeating: "word\(separator)Bcc: eve@example.net", count: 12).joined(
                separator: " ")
            let message = try composing.message([cell])
            message.expectCleanLines()
            #expect(message.header("Bcc") == nil && message.recipients.count == 1)
            let names = message.headerLines.map { $0.utf8Components(separatedBy: ":")[0] }
            #expect(
                names == [
                    "From", "To", "Subject", "X-Note", "Date", "Message-ID", "MIME-Version", "Content-Type",
                    "Content-Transfer-Encoding",
                ])
        }
    }

    @Test("commons-net #397: identifiers of messages take no line end, no bracket and nothing beyond ASCII")
    func commonsNet() throws {
        for name in ["In-Reply-To", "References"] {
            try expectControlsRefused("Subject: x\n\(name): {{ v }}")
            let composing = try composing("Subject: x\n\(name): {{ v }}")
            #expect(throws: RowFault.self) { try composing.message(["<ä@example.org>"]) }
            let message = try composing.message(["<1@example.org> <2@example.org>"])
            #expect(message.header(name) == "<1@example.org> <2@example.org>")
        }
        // Our own is derived, and a template that writes one is at fault.
        #expect(
            !Composing.faults(Self.frame + "Subject: x\nMessage-ID: <{{ v }}@b>\n\n", columns: ["v"]).isEmpty)
    }

    @Test(
        "SwiftMail #215, CVE-2022-3215 (swift-nio): CR LF is one Character, and no check overlooks it for that"
    )
    func swiftCharacters() throws {
        // What these faults are about: no element of the collection is "\n".
        #expect(!"a\r\nBcc: eve@example.net".contains("\n" as Character))
        let headers = [
            "Subject: {{ v }}", "Subject: x\nX-Note: {{ v }}",
            "Subject: x\nReply-To: {{ v }} <a@example.org>",
            "Subject: x\nList-Help: <https://example.org/{{ v }}>", "Subject: x\nReferences: {{ v }}",
            "Subject: x\nCc: {{ v }}@example.org", "Subject: x\nAttach: {{ v }}",
        ]
        for header in headers {
            let composing = try composing(header)
            for cell in [
                "ä\r\nBcc: eve@example.net", "\r\n", "\r\n\u{301}", "e\u{301}\r\n\r\nDear", "a\u{200D}\r\nb",
            ] {
                #expect(throws: RowFault.self, "\(header)") { try composing.message([cell]) }
            }
        }
    }

    @Test(
        "SwiftMail #215: a character of more octets than an encoded word holds is divided by scalars, and comes back"
    )
    func swiftMailEncodedWords() throws {
        let family = "\u{1F469}" + String(repeating: "\u{200D}\u{1F467}", count: 40)
        let message = try composing("Subject: {{ v }}").message([family])
        message.expectCleanLines()
        let words = try #require(message.header("Subject")).utf8Components(separatedBy: " ")
        #expect(words.count > 1)
        for word in words {
            #expect(word.utf8.count <= 75)
            #expect(word.utf8.starts(with: "=?utf-8?".utf8) && word.utf8.reversed().starts(with: "=?".utf8))
        }
    }

    @Test(
        "CVE-2026-27120 (leaf-kit, swift-mustache): a quote or bracket with a mark on it is escaped like any other"
    )
    func leafKit() throws {
        for mark in ["\u{301}", "\u{338}", "\u{20E3}", "\u{FE0F}", "\u{200D}", "\u{302}\u{303}"] {
            let cell = "\"\(mark) onfocus=alert(1) x='\(mark)<\(mark)script>&\(mark)"
            let html = try Liquid.render("<p title=\"{{ v }}\">{{ v }}</p>", ["v": cell], in: .html)
            #expect(html.utf8.count { $0 == UInt8(ascii: "\"") } == 2, "\(Array(mark.utf8))")
            #expect(html.utf8.count { $0 == UInt8(ascii: "<") } == 2)
            #expect(html.utf8.count { $0 == UInt8(ascii: "'") } == 0)
            #expect(html.utf8Components(separatedBy: "&quot;\(mark)").count == 3)
        }
    }
}
