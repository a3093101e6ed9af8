import Testing

@testable import Composition

@Suite("A try goes to one address, whoever it is for")
struct RedirectionTests {
    private static func message(_ header: String, to address: String?, name: String) throws -> Message {
        var settings = CompositionSettings(campaignID: Array("0123456789abcdef".utf8))
        settings.redirection = try address.map { try EmailAddress(parsing: Array($0.utf8)) }
        let source = TemplateSource(
            message: SourceFile(path: "t.eml", octets: Array("\(header)\n\nHello {{ name }}\n".utf8)),
            root: "/")
        let composer = try Composer(compiling: source, columns: ["email", "name"], settings: settings)
        var scratch = composer.makeScratch()
        var message = Message()
        var row = Row(octets: [], ends: [])
        for cell in ["ada@example.com", name] {
            row.octets += cell.utf8
            row.ends.append(Int32(row.octets.count))
        }
        try composer.compose(row, number: 3, date: 0, scratch: &scratch, into: &message)
        return message
    }

    private static let header = """
        From: a@example.org
        To: {{ name }} <{{ email }}>, other@example.com
        Cc: cc@example.com
        Bcc: bcc@example.com
        Subject: Hello {{ name }}
        """

    @Test("To, Cc, envelope and subject change; everything else is what the row would get")
    func redirected() throws {
        let real = try Self.message(Self.header, to: nil, name: "Ada")
        let test = try Self.message(Self.header, to: "me@example.net", name: "Ada")
        #expect(real.recipients.count == 4)
        #expect(test.recipients.map(\.octets) == [Array("me@example.net".utf8)])
        #expect(test.sender == real.sender && test.messageID == real.messageID)
        let text = String(decoding: test.octets, as: UTF8.self)
        #expect(text.contains("\r\nTo: <me@example.net>\r\n"))
        #expect(text.contains("\r\nSubject: [test 3]\r\n Hello Ada\r\n"))
        for gone in ["ada@example.com", "other@example.com", "Cc:", "bcc"] {
            #expect(!text.contains(gone), "\(gone)")
        }
        #expect(text.hasSuffix("Hello Ada\r\n"))
        #expect(Array(test.octets[test.dateLine]) == Array(real.octets[real.dateLine]))
        #expect(
            Array(test.octets[test.contentStart...]) == Array(real.octets[real.contentStart...]))
    }

    @Test("Encoded and empty subjects have the mark before them, and no line is too long")
    func subjects() throws {
        let long = String(repeating: "ä", count: 60)
        let encoded = try Self.message(Self.header, to: "me@example.net", name: long)
        let lines = encoded.octets.split(separator: 0x0A)
        #expect(lines.allSatisfy { $0.count <= 78 })
        #expect(lines.contains { $0.elementsEqual("Subject: [test 3]\r".utf8) })
        let empty = try Self.message(
            "From: a@example.org\nTo: {{ email }}\nSubject: {{ name }}", to: "me@example.net", name: "")
        #expect(String(decoding: empty.octets, as: UTF8.self).contains("Subject: [test 3]\r\nDate:"))
    }
}
