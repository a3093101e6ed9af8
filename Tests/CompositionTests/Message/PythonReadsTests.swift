import Foundation
import TestSupport
import Testing

@testable import Composition

/// Messages read back by a strict parser that somebody else wrote: Python's `email` package.
@Suite("Read back by a strict parser")
struct PythonReadsTests {
    /// What a message was made from, and what must come out of it again.
    private struct Content: Equatable {
        var headers: [String] = []
        var subject = ""
        var from: [[String]] = []
        var to: [[String]] = []
        var note = ""
        var text = ""
        var html = ""
        var attachment: [String] = []
    }

    private struct Reading: Decodable {
        var headers: [String]
        var subject: String
        var from: [[String]]
        var to: [[String]]
        var note: String
        var text: String
        var html: String
        var attachments: [[String]]
        var defects: [String]
        var structure: [String]
    }

    private static let columns = ["name", "email", "subject", "note", "text", "html", "file"]

    @Test("Random text in every place comes back as it went in, from messages without a defect")
    func random() throws {
        let folder = try TemporaryFolder()
        var random = SplitMix64(seed: 5322)
        let composing = try Composing(
            """
            From: Sender Ünicode <sender@example.org>
            To: {{ name }} <{{ email }}>, "Second, {{ name }}" <second@example.org>
            Subject: {{ subject }}
            X-Note: {{ note }}
            Attach: {{ file }}

            {{ text }}
            """, html: "{{ html }}\n", columns: Self.columns, root: folder.path)
        var expected: [Content] = []
        for number in 0..<Self.rounds {
            var content = Content()
            let name = Self.trimmed(random.text(of: 0...40))
            content.subject = Self.trimmed(random.text(of: 0...150))
            content.note = Self.trimmed(random.text(of: 0...200))
            content.to = [
                [name, "row\(number)@example.com"], [Self.trimmed("Second, " + name), "second@example.org"],
            ]
            content.text = random.text(of: 0...400) + "\r\nend"
            content.html = random.text(of: 0...400)
            if number % 3 == 0 {
                let file = Self.fileName(random.text(of: 0...30))
                content.attachment = [file]
                try folder.write(file, Array("content \(number)".utf8))
            }
            let message = try composing.message(
                [
                    name, "row\(number)@example.com", content.subject, content.note, content.text,
                    content.html,
                    content.attachment.first ?? "",
                ], number: number)
            message.expectCleanLines("seed \(random.seed), row \(number)")
            try folder.write("messages/\(number).eml", message.assembled)
            expected.append(content)
        }
        let readings = try read(folder.path + "/messages", count: Self.rounds)
        #expect(readings.count == expected.count)
        for (number, (reading, content)) in zip(readings, expected).enumerated() {
            compare(reading, content, "seed \(random.seed), row \(number)")
        }
    }

    /// A few hundred by default; `PROPERTY_ROUNDS` asks for more.
    private static var rounds: Int {
        ProcessInfo.processInfo.environment["PROPERTY_ROUNDS"].flatMap { Int($0) } ?? 400
    }

    private func compare(_ reading: Reading, _ content: Content, _ comment: Comment) {
        #expect(reading.defects.isEmpty, comment)
        let names = ["From", "To", "Subject", "X-Note", "Date", "Message-ID", "MIME-Version", "Content-Type"]
        #expect(reading.headers == names, comment)
        same(reading.subject, content.subject, comment)
        same(reading.note, content.note, comment)
        #expect(reading.from == [["Sender Ünicode", "sender@example.org"]], comment)
        #expect(
            reading.to.map { $0.map { Array($0.utf8) } } == content.to.map { $0.map { Array($0.utf8) } },
            comment)
        same(reading.text, Self.canonical(content.text + "\n"), comment)
        same(reading.html, Self.canonical(Self.escaped(content.html) + "\n"), comment)
        #expect(
            reading.attachments.map { Array($0[0].utf8) } == content.attachment.map { Array($0.utf8) },
            comment)
        let alternative = ["multipart/alternative", "text/plain", "text/html"]
        #expect(
            reading.structure
                == (content.attachment.isEmpty
                    ? alternative : ["multipart/mixed"] + alternative + ["application/pdf"]),
            comment)
    }

    private static func fileName(_ text: String) -> String {
        var name = String.UnicodeScalarView("f".unicodeScalars)
        name.append(contentsOf: text.unicodeScalars.filter { $0 != "/" })
        return String(name) + ".pdf"
    }

    /// By octets: two strings may be equal and differ.
    private func same(
        _ found: String, _ expected: String, _ comment: Comment,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(Array(found.utf8) == Array(expected.utf8), comment, sourceLocation: sourceLocation)
    }

    /// Without the spaces at the ends, which a header does not keep.
    private static func trimmed(_ text: String) -> String {
        String(decoding: HeaderWords.trimmed(Array(text.utf8)[...]), as: UTF8.self)
    }

    private static func canonical(_ text: String) -> String {
        var octets: [UInt8] = []
        LineEnds.appendCanonical(Array(text.utf8)[...], to: &octets)
        return String(decoding: octets, as: UTF8.self)
    }

    private static func escaped(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result.append(contentsOf: "&amp;".unicodeScalars)
            case "<": result.append(contentsOf: "&lt;".unicodeScalars)
            case ">": result.append(contentsOf: "&gt;".unicodeScalars)
            case "\"": result.append(contentsOf: "&quot;".unicodeScalars)
            case "'": result.append(contentsOf: "&#39;".unicodeScalars)
            default: result.append(scalar)
            }
        }
        return String(result)
    }

    /// Runs the parser once over a folder of messages; without Python the test fails.
    private func read(_ folder: String, count: Int) throws -> [Reading] {
        let reading = try Command.runHere("python3", ["-c", Self.script, folder, String(count)])
        #expect(reading.status == 0, "python3 is needed for this test: \(reading.error)")
        return try JSONDecoder().decode([Reading].self, from: Data(reading.output.utf8))
    }

    private static let script = #"""
        import email, email.policy, email.utils, json, sys
        from email.header import decode_header, make_header
        folder, count = sys.argv[1], int(sys.argv[2])
        def text(part):
            return part.get_payload(decode=True).decode("utf-8") if part is not None else ""
        readings = []
        for number in range(count):
            with open(f"{folder}/{number}.eml", "rb") as file:
                octets = file.read()
            defects = []
            try:
                message = email.message_from_bytes(octets, policy=email.policy.strict)
            except Exception as problem:
                defects.append(repr(problem))
                message = email.message_from_bytes(octets, policy=email.policy.default)
            parts = list(message.walk())
            for part in parts:
                defects += [repr(defect) for defect in part.defects]
                for name, value in part.items():
                    defects += [f"{name}: {defect!r}" for defect in getattr(value, "defects", [])]
            # The newer interface loses white space between the words of an encoded word, so values are decoded by
            # the older one; both must see the same addresses.
            raw = email.message_from_bytes(octets, policy=email.policy.compat32)
            def decoded(value):
                return str(make_header(decode_header(value)))
            def mailboxes(name):
                pairs = email.utils.getaddresses([raw[name]])
                parsed = [a.addr_spec for a in message[name].addresses]
                if parsed != [address for _, address in pairs]:
                    defects.append(f"{name}: {parsed} and {pairs}")
                return [[decoded(shown), address] for shown, address in pairs]
            attachments = [[p.get_filename(), text(p)] for p in parts if p.get_content_disposition() == "attachment"]
            readings.append({
                "headers": list(message.keys()), "subject": decoded(raw["Subject"]), "from": mailboxes("From"),
                "to": mailboxes("To"), "note": decoded(raw["X-Note"]),
                "text": text(message.get_body(("plain",))), "html": text(message.get_body(("html",))),
                "attachments": attachments, "defects": defects,
                "structure": [part.get_content_type() for part in parts],
            })
        json.dump(readings, sys.stdout)
        """#
}
