import Ledger

/// How many attempts ended when, by outcome, in intervals of one length.
package struct AttemptSeries: Sendable {
    /// Of one interval.
    package struct Interval: Equatable, Sendable {
        /// By the raw value of the outcome, which begins with that of `pending`.
        private var counts = Array(repeating: 0, count: Outcome.allCases.count)

        package subscript(outcome: Outcome) -> Int {
            get { counts[outcome.rawValue - Outcome.pending.rawValue] }
            set { counts[outcome.rawValue - Outcome.pending.rawValue] = newValue }
        }

        package var attempts: Int { counts.reduce(0, &+) }
    }

    /// More would be too thin to be seen.
    static let mostIntervals = 120
    /// In seconds; a person can tell these from a clock.
    private static let lengths = [
        1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400,
    ]

    /// When the first interval starts, seconds since 1970: a multiple of ``length``.
    package let start: Int64
    /// Of one interval, in seconds.
    package let length: Int64
    package private(set) var intervals: [Interval]

    /// - Parameters: the first and the last moment that are to be seen, milliseconds since 1970.
    package init(from first: Int64, through last: Int64) {
        let (first, last) = (first.floored(by: 1000), max(first, last).floored(by: 1000))
        var length: Int64 = 1
        // Seconds are far from the ends of Int64: nothing overflows.
        func intervals() -> Int64 { last.floored(by: length) - first.floored(by: length) + 1 }
        for candidate in Self.lengths {
            length = Int64(candidate)
            if intervals() <= Self.mostIntervals { break }
        }
        // Years of it, or a clock that was wrong: whole days, as many as are needed.
        while intervals() > Self.mostIntervals { length *= 2 }
        self.length = length
        start = first.floored(by: length) * length
        self.intervals = Array(repeating: Interval(), count: Int(intervals()))
    }

    /// Counts an attempt; one outside the time that is seen counts at its nearer end.
    package mutating func count(_ outcome: Outcome, at milliseconds: Int64) {
        let index = milliseconds.floored(by: 1000).floored(by: length) - start / length
        intervals[min(max(0, Int(clamping: index)), intervals.count - 1)][outcome] += 1
    }

    /// The most attempts of any interval; 1 when there are none.
    package var peak: Int { max(1, intervals.map(\.attempts).max() ?? 1) }
}

extension Int64 {
    /// The quotient that is not above the exact one.
    fileprivate func floored(by divisor: Int64) -> Int64 {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }
}
