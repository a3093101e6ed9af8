import Testing

@testable import Composition

@Suite("Address headers")
struct MailboxTests {
    private let columns = ["name", "email", "cc"]

    private func composing(_ to: String, extra: String = "") throws -> Composing {
        try Composing("From: a@example.org\n\(to)\nSubject: x\n\(extra)\nBody\n", columns: columns)
    }

    private func addresses(_ message: Message) -> [String] {
        message.recipients.map { String(decoding: $0.octets, as: UTF8.self) }
    }

    @Test("Names, quoted names, bare addresses and lists are read from what the author wrote")
    func forms() throws {
        let composing = try composing(
            "To: {{ name }} <{{ email }}>, \"Support, {{ name }}\" <help@example.org>,\n  office@example.org,"
        )
        let message = try composing.message(["Ada", "ada@example.com", ""])
        #expect(addresses(message) == ["ada@example.com", "help@example.org", "office@example.org"])
        #expect(
            message.header("To")
                == "Ada <ada@example.com>, \"Support, Ada\" <help@example.org>, office@example.org")
    }

    @Test("The first address of To is the first recipient, whatever header stands above it")
    func order() throws {
        let letter =
            "Bcc: archive@example.org, ADA@example.com\nCc: {{ cc }}\nFrom: a@example.org\n"
            + "To: {{ email }}, office@example.org\nSubject: x\n\nBody\n"
        let composing = try Composing(letter, columns: columns)
        let message = try composing.message(["Ada", "ada@example.com", "boss@example.com"])
        #expect(
            addresses(message) == [
                "ada@example.com", "archive@example.org", "boss@example.com", "office@example.org",
            ])
    }

    @Test(
        "A name from the list can never become another address, a header, or a comment",
        arguments: [
            "Lovelace, Ada", "\"Ada\" <evil@example.net>, ", "x <evil@example.net>", ">, <evil@example.net",
            "a@b, c@d", "Ada (evil@example.net)", "evil@example.net;", "group: evil@example.net;", "\\", "\"",
            "Ada\\", "\\\"", "{{ email }}", "{% if x %}", "=?utf-8?q?=3Cevil=40example.net=3E?=",
            "Zoë <evil@example.net>",
        ])
    func names(name: String) throws {
        for form in ["To: {{ name }} <{{ email }}>", "To: \"{{ name }}\" <{{ email }}>"] {
            let message = try composing(form).message([name, "ada@example.com", ""])
            #expect(addresses(message) == ["ada@example.com"])
            #expect(message.headerLines.count { $0.utf8.starts(with: "To:".utf8) } == 1)
            message.expectCleanLines()
        }
    }

    @Test("A cell that holds anything but one address makes the row invalid, naming column and header")
    func badCells() throws {
        let composing = try composing("To: {{ name }} <{{ email }}>")
        for cell in ["a@b, c@d", "Ada <a@b>", "a@b>", "a@b>, <c@d", " a@b", "a@b ", "a b@c", "ada", "a@b_c"] {
            do {
                _ = try composing.message(["Ada", cell, ""])
                Issue.record("accepted: \(cell)")
            } catch let fault as RowFault {
                #expect(fault.column == "email")
                #expect(fault.header == "To")
                guard case .message(.address(_, let text)) = fault.problem else {
                    Issue.record("\(fault)")
                    continue
                }
                #expect(text == cell)
            }
        }
    }

    @Test("A row without an address for To is invalid; a Cc or a Bcc without one is left out")
    func empty() throws {
        let composing = try composing(
            "To: {{ name }} <{{ email }}>", extra: "Cc: Copy <{{ cc }}>\nReply-To: {{ cc }}\n")
        let message = try composing.message(["Ada", "ada@example.com", ""])
        #expect(message.header("Cc") == nil)
        #expect(message.header("Reply-To") == nil)
        #expect(addresses(message) == ["ada@example.com"])
        let copied = try composing.message(["Ada", "ada@example.com", "copy@example.com"])
        #expect(copied.header("Cc") == "Copy <copy@example.com>")
        #expect(addresses(copied) == ["ada@example.com", "copy@example.com"])
        #expect(
            throws: RowFault(column: "email", header: "To", problem: .message(.address(.empty, "")))
        ) { try composing.message(["Ada", "", ""]) }
    }

    @Test("A merged value can be a part of an address; the whole must be one address")
    func partial() throws {
        let composing = try composing("To: <{{ name }}@example.org>")
        #expect(addresses(try composing.message(["ada", "", ""])) == ["ada@example.org"])
        for part in ["a@evil.example,b", "a@evil.example>, <b", "a b", "a@evil.example", "\"a\"@x, b", "\"a"]
        {
            #expect(throws: RowFault.self) { try composing.message([part, "", ""]) }
        }
    }

    @Test("Bcc receives the message and is not in it; a mailbox that is named twice receives it once")
    func bcc() throws {
        let composing = try composing(
            "To: {{ email }}", extra: "Bcc: Archive <archive@example.org>, {{ email }}\n")
        let message = try composing.message(["", "Ada@example.com", ""])
        #expect(addresses(message) == ["Ada@example.com", "archive@example.org"])
        #expect(!message.text.contains("archive"))
        #expect(message.header("Bcc") == nil)
    }

    @Test("The reverse path is From's address, or that of Return-Path, which is not in the message")
    func reversePath() throws {
        let plain = try composing("To: {{ email }}").message(["", "b@c", ""])
        #expect(plain.sender.map { Array($0.octets) } == Array("a@example.org".utf8))
        let bounce = try composing(
            "To: {{ email }}", extra: "Return-Path: <bounces+{{ name }}@example.net>\n"
        )
        .message(["7", "b@c", ""])
        #expect(bounce.sender.map { Array($0.octets) } == Array("bounces+7@example.net".utf8))
        #expect(bounce.header("Return-Path") == nil)
        let null = try composing("To: {{ email }}", extra: "Return-Path: <>\n").message(["", "b@c", ""])
        #expect(null.sender == nil)
        #expect(null.messageID.suffix(13) == Array("@example.org>".utf8))
    }

    @Test("The address alone can be asked for, without composing the message")
    func recipient() throws {
        let composing = try composing("To: {{ name }} <{{ email }}>")
        var scratch = composing.composer.makeScratch()
        let address = try composing.composer.recipient(
            of: Composing.row(["", "Ada@Example.com", ""]), scratch: &scratch)
        #expect(address.folded == Array("ada@example.com".utf8))
        #expect(throws: RowFault(column: "email", header: "To", problem: .message(.address(.empty, "")))) {
            try composing.composer.recipient(of: Composing.row(["", "", ""]), scratch: &scratch)
        }
    }

    @Test("An address header that cannot be understood is a fault of the template, with its place")
    func malformed() throws {
        func fault(_ to: String) -> String {
            let faults = Composing.faults("From: a@b\nTo: \(to)\nSubject: x\n\nBody", columns: columns)
            return faults.map { "\($0.line):\($0.column) \($0.problem)" }.joined(separator: "; ")
        }
        #expect(fault("Ada ada@example.org") == "2:8 message(Composition.MessageFault.bracketsMissing)")
        #expect(fault("{{ name }} {{ email }}") == "2:15 message(Composition.MessageFault.bracketsMissing)")
        #expect(fault("Ada <{{ email }}") == "2:9 message(Composition.MessageFault.unclosedBracket)")
        #expect(fault("\"Ada <{{ email }}>").contains("unclosedQuote"))
        #expect(
            fault("Ada <a@b> x").contains("2:15 message(Composition.MessageFault.unexpectedInMailbox(120)"))
        #expect(fault("friends: a@b;").contains("group"))
        #expect(fault("<a@b, c@d>").contains("unexpectedInMailbox(44)"))
        #expect(
            fault("Zoë <ä@b_c>").contains(
                "2:10 message(Composition.MessageFault.address(Composition.AddressFault.unexpected"))
        #expect(fault("Zoë <>").contains("address(Composition.AddressFault.empty"))
        #expect(fault("").contains("oneMailboxExpected(\"To\", found: 0)"))
        #expect(fault("{% if name %}A <a@b>{% endif %}").contains("structureInsideBlock(60)"))
        #expect(fault("a@b{% if name %}, c@d{% endif %}").contains("structureInsideBlock(44)"))
        #expect(fault("Ada\n  Lovelace\n  <{{ email }> x, {{ name").contains("4:"))
        let two = Composing.faults("From: a@b, c@d\nTo: a@b\nSubject: x\n\n")
        #expect(two.map(\.problem) == [.message(.oneMailboxExpected("From", found: 2))])
    }
}
