/// How many rows have which outcome.
package struct Figures: Equatable, Sendable {
    /// By raw value, which begins with that of `pending`.
    private var counts = Array(repeating: 0, count: Outcome.allCases.count)
    /// Rows that are being sent at this moment; they are counted among the pending ones.
    package var inFlight = 0
    /// When the first recorded attempt was claimed and the last was known, milliseconds since 1970.
    package var firstAttemptAt: Int64?
    package var lastAttemptAt: Int64?

    /// When the first of the deferred rows is to be tried again, milliseconds since 1970; nil when none has a time.
    package var nextRetryAt: Int64?

    /// Messages that were accepted, though not for every recipient.
    package var partial = 0

    /// Messages that came back after they were accepted.
    package var hardBounces = 0
    package var softBounces = 0

    package init() {}

    /// Rows with this outcome.
    package subscript(outcome: Outcome) -> Int {
        get { counts[outcome.rawValue - Outcome.pending.rawValue] }
        set { counts[outcome.rawValue - Outcome.pending.rawValue] = newValue }
    }

    /// All rows: the sum over the outcomes.
    package var rows: Int { counts.reduce(0, &+) }
}
