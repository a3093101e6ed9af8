import Foundation
import TestSupport
import Testing

@testable import Composition

/// A golden message for every shape that bodies can have, each read by Python's strict parser as well.
@Suite("Golden bodies")
struct GoldenBodyTests {
    private static let head = """
        From: Chor Köln <chor@example.org>
        To: {{ name }} <{{ email }}>
        Subject: Probe

        """
    private static let text = """

        Hello {{ name }},

        this line is so long that it does not fit into a window of usual width, and it may flow as it likes.
        -- 
        Chor

        """
    private static let html = """
        <div style="display:none">Hidden preheader</div>
        <h1>Probe</h1>
        <p>Hallo {{ name }}, <a href="https://example.org/?who={{ name }}">hier</a> &amp; <a href="https://example.org/b">da</a>.</p>
        <ul><li>Noten</li>{% if name %}<li>Stift</li>{% endif %}</ul>
        <table><tr><th>Tag</th><th>Zeit</th></tr><tr><td>Mo</td><td>19:00</td></tr></table>

        """
    private static let image =
        "<p><img src=\"logo.png\" alt=\"Logo\"><img src=\"photos/{{ name }}.png\"></p>\n"
    private static let markdown = """
        # Probe

        Hallo *{{ name }}*, [hier](https://example.org/{{ name }}).

        {% if name %}
        - Noten
        - Stift
        {% endif %}

        | Tag | Zeit |
        |-----|------|
        | Mo  | 19:00 |

        """
    private static let invitation = "Attach: invite.ics; method=REQUEST\n"
    private static let attachment = "Attach: terms.txt\n"

    /// One shape: its files, and the types of the parts in their order.
    struct Shape: CustomTestStringConvertible, Sendable {
        let name: String
        let eml: String
        var html: String?
        let structure: [String]
        var testDescription: String { name }
    }

    static let shapes = [
        Shape(name: "text", eml: head + text, structure: ["text/plain"]),
        Shape(
            name: "flowed", eml: head + "Content-Type: text/plain; format=flowed\n" + text,
            structure: ["text/plain"]),
        Shape(
            name: "html-only", eml: head + "\n", html: html,
            structure: ["multipart/alternative", "text/plain", "text/html"]),
        Shape(
            name: "markdown", eml: head + "Content-Type: text/markdown\n\n" + markdown,
            structure: ["multipart/alternative", "text/plain", "text/html"]),
        Shape(
            name: "image", eml: head + text, html: html + image,
            structure: [
                "multipart/related", "multipart/alternative", "text/plain", "text/html", "image/png",
                "image/png",
            ]),
        Shape(
            name: "image-attachment", eml: head + attachment + text, html: html + image,
            structure: [
                "multipart/mixed", "multipart/related", "multipart/alternative", "text/plain", "text/html",
                "image/png", "image/png", "text/plain",
            ]),
        Shape(
            name: "image-only", eml: head + "\n", html: image,
            structure: [
                "multipart/related", "multipart/alternative", "text/plain", "text/html", "image/png",
                "image/png",
            ]),
        Shape(
            name: "calendar", eml: head + invitation + text,
            structure: ["multipart/alternative", "text/plain", "text/calendar"]),
        Shape(
            name: "everything",
            eml: head + invitation + attachment + "Content-Type: text/plain; format=flowed\n" + text,
            html: html + image,
            structure: [
                "multipart/mixed", "multipart/related", "multipart/alternative", "text/plain", "text/html",
                "text/calendar", "image/png", "image/png", "text/plain",
            ]),
    ]

    @Test("Each shape is octet by octet what it was, and has the parts it should have", arguments: shapes)
    func shape(_ shape: Shape) throws {
        let folder = try TemporaryFolder()
        try folder.write("logo.png", [0x89, 0x50, 0x4E, 0x47])
        try folder.write("photos/Zoë.png", [0x89, 0x50, 0x4E, 0x47, 0x0D])
        try folder.write("terms.txt", Array("Bedingungen: keine.\r\n".utf8))
        let calendar = [
            "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//example.org//Chor//DE", "METHOD:REQUEST",
            "BEGIN:VEVENT", "UID:probe-1@example.org", "DTSTAMP:20261123T204109Z",
            "DTSTART:20261130T180000Z", "ORGANIZER:mailto:chor@example.org",
            "ATTENDEE;RSVP=TRUE:mailto:{{ email }}", "SUMMARY:Probe", "END:VEVENT", "END:VCALENDAR", "",
        ]
        try folder.write("invite.ics", Array(calendar.joined(separator: "\r\n").utf8))
        let composing = try Composing(
            shape.eml, html: shape.html, columns: ["name", "email"], root: folder.path)
        let message = try composing.message(["Zoë", "zoe@example.com"])
        try Golden.expect(message, "body-\(shape.name).eml")
        let path = try folder.write("message.eml", message.assembled)
        #expect(try Self.structure(ofMessageAt: path) == shape.structure)
    }

    /// The types of the parts as Python's parser finds them; without Python the test fails.
    private static func structure(ofMessageAt path: String) throws -> [String] {
        let reading = try Command.runHere("python3", ["-c", script, path])
        #expect(
            reading.status == 0, "python3 has to read the message without a defect: \(reading.everything)")
        return reading.output.utf8Components(separatedBy: "\n").dropLast()
    }

    /// Prints each part's type; an exception for a defect, or for a `cid:` without its part.
    private static let script = #"""
        import email, email.policy, re, sys
        with open(sys.argv[1], "rb") as file:
            message = email.message_from_bytes(file.read(), policy=email.policy.strict)
        named, known = set(), set()
        for part in message.walk():
            assert not part.defects, part.defects
            for name, value in part.items():
                assert not getattr(value, "defects", []), (name, value.defects)
            if part["Content-ID"]:
                known.add(part["Content-ID"].strip("<> "))
            if not part.is_multipart():
                content = part.get_payload(decode=True)
                if part.get_content_type() == "text/html":
                    named |= set(re.findall(r"cid:([^\"'\s)]+)", content.decode()))
            print(part.get_content_type())
        assert named == known, (named, known)
        """#
}
