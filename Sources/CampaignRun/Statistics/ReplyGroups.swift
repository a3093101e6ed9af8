import Ledger

/// What relays said, and what happened without a word, counted by kind.
///
/// Two answers are of one kind when they have the same outcome and codes, and their texts differ only in what names one message:
/// queue ids, addresses, times.
package struct ReplyGroups: Sendable {
    package struct Group: Equatable, Sendable {
        package let outcome: Outcome
        package let code: Int?
        package let enhanced: String?
        /// The text of the first answer of the kind, or the reason where there was no reply.
        package let example: [UInt8]
        package fileprivate(set) var count: Int
    }

    private struct Kind: Hashable {
        let outcome: Outcome
        let code: Int?
        let enhanced: String?
        let text: [UInt8]
    }

    /// Kinds told apart at the most; a relay that never says the same twice must not fill the memory.
    static let mostKinds = 1000

    private var indices: [Kind: Int] = [:]
    private var found: [Group] = []
    /// Answers of kinds beyond ``mostKinds``.
    package private(set) var uncounted = 0

    package init() {}

    package mutating func add(_ attempt: AttemptRecord) {
        add(
            attempt.outcome, attempt.code, attempt.enhanced,
            attempt.text ?? Array((attempt.reason ?? "").utf8))
    }

    /// Counts a row by what its last attempt came to, or by what is wrong with it.
    package mutating func add(_ row: ReportRow) {
        add(row.outcome, row.code, row.enhanced, row.text ?? Array((row.reason ?? "").utf8))
    }

    private mutating func add(_ outcome: Outcome, _ code: Int?, _ enhanced: String?, _ text: [UInt8]) {
        let kind = Kind(outcome: outcome, code: code, enhanced: enhanced, text: Self.common(text))
        if let index = indices[kind] {
            found[index].count += 1
        } else if found.count < Self.mostKinds {
            indices[kind] = found.count
            found.append(
                Group(
                    outcome: kind.outcome, code: kind.code, enhanced: kind.enhanced, example: text, count: 1))
        } else {
            uncounted += 1
        }
    }

    /// The most frequent first; of equal ones, the first seen.
    package var sorted: [Group] {
        found.enumerated()
            .sorted { ($1.element.count, $0.offset) < ($0.element.count, $1.offset) }
            .map(\.element)
    }

    /// The text without its words that hold an `@`, are numbers, or hold a digit in more than three octets.
    private static func common(_ text: [UInt8]) -> [UInt8] {
        var common: [UInt8] = []
        for word in text.split(separator: UInt8(ascii: " ")) {
            let digits = word.count { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            let isParticular =
                word.contains(UInt8(ascii: "@")) || digits == word.count || (digits > 0 && word.count > 3)
            common.append(contentsOf: isParticular ? [UInt8(ascii: "*")] : Array(word))
            common.append(UInt8(ascii: " "))
        }
        return common
    }
}
