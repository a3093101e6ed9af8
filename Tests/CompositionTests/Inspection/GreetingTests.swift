import Composition
import Testing

@Suite("Greetings without a name")
struct GreetingTests {
    /// What is told of a message with this body for rows with an empty and a filled name.
    private static func notices(_ text: String?, html: String? = nil, name: String) throws -> [MessageNotice]
    {
        let message = "From: a@example.org\nTo: <a@example.org>\nSubject: x\n\n" + (text ?? "")
        let source = TemplateSource(
            message: SourceFile(path: "m.eml", octets: Array(message.utf8)),
            html: html.map { SourceFile(path: "m.html", octets: Array($0.utf8)) }, root: "/")
        let composer = try Composer(
            compiling: source, columns: ["name", "last"], settings: CompositionSettings(campaignID: [1]))
        var scratch = composer.makeScratch()
        var composed = Message()
        let octets = Array(name.utf8)
        try composer.compose(
            Row(octets: octets, ends: [Int32(octets.count), Int32(octets.count)]), number: 1, date: 0,
            scratch: &scratch,
            into: &composed)
        var found: [MessageNotice] = []
        MessageInspection(composer).inspect(&scratch) { found.append($0) }
        return found
    }

    @Test(
        "A blank in a greeting of the text is told, and nothing when there is a name",
        arguments: [
            "Dear {{ name }},\n", "Hello {{ name }},\n", "Hi {{ name }} {{ last }},\n",
            "Sehr geehrter Herr {{ name }},\n", "Dear {{ name }}\n\nx", "Guten Tag {{ name }},\n",
            "x\n\n  Dear {{ name | titlecase_name }}!\n", "Dear {% if name %}{{ name }}{% endif %},\n",
        ])
    func text(_ body: String) throws {
        let found = try Self.notices(body, name: "")
        guard case .blankGreeting? = found.first, found.count == 1 else {
            Issue.record("\(body): \(found)")
            return
        }
        #expect(try Self.notices(body, name: "Ada").isEmpty)
    }

    @Test(
        "The same of HTML, with tags around the name",
        arguments: [
            "<p>Dear {{ name }},</p>", "<p>Dear <b>{{ name }}</b>,</p>",
            "<td>\n  Hello&nbsp;{{ name }},</td>",
        ])
    func html(_ body: String) throws {
        let found = try Self.notices(nil, html: body, name: "")
        #expect(found.count == 1, "\(body): \(found)")
        #expect(try Self.notices(nil, html: body, name: "Ada").isEmpty)
    }

    @Test(
        "Greetings that need no name, defaults and sentences are left alone",
        arguments: [
            "Hello{{ name }},\n", "Dear {{ name | default: \"friend\" }},\n", "Hello,\n\n{{ name }}",
            "Dear friend,\n{{ name }}", "Bonjour {{ name }} !\n", "He was dear {{ name }}, they say.\n",
            "Dear {% if name %}{{ name }}{% else %}all{% endif %},\n", "Hi {{ name }}\n",
            "Higher {{ name }},\n",
        ])
    func quiet(_ body: String) throws {
        let found = try Self.notices(body, name: "")
        #expect(found.isEmpty, "\(body): \(found)")
    }

    @Test("The line is told as it was merged, with the place of the blank")
    func place() throws {
        #expect(
            try Self.notices("x\nDear {{ name }}, and so on\n", name: "") == [
                .blankGreeting(line: "Dear , and so on", column: 6)
            ])
    }
}
