import Foundation
import Testing

@testable import Composition

@Suite("The isemail corpus")
struct IsEmailCorpusTests {
    /// Addresses that RFC 5321 allows, in the corpus's words.
    private static let validCategories: Set = [
        "ISEMAIL_VALID_CATEGORY", "ISEMAIL_DNSWARN", "ISEMAIL_RFC5321",
    ]

    @Test(
        "No address is accepted that the corpus calls invalid for SMTP, and nearly all valid ones are accepted"
    )
    func neverLaxer() throws {
        let path = Corpora.path("isemail/test/tests.xml")
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
            print("corpora not present: isemail")
            return
        }
        var valid = 0
        var acceptedValid = 0
        var count = 0
        for test in text.components(separatedBy: "<test id=").dropFirst() {
            guard let category = between("<category>", "</category>", in: test) else { continue }
            let octets = Self.octets(between("<address>", "</address>", in: test) ?? "")
            count += 1
            let isAccepted = (try? EmailAddress(parsing: octets)) != nil
            if Self.validCategories.contains(category) {
                valid += 1
                if isAccepted { acceptedValid += 1 }
            } else {
                #expect(
                    !isAccepted,
                    "laxer than RFC 5321: \(String(decoding: octets, as: UTF8.self)) (\(category))")
            }
        }
        #expect(count > 150)
        // Stricter on purpose where the corpus allows tags for address literals that nobody registered.
        #expect(acceptedValid >= valid - 4, "\(acceptedValid) of \(valid) valid addresses accepted")
    }

    private func between(_ start: String, _ end: String, in text: String) -> String? {
        guard let from = text.range(of: start),
            let to = text.range(of: end, range: from.upperBound..<text.endIndex)
        else { return nil }
        return String(text[from.upperBound..<to.lowerBound])
    }

    /// Undoes XML's entities, and the control pictures by which the corpus writes control characters.
    private static func octets(_ text: String) -> [UInt8] {
        var plain = text
        for (entity, character) in [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'")] {
            plain = plain.replacingOccurrences(of: entity, with: character)
        }
        while let start = plain.range(of: "&#x"),
            let end = plain.range(of: ";", range: start.upperBound..<plain.endIndex),
            let value = UInt32(plain[start.upperBound..<end.lowerBound], radix: 16),
            let scalar = Unicode.Scalar(value)
        {
            plain.replaceSubrange(start.lowerBound..<end.upperBound, with: String(scalar))
        }
        plain = plain.replacingOccurrences(of: "&amp;", with: "&")
        var scalars = String.UnicodeScalarView()
        for scalar in plain.unicodeScalars {
            let isPicture = 0x2400...0x2420 ~= scalar.value
            scalars.append(isPicture ? Unicode.Scalar(UInt8(scalar.value - 0x2400)) : scalar)
        }
        return Array(String(scalars).utf8)
    }
}
