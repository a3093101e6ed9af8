import Foundation
import Testing

@testable import Composition

/// Whole messages, octet by octet.
///
/// With `UPDATE_GOLDEN=1` in the environment the files are written anew.
@Suite("Golden messages")
struct GoldenMessageTests {
    @Test("A plain message for a person with an ASCII name")
    func plain() throws {
        let composing = try Composing(
            """
            From: Merganser News <news@example.org>
            To: {{ name }} <{{ email }}>
            Subject: Your seat, {{ name }}

            Dear {{ name }},

            seat {{ seat }} is yours.
            .
            -- 
            The box office
            """, columns: ["name", "email", "seat"])
        try Golden.expect(try composing.message(["Ada Lovelace", "ada@example.com", "12"]), "plain.eml")
    }

    @Test("Text and HTML for a person with letters that are not ASCII")
    func alternative() throws {
        let composing = try Composing(
            """
            From: "Theater, Köln" <kasse@example.org>
            To: {{ name }} <{{ email }}>
            Reply-To: Kasse <kasse@example.org>, Büro <buero@example.org>
            Subject: Grüße an {{ name }}: Ihr Platz {{ seat }} für die Vorstellung am Samstag ist bestätigt
            List-Unsubscribe: <https://example.org/u/{{ seat }}>
            X-Campaign: winter

            Guten Tag {{ name }},

            Ihr Platz ist {{ seat }}.
            """,
            html: """
                <!DOCTYPE html>
                <html><body style="margin:0">
                <p>Guten Tag <b>{{ name }}</b>, Ihr Platz ist {{ seat }}. Dieser Satz ist länger als eine Zeile breit ist.</p>
                </body></html>

                """, columns: ["name", "email", "seat"])
        try Golden.expect(
            try composing.message(["Zoë \"Z\" Müller", "zoe@example.com", "12"]), "alternative.eml")
    }

    @Test("Text and HTML with an attachment for all and one of one's own")
    func mixed() throws {
        let folder = try TemporaryFolder()
        try folder.write("terms.txt", Array("Bedingungen: keine.\r\n".utf8))
        try folder.write("tickets/Zoë.pdf", Array("%PDF-1.4 not really".utf8))
        let composing = try Composing(
            """
            From: kasse@example.org
            To: {{ email }}
            Bcc: archive@example.org
            Subject: Tickets
            Attach: terms.txt
            Attach: tickets/{{ name }}.pdf

            Привет, {{ name }}!
            """, html: "<p>Привет, {{ name }}!</p>\n", columns: ["name", "email"], root: folder.path)
        try Golden.expect(try composing.message(["Zoë", "zoe@example.com"]), "mixed.eml")
    }
}

/// Messages kept in the folder of golden ones.
enum Golden {
    /// Compares a message with the file, and tells the first line that differs.
    static func expect(_ message: Message, _ name: String) throws {
        message.expectCleanLines()
        let octets = message.assembled
        let path = GoldenFiles.path(name)
        if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] != nil {
            try Data(octets).write(to: URL(fileURLWithPath: path))
        }
        let golden = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
        guard octets != golden else { return }
        let found = String(decoding: octets, as: UTF8.self).utf8Components(separatedBy: "\r\n")
        let expected = String(decoding: golden, as: UTF8.self).utf8Components(separatedBy: "\r\n")
        let line = zip(found, expected).enumerated().first { Array($1.0.utf8) != Array($1.1.utf8) }
        let place = line?.offset ?? min(found.count, expected.count)
        Issue.record(
            """
            \(name) differs first in line \(place + 1):
            expected: \(place < expected.count ? expected[place].debugDescription : "nothing")
            found:    \(place < found.count ? found[place].debugDescription : "nothing")
            """)
    }
}
