import Testing

@testable import Composition

@Suite("Headers of a template")
struct HeaderTests {
    private let frame = "From: a@example.org\nTo: {{ email }}\n"
    private let columns = ["email", "v"]

    private func problems(_ eml: String, html: String? = nil) -> [String] {
        Composing.faults(eml, html: html, columns: columns).map { fault in
            guard case .message(let problem) = fault.problem else { return "\(fault.line): \(fault.problem)" }
            return "\(fault.line): \(problem)"
        }
    }

    private func message(_ headers: String, _ value: String = "v") throws -> Message {
        try Composing(frame + headers + "\n\nBody\n", columns: columns).message(["b@example.org", value])
    }

    @Test("A header is folded where the author folded it or elsewhere, with the same value")
    func folded() throws {
        let message = try message("Subject: one\r\n two\n\t{{ v }}\nX-Note:\n  later")
        #expect(message.header("Subject") == "one two\tv")
        #expect(message.header("X-Note") == "later")
    }

    @Test("Missing, repeated, generated and foreign headers are told all at once")
    func allAtOnce() {
        let eml = """
            Subject: one
            subject: two
            Date: now
            Message-ID: <x@y>
            MIME-Version: 1.0
            Content-Transfer-Encoding: 8bit
            Received: from nowhere
            Resent-To: a@b
            DKIM-Signature: v=1

            """
        #expect(
            problems(eml) == [
                "1: missingHeader(\"From\")", "1: missingHeader(\"To\")",
                "2: repeatedHeader(\"subject\", firstLine: 1)", "3: generatedHeader(\"Date\")",
                "4: generatedHeader(\"Message-ID\")", "5: generatedHeader(\"MIME-Version\")",
                "6: generatedHeader(\"Content-Transfer-Encoding\")", "7: unsupportedHeader(\"Received\")",
                "8: unsupportedHeader(\"Resent-To\")", "9: unsupportedHeader(\"DKIM-Signature\")",
            ])
    }

    @Test(
        "Attach misspelt is a fault: nothing would be attached, and nobody would notice",
        arguments: ["Attachment", "Attachments", "ATTACHED", "attaches"])
    func misspeltAttach(_ name: String) {
        #expect(
            problems(frame + "Subject: x\n\(name): a.txt\n\n") == [
                "4: misspeltHeader(\"\(name)\", meant: \"Attach\")"
            ])
    }

    @Test("Lines that are no headers are told with their line")
    func malformedLines() {
        #expect(problems(" x: y\n" + frame + "Subject: x\n\n") == ["1: continuesNothing"])
        #expect(problems(frame + "Subject: x\nDear reader\n\n") == ["4: notAHeader"])
        #expect(
            problems(frame + "Subject: x\nDear reader: hello\n\n") == [
                "4: malformedHeaderName(\"Dear reader\")"
            ])
        #expect(problems(frame + "Subject : x\n\n").contains("3: malformedHeaderName(\"Subject \")"))
        #expect(problems(frame + "Subject: x\nX-Ünicode: x\n\n") == ["4: malformedHeaderName(\"X-Ünicode\")"])
        #expect(problems(frame + "Subject: x\n: x\n\n") == ["4: malformedHeaderName(\"\")"])
        #expect(problems(frame + "Subject: x\nX-{{ v }}: x\n\n") == ["4: mergedHeaderName"])
        #expect(problems(frame + "Subject: x\n{{ v }}\n\n") == ["4: mergedHeaderName"])
        #expect(problems(frame + "Subject: a\u{7}b\n\n").contains("3: control(7)"))
        #expect(problems(frame + "Subject: a\rX: b\n\n").contains("3: control(13)"))
    }

    @Test("A template that is not UTF-8 is refused with the place of the first octet that is not")
    func encoding() {
        let octets = Array("Subject: x\nFrom: Zo".utf8) + [0xEB] + Array(" <a@b>\n\n".utf8)
        let source = TemplateSource(message: SourceFile(path: "t.eml", octets: octets), root: "/nonexistent")
        #expect(
            throws: TemplateFaults(faults: [
                TemplateFault(file: "t.eml", line: 2, column: 9, problem: .message(.notUTF8(0xEB)))
            ])
        ) { try Composer(compiling: source, columns: [], settings: CompositionSettings(campaignID: [])) }
    }

    @Test("A byte order mark at the start of a file is passed over")
    func byteOrderMark() throws {
        let composing = try Composing(
            "\u{FEFF}From: a@b\nTo: c@d\nSubject: x\n\nText\n", html: "\u{FEFF}<p>HTML</p>\n")
        #expect(!composing.composer.headers.isEmpty)
        #expect(try composing.message().text.contains("\r\n\r\n<p>HTML</p>"))
    }

    @Test(
        "A value with CR, LF, NUL or another control in any header makes the row invalid, before anything is sent",
        arguments: [
            "Subject: {{ v }}", "Subject: x\nX-Custom: {{ v }}", "Subject: x\nReply-To: {{ v }} <a@b>",
            "Subject: x\nCc: \"{{ v }}\" <a@b>", "Subject: x\nCc: <{{ v }}@b>",
            "Subject: x\nAttach: {{ v }}.pdf",
            "Subject: x\nList-Unsubscribe: <https://example.org/{{ v }}>", "Subject: x\nReferences: {{ v }}",
        ])
    func controls(header: String) throws {
        let composing = try Composing(frame + header + "\n\nBody", columns: columns)
        for control in ["\r\nBcc: x@y", "\n", "\r", "\r\n", "\0", "\u{1}", "\u{1B}[31m", "\u{7F}", "\t\r\n "]
        {
            do {
                _ = try composing.message(["b@example.org", "Hi" + control])
                Issue.record("accepted: \(control.utf8.map { $0 }) in \(header)")
            } catch let fault as RowFault {
                #expect(fault.column == "v")
                #expect(
                    fault.header
                        == header.utf8Components(separatedBy: "\n").last?.utf8Components(separatedBy: ":")
                        .first)
            }
        }
    }

    @Test("U+0085 and U+2028 in any header are text: encoded, and no line end")
    func separators() throws {
        for scalar in ["\u{85}", "\u{2028}", "\u{2029}"] {
            for header in [
                "Subject: {{ v }}", "Subject: x\nX-Custom: {{ v }}", "Subject: x\nReply-To: {{ v }} <a@b>",
            ] {
                let message = try message(header, "a\(scalar)Bcc: x@y")
                message.expectCleanLines()
                #expect(message.header("Bcc") == nil)
                #expect(message.recipients.count == 1)
            }
        }
    }

    @Test("List headers are merged between < and > only, with nothing that would break out")
    func listHeaders() throws {
        let header = "Subject: x\nList-Unsubscribe: <mailto:u@example.org>, <https://example.org/u?e={{ v }}>"
        #expect(
            try message(header, "a%40b").header("List-Unsubscribe")
                == "<mailto:u@example.org>, <https://example.org/u?e=a%40b>")
        for bad in ["a b", "a>", "<", "ä"] {
            #expect(throws: RowFault.self) { try message(header, bad) }
        }
        #expect(
            problems(frame + "Subject: x\nList-Id: {{ v }} <list.example.org>\n\n")
                == ["4: mergedOutsideBrackets(\"List-Id\")"])
        #expect(problems(frame + "Subject: x\nList-Help: <https://example.org\n\n") == ["4: unclosedBracket"])
        #expect(
            problems(frame + "Subject: x\nList-Help: <https://example.org/ä>\n\n") == ["4: malformedURL(195)"]
        )
    }

    @Test("A header for programs holds ASCII, and words that a line can hold")
    func tokens() throws {
        let header = "Subject: x\nFeedback-ID: {{ v }}"
        #expect(try message(header, "1:news:example").header("Feedback-ID") == "1:news:example")
        #expect(try message(header, "").header("Feedback-ID") == nil)
        #expect(throws: RowFault(header: "Feedback-ID", problem: .message(.notASCII))) {
            try message(header, "ä")
        }
        #expect(throws: RowFault(header: "Feedback-ID", problem: .message(.wordTooLong))) {
            try message(header, String(repeating: "x", count: 1000))
        }
        for gap in [100, 1200] {
            let value = "f" + String(repeating: " ", count: gap) + String(repeating: "g", count: 950)
            #expect(throws: RowFault(header: "Feedback-ID", problem: .message(.wordTooLong))) {
                try message(header, value)
            }
        }
    }

    @Test("No line is longer than 998 octets, however long the white space before a long word is")
    func longGaps() throws {
        for gap in [1, 7, 8, 9, 40, 41, 1200] {
            for word in [900, 950, 985, 990, 991] {
                let value = "a" + String(repeating: " ", count: gap) + String(repeating: "b", count: word)
                try message("Subject: x\nX-Thing: {{ v }}", value).expectCleanLines()
            }
        }
    }

    @Test("Unknown headers pass, encoded where they are not ASCII, with long words as they are")
    func unknown() throws {
        let token = String(repeating: "t", count: 200)
        #expect(try message("Subject: x\nX-Token: {{ v }}", token).header("X-Token") == token)
        #expect(try message("Subject: x\nX-Name: {{ v }}", "Zoë").header("X-Name") == "=?utf-8?Q?Zo=C3=AB?=")
        let long = try message("Subject: x\nX-Token: {{ v }}", String(repeating: "t", count: 5000))
        long.expectCleanLines()
    }

    @Test("Content-Type says whether the one body is HTML or Markdown; anything else is refused")
    func contentType() throws {
        let html = try Composing(
            frame + "Subject: x\nContent-Type: text/html; charset=\"UTF-8\"\n\n<p>{{ v }}</p>\n",
            columns: columns)
        let text = try html.message(["b@c", "a<b"]).text
        #expect(text.contains("Content-Type: text/html; charset=utf-8\r\n"))
        #expect(text.contains("<p>a&lt;b</p>"))
        for type in [
            "text/enriched", "text/plain; charset=latin1", "text/plain; format=other",
            "multipart/mixed; boundary=x",
            "{{ v }}",
        ] {
            #expect(
                problems(frame + "Subject: x\nContent-Type: \(type)\n\n") == [
                    "4: unsupportedContentType(\"\(type)\")"
                ])
        }
        #expect(
            problems(frame + "Subject: x\nContent-Type: text/html\n\n<p>", html: "<p>")
                == ["1: twoHTMLBodies(\"test.html\")"])
    }

    @Test("A fault inside a folded header has the line and column where it stands in the file")
    func foldedPlaces() {
        let faults = Composing.faults(
            frame + "Subject: Zoë\n  and {{ nobody }} x\n\n{{ none }}\n", columns: columns)
        #expect(faults.map { "\($0.line):\($0.column)" }.first == "4:7" || faults.first?.line == 4)
        #expect(faults.last?.line == 6)
    }
}
