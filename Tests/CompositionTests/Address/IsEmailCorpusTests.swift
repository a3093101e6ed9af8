import Foundation
import TestSupport
import Testing

@testable import Composition

@Suite("The isemail corpus")
struct IsEmailCorpusTests {
    /// Addresses that RFC 5321 allows, in the corpus's words.
    private static let validCategories: Set = [
        "ISEMAIL_VALID_CATEGORY", "ISEMAIL_DNSWARN", "ISEMAIL_RFC5321",
    ]

    @Test(
        "No address is accepted that the corpus calls invalid for SMTP, and nearly all valid ones are accepted",
        .enabled(if: Corpora.has("isemail"), "corpora not present: isemail"))
    func neverLaxer() throws {
        let path = Corpora.path("isemail/test/tests.xml")
        let text = try String(contentsOfFile: path, encoding: .utf8)
        var counts: [String: (accepted: Int, refused: Int)] = [:]
        var laxer = 0
        for test in text.components(separatedBy: "<test id=").dropFirst() {
            guard let category = between("<category>", "</category>", in: test) else { continue }
            let octets = Self.octets(between("<address>", "</address>", in: test) ?? "")
            let isAccepted = (try? EmailAddress(parsing: octets)) != nil
            counts[category, default: (0, 0)].accepted += isAccepted ? 1 : 0
            counts[category, default: (0, 0)].refused += isAccepted ? 0 : 1
            guard isAccepted, !Self.validCategories.contains(category) else { continue }
            laxer += 1
            Issue.record("laxer than RFC 5321: \(String(decoding: octets, as: UTF8.self)) (\(category))")
        }
        for (category, count) in counts.sorted(by: { $0.key < $1.key }) {
            print("isemail: \(category): \(count.accepted) accepted, \(count.refused) refused")
        }
        print("isemail: laxer than RFC 5321: \(laxer)")
        #expect(laxer == 0)
        #expect(counts.values.reduce(0) { $0 + $1.accepted + $1.refused } > 150)
        let isValid = counts.filter { Self.validCategories.contains($0.key) }.values
        let acceptedValid = isValid.reduce(0) { $0 + $1.accepted }
        let valid = acceptedValid + isValid.reduce(0) { $0 + $1.refused }
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
