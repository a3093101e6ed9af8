import Foundation
import TestSupport
import Testing

/// What is said of rows that no message can be made of.
@Suite("A row that cannot be sent is told of with line, row, column and header, and the others are sent")
struct RowFaultTests {
    /// Sends a row with each of the cells, and a good one behind them.
    private static func send(
        _ cells: [(cell: String, said: String)], header: String = "", html: String? = nil, good: String,
        prepare: (TemporaryFolder) throws -> Void = { _ in }
    ) async throws {
        let relay = try AnsweringRelay([:])
        let files = try CampaignFiles(
            rows: 0,
            template: "From: a@example.org\nTo: {{ email }}\nSubject: Hi\n\(header)\n"
                + (html == nil ? "Hello\n" : ""))
        if let html { try files.folder.write("letter.html", html) }
        try prepare(files.folder)
        let column = header.isEmpty && html == nil ? "email" : "cell"
        var list = column == "email" ? "email\n" : "email,cell\n"
        var lines: [String] = []
        for (number, (cell, said)) in cells.enumerated() {
            let line = list.utf8.count { $0 == 0x0A } + 1
            lines.append("list.csv:\(line): row \(number + 1): column “\(column)”\(said)\n")
            list += (column == "email" ? "" : "row\(number)@example.com,") + quoted(cell) + "\n"
        }
        list += (column == "email" ? "" : "good@example.com,") + good + "\n"
        try files.folder.write("list.csv", list)
        let result = try await files.send(relay.url)
        #expect(result.status == 1, "\(result.everything)")
        for line in lines { #expect(result.output.contains(line), "\(line): \(result.output)") }
        #expect(result.output.contains("invalid   \(cells.count)"), "\(result.output)")
        #expect(relay.count("RCPT") == 1 && relay.count("RCPT TO:<good@example.com>") == 1)
        // What is recorded says the same.
        let reasons = try await files.report().compactMap { $0["merganser_reply"] }
        for (line, reason) in zip(lines, reasons) {
            #expect(line.hasSuffix("\(reason)\n"), "\(reason)")
        }
    }

    private static func quoted(_ cell: String) -> String {
        "\"" + cell.replacingOccurrences(of: "\"", with: "\"\"") + "\""
    }

    @Test(
        "A control character in a header is named, whatever the header",
        arguments: [
            "X-Cell: {{ cell }}", "Reply-To: {{ cell }} <a@example.org>", "Comments: {{ cell }}",
            "List-Unsubscribe: <https://x.example/{{ cell }}>", "List-ID: <{{ cell }}>",
            "In-Reply-To: <{{ cell }}@x.example>", "Attach: there.txt; name=\"{{ cell }}.txt\"",
            "Attach: {{ cell }}",
        ])
    func controlCharacters(_ header: String) async throws {
        let name = header.prefix { $0 != ":" }
        func said(_ character: String) -> String {
            ", header \(name): the value holds \(character), which cannot be in a header; remove it from the list"
        }
        try await Self.send(
            [
                ("a\r\nBcc: eve@x.example", said("a carriage return (U+000D)")),
                ("a\nb", said("a line feed (U+000A)")), ("a\rb", said("a carriage return (U+000D)")),
                ("a\u{7F}b", said("the control character U+007F")),
                ("\u{1B}[2J", said("the control character U+001B")),
            ], header: header + "\n", good: "there.txt"
        ) { try $0.write("there.txt", "x\n") }
    }

    @Test("An address that is none is told of with what stands where it cannot")
    func addresses() async throws {
        let control =
            ", header To: the value holds a carriage return (U+000D), which cannot be in a header; remove it from the list"
        func said(_ address: String, _ reason: String) -> String {
            ", header To: “\(address)” is no address: \(reason)"
        }
        let long = String(repeating: "x", count: 65)
        let bracket =
            "cannot stand there; only the address belongs here, its name can be merged before the brackets"
        let dot = "is at an end, or follows another dot; remove it"
        let addresses: [(cell: String, said: String)] =
            [
                ("", ", header To: there is no address; fill the cell, or take the row out"),
                ("a@b.example>\r\nDATA", control), ("\"a\r\nRCPT TO:<x>\"@b.example", control),
            ]
            + [
                ("nobody", "an @ is missing"), ("@b.example", "nothing stands before the @"),
                ("a@", "nothing stands after the @"),
                ("a@b.example> SIZE=1", "“>” at position 12 \(bracket)"),
                ("<a@b.example>,c@d.example", "“<” at position 1 \(bracket)"),
                (
                    "a@b.example,c@d.example",
                    "“,” at position 12 cannot stand there; one cell holds one address"
                ),
                ("a@b@c.example", "“@” at position 4 cannot stand there; remove it"),
                ("a(b)@c.example", "“(” at position 2 cannot stand there; comments are not allowed"),
                ("a@b.example.", "the dot at position 12 \(dot)"),
                ("a..b@c.example", "the dot at position 3 \(dot)"),
                ("a@-b.example", "the hyphen at position 3 begins or ends a part of the domain; remove it"),
                ("\"a@b.example", "the quote at position 1 is never closed"),
                (
                    "a@[127.0.0.300]",
                    "what stands in brackets is no IP address; write [192.0.2.1] or [IPv6:2001:db8::1]"
                ),
                ("\(long)@b.example", "65 octets before the @ are more than the 64 that are allowed"),
                (
                    "a@\(long).example",
                    "a part of the domain has 65 octets, more than the 63 that are allowed"
                ),
                ("a\u{200B}@b.example", "the character U+200B at position 2 cannot be seen; remove it"),
            ].map { ($0.0, said($0.0 == "a\u{200B}@b.example" ? #"a\u{200b}@b.example"# : $0.0, $0.1)) }
        try await Self.send(addresses, good: "good@example.com")
    }

    @Test(
        "A file that cannot be attached is told of with the reason; nothing outside the template's folder is read"
    )
    func attachments() async throws {
        func said(_ path: String, _ reason: String) -> String {
            ", header Attach: cannot attach “\(path)”: \(reason)"
        }
        let above = "the path has .. in it; the file must lie in the template's folder or below"
        let absolute = "the path begins with /; write it relative to the template's folder"
        let link = "this is a symbolic link, or leads over one; put the file itself there"
        let paths = [
            ("../../etc/passwd", above), ("a/../../b", above), ("/etc/passwd", absolute),
            ("/dev/zero", absolute),
            ("link.txt", link), ("outside/passwd", link), ("folder", "this is a folder; name a file in it"),
            ("pipe", "this is a device, a pipe or a socket; only regular files can be used"),
            ("huge", "the file has more than 26,214,400 octets, the most that is allowed"),
            ("gone.txt", "there is no such file in the template's folder"),
        ]
        try await Self.send(
            paths.map { ($0.0, said($0.0, $0.1)) }, header: "Attach: {{ cell }}\n", good: "there.txt"
        ) {
            folder in
            try folder.write("there.txt", "x\n")
            try folder.write("folder/x", "")
            symlink("/etc/passwd", folder("link.txt"))
            symlink("/etc", folder("outside"))
            mkfifo(folder("pipe"), 0o600)
            truncate(try folder.write("huge", ""), 5 << 30)
        }
    }

    @Test("A name of an attachment with a folder in it is told of")
    func attachmentNames() async throws {
        func said(_ character: String) -> String {
            ", header Attach: the name of an attachment cannot have “\(character)” in it; replace it, or use another name"
        }
        try await Self.send(
            [("a/b", said("/")), ("..\\b", said("\\"))], header: "Attach: there.txt; name=\"{{ cell }}\"\n",
            good: "c"
        ) { try $0.write("there.txt", "x\n") }
    }

    @Test("What would become a program, another host or more of a style in HTML is told of")
    func html() async throws {
        func scheme(_ name: String) -> String {
            ": the URL begins with “\(name):”, which is not allowed; write one that begins with https:, http:, mailto:, tel:, sms: or cid:"
        }
        try await Self.send(
            [
                ("javascript:alert(1)", scheme("javascript")),
                ("Java\nScript:alert(1)", scheme("javascript")),
                ("data:text/html,x", scheme("data")),
            ], html: "<a href=\"{{ cell }}\">a</a>\n", good: "https://x.example/")
        try await Self.send(
            [
                (
                    "x.example@y.example",
                    ": “@” cannot be merged where the host of a URL stands, since it could lead elsewhere; merge the port or the path behind it by itself, or have whole URLs in the list"
                ),
                ("", ": there is nothing where the host of a URL stands; what follows would be taken for it"),
            ], html: "<a href=\"https://{{ cell }}/\">a</a>\n", good: "x.example")
        try await Self.send(
            [
                (
                    "red;background:url(//x.example)",
                    ": “;” cannot be in the value of a style; write a colour, a length or a name, such as #2d6a4f, 12px or serif"
                )
            ], html: "<p style=\"color: {{ cell }}\">a</p>\n", good: "red")
    }
}
