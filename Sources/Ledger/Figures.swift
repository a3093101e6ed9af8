/// How many rows have which outcome.
package struct Figures: Equatable, Sendable {
    private var counts: [Int]
    /// Rows that are being sent at this moment; they are counted among the pending ones.
    package var inFlight: Int
    /// When the first recorded attempt was claimed and the last was known, milliseconds since 1970.
    package var firstAttemptAt: Int64?
    package var lastAttemptAt: Int64?

    package init() {
        counts = Array(repeating: 0, count: Outcome.allCases.count)
        inFlight = 0
    }

    /// Rows with this outcome.
    package subscript(outcome: Outcome) -> Int {
        get { counts[outcome.rawValue] }
        set { counts[outcome.rawValue] = newValue }
    }

    /// All rows: the sum over the outcomes.
    package var rows: Int { counts.reduce(0, &+) }
}
