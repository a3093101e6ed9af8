import Foundation
import Testing

@testable import Composition

@Suite("Patterns: reverse path, ENVID, the way to unsubscribe")
struct PatternTests {
    private let eml = "From: a@example.org\nTo: {{ email }}\nSubject: x\n\nGo: {{ unsubscribe_url }}\n"
    private let plain =
        "From: a@example.org\nTo: {{ email }}\nSubject: x\nReturn-Path: <old@example.org>\n\nx\n"

    private func composing(
        _ eml: String, html: String? = nil, columns: [String] = ["email"],
        _ change: (inout CompositionSettings) throws -> Void
    ) throws -> Composing {
        var settings = CompositionSettings(campaignID: [0xAB, 0xCD])
        try change(&settings)
        return try Composing(eml, html: html, columns: columns, settings: settings)
    }

    private func octets(_ text: String) -> [UInt8] { Array(text.utf8) }

    @Test(
        "The reverse path comes from its pattern, with the recipient as user=domain",
        arguments: [
            ("bounce+{row}-{campaign}@example.org", "b@c.de", "bounce+7-abcd@example.org"),
            ("v+{recipient}@example.org", "ada.l@c.de", "v+ada.l=c.de@example.org"),
            ("v+{recipient}@example.org", "\"a b\"@c.de", "v++22a+20b+22=c.de@example.org"),
            ("v+{recipient}@example.org", "é@c.de", "v++C3+A9=c.de@example.org"),
            ("bounces@example.org", "b@c.de", "bounces@example.org"),
        ])
    func returnPath(pattern: String, email: String, expected: String) throws {
        let composing = try composing(plain) {
            $0.returnPath = try MessagePattern.returnPath(Array(pattern.utf8))
        }
        let message = try composing.message([email], number: 7)
        #expect(message.sender.map { String(decoding: $0.octets, as: UTF8.self) } == expected)
        #expect(message.header("Return-Path") == nil)
        #expect(message.messageID.suffix(13) == octets("@example.org>")[...])
    }

    @Test("A reverse path that gets too long makes the row invalid, and says what it would have been")
    func longReturnPath() throws {
        let composing = try composing(plain) {
            $0.returnPath = try MessagePattern.returnPath(octets("bounces+{recipient}@example.org"))
        }
        let email = String(repeating: "a", count: 60) + "@c.de"
        let fault = #expect(throws: RowFault.self) { try composing.message([email]) }
        #expect(fault?.header == "Return-Path")
    }

    @Test("An ENVID stands in the envelope and not in the message, and is the same each time")
    func envelopeID() throws {
        let composing = try composing(plain) { $0.envelopeID = .standardEnvelopeID }
        #expect(try composing.message(["b@c"], number: 12).envelopeID == octets("abcd-12"))
        #expect(try composing.message(["b@c"], number: 13).envelopeID == octets("abcd-13"))
        #expect(try Composing(plain, columns: ["email"]).message(["b@c"]).envelopeID.isEmpty)
    }

    @Test("What is no pattern for its purpose is refused with the reason")
    func faults() throws {
        func fault(_ make: ([UInt8]) throws(PatternFault) -> MessagePattern, _ text: String) -> PatternFault?
        {
            do {
                _ = try make(octets(text))
                return nil
            } catch { return error }
        }
        #expect(fault(MessagePattern.returnPath, "b+{row@c") == .unclosedBrace)
        #expect(
            fault(MessagePattern.returnPath, "b+{rows}@c")
                == .unknownPlace("rows", known: [.recipient, .row, .campaign]))
        #expect(fault(MessagePattern.returnPath, "b{row}") == .address(.noAtSign, "b1"))
        #expect(fault(MessagePattern.returnPath, "b@c\r\nDATA") == .notPrintable(13))
        #expect(fault(MessagePattern.returnPath, "b@c> SIZE={row}") != nil)
        #expect(
            fault(MessagePattern.envelopeID, "{recipient}")
                == .unknownPlace("recipient", known: [.row, .campaign]))
        #expect(
            fault(MessagePattern.envelopeID, "{campaign}{campaign}{campaign}{row}")
                == .envelopeIDTooLong(octets: 115))
        for (url, expected): (String, PatternFault) in [
            ("http://example.org/{token}", .scheme), ("javascript:{token}", .scheme),
            ("https://example.org/", .noToken),
            ("https://e.org/{token}>", .notInURL(0x3E)), ("mailto:a@b,c@d?subject={token}", .notInURL(0x2C)),
            ("https://e.org/ {token}", .notInURL(0x20)), ("https://e.org/{token}", .noKey),
        ] {
            #expect(throws: expected) { try Unsubscription(urls: [octets(url)], key: nil) }
        }
        #expect(throws: PatternFault.repeatedScheme) {
            try Unsubscription(urls: [octets("mailto:a@b"), octets("MAILTO:c@d")], key: nil)
        }
    }

    private func unsubscription(_ urls: String...) throws -> Unsubscription {
        try Unsubscription(
            urls: urls.map { octets($0) }, key: UnsubscribeKey([UInt8](repeating: 1, count: 32)))
    }

    @Test(
        "With an https URL the message can be unsubscribed from in one click (RFC 8058), and its body has the link"
    )
    func oneClick() throws {
        let composing = try composing(eml, html: "<a href=\"{{ unsubscribe_url }}\">{{ email }}</a>") {
            $0.unsubscription = try unsubscription(
                "mailto:leave@example.org?subject={token}", "https://example.org/u/{token}?a=1&r={recipient}")
        }
        let message = try composing.message(["a+b@example.com"])
        message.expectCleanLines()
        let header = try #require(message.header("List-Unsubscribe"))
        let parts = header.utf8Components(separatedBy: ">, <")
        let token = try #require(parts.last?.utf8Components(separatedBy: "subject=").last?.dropLast())
        #expect(
            header == "<https://example.org/u/\(token)?a=1&r=a%2Bb%40example.com>, "
                + "<mailto:leave@example.org?subject=\(token)>")
        #expect(message.header("List-Unsubscribe-Post") == "List-Unsubscribe=One-Click")
        let read = try UnsubscribeToken(
            verifying: Array(token.utf8), with: UnsubscribeKey([UInt8](repeating: 1, count: 32)))
        #expect(read.address.octets == octets("a+b@example.com"))
        #expect(read.campaignID == [0xAB, 0xCD])
        let body = message.text.replacingOccurrences(of: "=\r\n", with: "").replacingOccurrences(
            of: "=3D", with: "=")
        #expect(body.contains("Go: https://example.org/u/\(token)?a=1&r=a%2Bb%40example.com"))
        #expect(body.contains("\(token)?a=1&amp;r="))
    }

    @Test("Without an https URL there is no one-click header, and the link is the mailto URL")
    func mailOnly() throws {
        let composing = try composing(eml) {
            $0.unsubscription = try unsubscription("mailto:leave@example.org")
        }
        let message = try composing.message(["b@c"])
        #expect(message.header("List-Unsubscribe") == "<mailto:leave@example.org>")
        #expect(message.header("List-Unsubscribe-Post") == nil)
        #expect(message.text.contains("Go: mailto:leave@example.org"))
    }

    @Test("Every row gets its own link, whatever the buffers held before")
    func ownLink() throws {
        let composing = try composing(eml) {
            $0.unsubscription = try unsubscription("https://e.org/{row}/{token}")
        }
        var scratch = composing.composer.makeScratch()
        var message = Message()
        for (number, email) in [
            (1, "a@b"), (2, "a-long-one@example.org"), (3, "c@d"), (4, "not one"), (5, "e@f"),
        ] {
            let row = Composing.row([email])
            guard email != "not one" else {
                #expect(throws: RowFault.self) {
                    try composing.composer.compose(
                        row, number: number, date: 0, scratch: &scratch, into: &message)
                }
                continue
            }
            try composing.composer.compose(
                row, number: number, date: Composing.date, scratch: &scratch, into: &message)
            #expect(message.octets == (try composing.message([email], number: number)).octets)
            #expect(message.header("List-Unsubscribe")?.contains("/\(number)/") == true)
        }
    }

    @Test("A column or a header that says the same as the settings is a fault of the template, not a riddle")
    func clashes() throws {
        func problems(_ eml: String, columns: [String]) -> [TemplateFault.Problem] {
            do {
                _ = try composing(eml, columns: columns) {
                    $0.unsubscription = try unsubscription("mailto:a@b")
                }
                return []
            } catch let faults as TemplateFaults {
                return faults.faults.map(\.problem)
            } catch {
                Issue.record("\(error)")
                return []
            }
        }
        let taken = TemplateFault.Problem.message(.columnNameTaken("unsubscribe_url"))
        #expect(problems(eml, columns: ["email", "unsubscribe_url"]) == [taken])
        #expect(problems(eml, columns: ["email", "Unsubscribe URL"]) == [taken])
        let own =
            "From: a@b\nTo: {{ email }}\nList-Unsubscribe: <mailto:a@b>\nlist-unsubscribe-post: x\nSubject: x\n\n"
        #expect(
            problems(own, columns: ["email"]) == [
                .message(.headerOfSettings("List-Unsubscribe")),
                .message(.headerOfSettings("list-unsubscribe-post")),
            ])
        #expect(throws: TemplateFaults.self) { try Composing(eml, columns: ["email"]) }
    }
}
