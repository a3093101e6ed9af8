import Bounces
import Composition
import Testing

@testable import CampaignRun

@Suite("Whom a bounce is about")
struct RowFailureTests {
    private static let row = Array("ada@example.com".utf8)

    private static func recipient(
        _ action: RecipientNotice.Action, _ addresses: [String], _ code: String = "5.1.1"
    ) throws -> RecipientNotice {
        let text = """
            Content-Type: multipart/report; report-type=delivery-status; boundary=b

            --b
            Content-Type: message/delivery-status

            Reporting-MTA: dns; mail.example

            Original-Recipient: rfc822; \(addresses.first ?? "")
            Final-Recipient: rfc822; \(addresses.last ?? "")
            Action: \(action.rawValue)
            Status: \(code)

            --b--

            """
        guard case .notice(let notice) = ReturnedMail(reading: Array(text.utf8)) else { throw NotANotice() }
        return try #require(notice.recipients.first)
    }

    private struct NotANotice: Error {}

    private static func decided(_ recipients: [RecipientNotice], isAlone: Bool = false) -> String? {
        RowFailure(recipients: recipients, namesMessage: false).decisive(for: row, isAlone: isAlone)?.status?
            .text
    }

    @Test("The row's own address decides, whatever is told of others", arguments: [true, false])
    func own(isAlone: Bool) throws {
        let other = try Self.recipient(.failed, ["archive@example.org"])
        let full = try Self.recipient(.failed, ["ADA@Example.com"], "5.2.2")
        #expect(Self.decided([other, full], isAlone: isAlone) == "5.2.2")
        let late = try Self.recipient(.delayed, ["ada@example.com"], "4.4.1")
        #expect(Self.decided([other, late], isAlone: isAlone) == nil)
        let forwarded = try Self.recipient(
            .failed, ["ada@example.com", "countess@elsewhere.example"], "5.1.2")
        #expect(Self.decided([other, forwarded], isAlone: isAlone) == "5.1.2")
    }

    @Test("An address that is not the row's counts where the message went to nobody else")
    func rewritten() throws {
        let told = [try Self.recipient(.failed, ["countess@elsewhere.example"])]
        #expect(Self.decided(told, isAlone: true) == "5.1.1")
        #expect(Self.decided(told, isAlone: false) == nil)
    }

    @Test(
        "Headers tell whether messages go to several",
        arguments: [
            ("To: {{ email }}", false), ("To: \"Countess, Ada\" <{{ email }}>", false),
            ("To: {{ email }}, b@example.com", true), ("To: {{ email }}\nbcc: a@example.org", true),
            ("To: {{ email }}\nCc: {{ boss }}", true), ("To: {{ email }}\nReply-To: a@example.org", false),
            ("To: {{ email }}\nCc:", false),
        ])
    func headers(_ text: String, _ isTrue: Bool) {
        let octets = Array("From: a@example.org\n\(text)\nSubject: x\nAttach: gone.pdf\n\nTo: b, c\n".utf8)
        let source = TemplateSource(message: SourceFile(path: "letter.eml", octets: octets), root: "/")
        #expect(source.namesSeveralRecipients == isTrue)
    }
}
