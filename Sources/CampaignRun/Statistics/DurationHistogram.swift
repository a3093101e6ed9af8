/// Durations in milliseconds, counted in classes that are at most 1/32 of their values wide.
///
/// What it takes does not depend on how many there are: percentiles of five million answers cost 15 KB.
package struct DurationHistogram: Sendable {
    /// Classes for each power of two.
    private static let steps = 32
    private var counts = Array(repeating: 0, count: 59 * 32)
    package private(set) var count = 0
    /// The longest, exactly.
    package private(set) var longest: Int64 = 0

    package init() {}

    /// Counts one; a negative one, which a clock that was set back leaves, counts as 0.
    package mutating func add(_ milliseconds: Int64) {
        let duration = max(0, milliseconds)
        counts[Self.index(of: duration)] += 1
        count += 1
        longest = max(longest, duration)
    }

    /// A duration that `percent` of all do not exceed, at most 1/32 above the least of that kind; 0 when there is none.
    ///
    /// - Parameter percent: 0 to 100.
    package func percentile(_ percent: Double) -> Int64 {
        let wanted = max(1, (Double(count) * percent / 100).rounded(.up))
        var seen = 0
        for (index, number) in counts.enumerated() where number > 0 {
            seen += number
            if Double(seen) >= wanted { return min(longest, Self.last(of: index)) }
        }
        return longest
    }

    /// Durations below 64 have a class each; then each power of two has 32.
    private static func index(of duration: Int64) -> Int {
        let shift = max(0, Int64.bitWidth - 1 - duration.leadingZeroBitCount - 5)
        return shift * steps + Int(duration >> Int64(shift))
    }

    /// The longest duration of a class.
    private static func last(of index: Int) -> Int64 {
        guard index >= 2 * steps else { return Int64(index) }
        let shift = Int64(index / steps - 1)
        let step = Int64(index % steps + steps)
        return (step << shift) - 1 + (1 << shift)
    }
}
