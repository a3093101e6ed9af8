import Ledger

/// How many recipients may be refused before a run is stopped: a number, or a share of those who were answered for good.
struct FailureLimit: Equatable, Sendable {
    private enum Measure: Equatable {
        case number(Int)
        case percent(Int)
    }

    /// With fewer answers a share says nothing: the first refusal may be the first answer.
    private static let smallestSample = 20

    private let measure: Measure

    /// Nil unless `text` is a number from 1, or one from 1 to 100 with `%` behind it.
    init?(parsing text: some Collection<UInt8>) {
        let digits = text.prefix { $0 != UInt8(ascii: "%") }
        let isShare = digits.count != text.count
        guard text.count - digits.count <= 1,
            let number = DecimalNumber.parse(digits, atMost: isShare ? 100 : Rate.most), number > 0
        else { return nil }
        measure = isShare ? .percent(Int(number)) : .number(Int(number))
    }

    func isReached(by count: RefusalCount) -> Bool {
        switch measure {
        case .number(let number): count.refused >= number
        case .percent(let percent):
            count.answered >= Self.smallestSample && count.refused * 100 >= percent * count.answered
        }
    }
}

/// How many recipients a run had answers for that are final, and how many of them were refusals.
package struct RefusalCount: Equatable, Sendable {
    package private(set) var refused = 0
    package private(set) var answered = 0

    /// Deferrals are no answers yet, and what was never offered to a relay is none.
    mutating func note(_ verdict: AttemptResult.Verdict) {
        guard [.accepted, .refused, .refusedUnsent].contains(verdict) else { return }
        answered += 1
        if verdict != .accepted { refused += 1 }
    }
}
