import TestSupport
import Testing

@testable import Composition

@Suite("Invitations")
struct CalendarTests {
    private static let columns = ["name", "email", "v"]

    private static func file(_ lines: [String], method: String? = "METHOD:REQUEST") -> String {
        (["BEGIN:VCALENDAR", "VERSION:2.0"] + (method.map { [$0] } ?? []) + ["BEGIN:VEVENT"] + lines + [
            "END:VEVENT", "END:VCALENDAR", "",
        ])
        .joined(separator: "\r\n")
    }

    private func composing(_ ics: String, method: String = "REQUEST") throws -> (Composing, TemporaryFolder) {
        let folder = try TemporaryFolder()
        try folder.write("invite.ics", Array(ics.utf8))
        let eml =
            "From: a@example.org\nTo: b@example.org\nSubject: x\nAttach: invite.ics; method=\(method)\n\nText\n"
        return (try Composing(eml, columns: Self.columns, root: folder.path), folder)
    }

    /// The content lines that a row makes, not unfolded.
    private func lines(_ ics: String, _ value: String = "", method: String = "REQUEST") throws -> [String] {
        let (composing, folder) = try composing(ics, method: method)
        defer { withExtendedLifetime(folder) {} }
        var scratch = composing.composer.makeScratch()
        var message = Message()
        let row = Composing.row(["Zoë; \"Z\"", "zoe@example.com", value])
        try composing.composer.compose(
            row, number: 1, date: Composing.date, scratch: &scratch, into: &message)
        message.expectCleanLines()
        return String(decoding: scratch.calendar.octets, as: UTF8.self).utf8Components(separatedBy: "\r\n")
            .dropLast()
    }

    private func line(_ template: String, _ value: String) throws -> String? {
        try lines(Self.file([template]), value).dropFirst(4).first
    }

    @Test(
        "A cell in a text is escaped: backslash, comma, semicolon, and a line end as \\n (RFC 5545 §3.3.11)",
        arguments: [
            ("a,b;c\\d", "a\\,b\\;c\\\\d"), ("one\r\ntwo\nthree", "one\\ntwo\\nthree"),
            ("\"q\": x", "\"q\": x"),
            ("END:VEVENT", "END:VEVENT"), ("\r\nEND:VEVENT", "\\nEND:VEVENT"),
            ("\u{2028}\u{85}", "\u{2028}\u{85}"),
            ("\t", "\t"),
        ])
    func text(cell: String, written: String) throws {
        for name in ["SUMMARY", "LOCATION", "DESCRIPTION", "X-NOTE", "summary"] {
            #expect(try line("\(name):{{ v }}!", cell) == "\(name):\(written)!")
        }
        // What the author writes is his own.
        #expect(try line("SUMMARY:a\\, b{{ v }}", "") == "SUMMARY:a\\, b")
    }

    @Test("A cell in a parameter stands in quotes, with RFC 6868 for what cannot be there")
    func parameters() throws {
        #expect(
            try line("ATTENDEE;CN={{ name }};RSVP=TRUE:mailto:{{ email }}", "")
                == "ATTENDEE;CN=\"Zoë; ^'Z^'\";RSVP=TRUE:mailto:zoe@example.com")
        #expect(
            try line("ATTENDEE;CN=\"{{ v }}\":mailto:a@b.org", "a:b^c\nd")
                == "ATTENDEE;CN=\"a:b^^c^nd\":mailto:a@b.org")
        #expect(
            try line("ATTENDEE;CN=Dr. {{ v }}:mailto:a@b.org", "A:B")
                == "ATTENDEE;CN=\"Dr. A:B\":mailto:a@b.org")
        #expect(try line("ATTENDEE;CN={{ v }}:mailto:a@b.org", "") == "ATTENDEE;CN=:mailto:a@b.org")
    }

    @Test(
        "A cell in a URL is encoded as its part of it needs",
        arguments: [
            ("ATTENDEE:mailto:{{ v }}", "a b?x=1@example.org", "ATTENDEE:mailto:a%20b%3Fx%3D1@example.org"),
            ("URL:https://example.org/?q={{ v }}", "a&b/c", "URL:https://example.org/?q=a%26b%2Fc"),
            ("URL:https://{{ v }}.example.org/", "www", "URL:https://www.example.org/"),
            ("URL:{{ v }}", "https://example.org/ä b?c=1&d", "URL:https://example.org/%C3%A4%20b?c=1&d"),
        ])
    func urls(template: String, cell: String, written: String) throws {
        #expect(try line(template, cell) == written)
    }

    @Test(
        "What would be another line, name, time or host makes the row invalid",
        arguments: [
            ("SUMMARY:{{ v }}", "a\rb", CalendarFault.control(0x0D)),
            ("SUMMARY:{{ v }}", "a\r", .control(0x0D)),
            ("SUMMARY:{{ v }}", "\0", .control(0)), ("SUMMARY:{{ v }}", "\u{7F}", .control(0x7F)),
            ("DTSTART:{{ v }}", "4 April", .notInValue(0x20, property: "DTSTART")),
            ("DTSTART:{{ v }}", "20260404\r\nX:y", .notInValue(0x0A, property: "DTSTART")),
            ("DTSTART:{{ v }}", "", .notATime(property: "DTSTART")),
            ("DTEND:{{ v }}", "soon", .notATime(property: "DTEND")),
            ("DTSTART:{{ v }}", "4.4.2026", .notATime(property: "DTSTART")),
            ("DTSTART:{{ v }}", "20260404T1830", .notATime(property: "DTSTART")),
            ("ATTENDEE:mailto:{{ v }}", "", .noAddress(property: "ATTENDEE")),
            ("URL:{{ v }}", "javascript:alert(1)", .scheme(property: "URL")),
            ("ATTENDEE:{{ v }}", "zoe@example.com", .scheme(property: "ATTENDEE")),
            ("URL:https://{{ v }}.example.org", "evil.example/", .host(0x2F, property: "URL")),
            ("URL:https:{{ v }}.example.org", "a@b", .host(0x40, property: "URL")),
        ])
    func rows(template: String, cell: String, fault: CalendarFault) throws {
        #expect(
            throws: RowFault(header: "Attach", problem: .message(.calendar(fault, path: "invite.ics")))
        ) { try lines(Self.file([template]), cell) }
    }

    @Test("Lines are folded at 75 octets, never inside a scalar, and unfold to what they were")
    func folding() throws {
        for prefix in 0..<5 {
            let cell = String(repeating: "a", count: prefix) + String(repeating: "ü€\u{1F600}", count: 40)
            let lines = try lines(Self.file(["SUMMARY:{{ v }}", "COMMENT:x"]), cell)
            #expect(lines.allSatisfy { $0.utf8.count <= 75 && !$0.unicodeScalars.contains("\u{FFFD}") })
            let unfolded = lines.joined(separator: "\r\n").utf8Components(separatedBy: "\r\n ").joined()
            #expect(
                unfolded.utf8Components(separatedBy: "\r\n")[4].utf8.elementsEqual("SUMMARY:\(cell)".utf8))
        }
        // The author's own folds are undone first; 75 octets are one line, 76 are two.
        #expect(try lines(Self.file(["SUMMARY:one\r\n  two\r\n\tthree"]))[4] == "SUMMARY:one twothree")
        let exact = String(repeating: "x", count: 67)
        #expect(try lines(Self.file(["SUMMARY:" + exact]))[4].utf8.count == 75)
        #expect(Array(try lines(Self.file(["SUMMARY:\(exact)y"]))[4...5]) == ["SUMMARY:" + exact, " y"])
    }

    @Test(
        "METHOD is put in once where the file has none, stays where it has the same, and must not be another one"
    )
    func method() throws {
        #expect(
            Array(try lines(Self.file([], method: nil), method: "cancel").prefix(3)) == [
                "BEGIN:VCALENDAR", "METHOD:CANCEL", "VERSION:2.0",
            ])
        #expect(
            try lines(Self.file([], method: "method:request")).count { $0.lowercased() == "method:request" }
                == 1)
        #expect(
            fault(Self.file([], method: "METHOD:CANCEL"))
                == .message(.otherMethod("REQUEST", path: "invite.ics")))
        #expect(
            fault(Self.file([], method: "METHOD:REQUEST\r\nMETHOD:REQUEST"))
                == .message(.calendar(.twoMethods, path: "invite.ics")))
    }

    @Test("Blocks may stand around lines, in lines and in loops; lines with nothing but tags are none")
    func blocks() throws {
        let ics = Self.file([
            "{% if v %}", "LOCATION:{{ v }}", "{% else %}", "LOCATION:nowhere", "{% endif %}",
            "SUMMARY:{% if v %}At {{ v }}{% endif %}", "{% for row in rows %}COMMENT:{{ row.v }}",
            "{% endfor %}",
        ])
        #expect(
            Array(try lines(ics, "a,b")[4..<7]) == ["LOCATION:a\\,b", "SUMMARY:At a\\,b", "COMMENT:a\\,b"])
        #expect(try lines(ics, "")[4] == "LOCATION:nowhere")
    }

    private func fault(_ ics: String) -> TemplateFault.Problem? {
        do {
            _ = try composing(ics)
            return nil
        } catch let faults as TemplateFaults {
            return faults.faults.first?.problem
        } catch {
            return nil
        }
    }

    @Test(
        "What is no calendar, or no line of one, is a fault of the template with its line",
        arguments: [
            ("BEGIN:VCARD\r\nEND:VCARD\r\n", CalendarFault.notACalendar), ("", .notACalendar),
            ("Dear {{ name }}\r\n", .malformedLine("Dear ")),
            (file(["SUMMARY"]), .malformedLine("SUMMARY")), (file(["X Y:z"]), .malformedLine("X ")),
            (file(["ATTENDEE;CN=a\"b:mailto:x"]), .malformedLine("ATTENDEE;CN=a")),
            (file(["ATTENDEE;CN=\"a\"b:mailto:x"]), .malformedLine("ATTENDEE;CN=\"a\"")),
            (file(["BEGIN:{{ v }}", "END:{{ v }}"]), .mergedIntoName),
            (file(["{% if v %}", "METHOD:REQUEST", "{% endif %}"], method: nil), .conditionalMethod),
            (file(["{% if v %}METHOD:REQUEST{% endif %}"], method: nil), .conditionalMethod),
            (file(["{{ name }}:x"]), .mergedIntoName), (file(["ATTENDEE;{{ name }}=x:y"]), .mergedIntoName),
            (file(["X-ALT-DESC;FMTTYPE=text/html:<b>{{ v }}"]), .mergedIntoMarkup("X-ALT-DESC")),
            (file(["SUMMARY:x", "  {% if v %}", "LOCATION:y", "  {% endif %}"]), .indentedTag),
            (file(["SUMMARY:a\u{7}b"]), .control(7)), (file(["BEGIN:VALARM"]), .unbalanced(open: "VALARM")),
            ("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n", .unbalanced(open: "VCALENDAR")),
        ])
    func templateFaults(ics: String, expected: CalendarFault) {
        #expect(fault(ics) == .message(.calendar(expected, path: "invite.ics")))
    }

    @Test("Whatever a cell holds, the calendar has the lines that the template has")
    func random() throws {
        var random = SplitMix64(seed: 5545)
        let ics = Self.file([
            "SUMMARY:{{ v }}", "ATTENDEE;CN={{ v }};X=\"{{ v }}\":mailto:{{ v }}",
            "URL:https://example.org/?a={{ v }}",
        ])
        let (composing, folder) = try composing(ics)
        defer { withExtendedLifetime(folder) {} }
        var scratch = composing.composer.makeScratch()
        var message = Message()
        for _ in 0..<300 {
            // An attendee without an address is another promise.
            let cell =
                "v" + random.text(of: 0...120)
                + (["", "\r\n", "\"", ";:,", "\\"].randomElement(using: &random) ?? "")
            try composing.composer.compose(
                Composing.row(["", "", cell]), number: 1, date: 0, scratch: &scratch, into: &message)
            let text = String(decoding: scratch.calendar.octets, as: UTF8.self)
            let names = text.utf8Components(separatedBy: "\r\n ").joined().utf8Components(separatedBy: "\r\n")
                .map {
                    String(decoding: $0.utf8.prefix { $0 != 0x3A && $0 != 0x3B }, as: UTF8.self)
                }
            #expect(
                names == [
                    "BEGIN", "VERSION", "METHOD", "BEGIN", "SUMMARY", "ATTENDEE", "URL", "END", "END", "",
                ], "seed \(random.seed): \(cell.debugDescription)")
        }
    }
}
