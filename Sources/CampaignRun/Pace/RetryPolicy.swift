/// When a recipient that was turned away for now is tried again.
///
/// After waits that double up to an hour. Each is up to half as long again, as chance has it, so that rows which were
/// turned away together do not all come back together; none is shorter than said, because greylisting counts from the
/// first attempt.
struct RetryPolicy: Equatable, Sendable {
    /// Attempts of one recipient at the most, the first included and those of earlier runs.
    var attempts: Int64 = 10
    /// No attempt is planned later than so many milliseconds after the first: five days (RFC 5321 §4.5.4.1).
    var age: Int64 = 5 * CivilDay.milliseconds
    /// Milliseconds to the second attempt at the least.
    var firstWait: Int64 = 120_000

    /// What the doubling ends at, unless the first wait is longer.
    private static let longestWait: Int64 = 3_600_000

    /// No wait is longer than this: what is planned for later was planned before a clock was set back.
    var horizon: Int64 { Self.horizon(firstWait: firstWait) }

    private static func horizon(firstWait: Int64) -> Int64 { max(firstWait, longestWait) * 3 / 2 }

    /// The longest that any run of a campaign may have planned with, by what its file keeps.
    static func horizon(stored settings: [String: String]) -> Int64 {
        let waits = [PaceOption.retryAfter.rawValue, CampaignSetting.longestRetryAfter].compactMap { name in
            settings[name].flatMap { WaitText.parse(Array($0.utf8)) }
        }
        return horizon(firstWait: waits.max() ?? 0)
    }

    /// When the next attempt is due, in milliseconds since 1970; nil when there is none.
    ///
    /// - Parameters:
    ///   - attempts: how many there were, at least 1.
    ///   - first: when the first of them was.
    ///   - chance: decides how much longer than said the wait is.
    func next(after attempts: Int, first: Int64, now: Int64, by chance: Chance) -> Int64? {
        guard attempts < self.attempts else { return nil }
        let doubled = firstWait << min(Int64(max(attempts - 1, 0)), 20)
        let wait = min(doubled, max(firstWait, Self.longestWait))
        let due = now + wait + chance.part(of: wait / 2, for: attempts)
        return due - first <= age ? due : nil
    }
}

/// Chance that a seed decides: the same for the same row, whatever else goes on.
struct Chance: Equatable, Sendable {
    private let state: UInt64

    init(seed: UInt64, row: Int) { state = SeededChance.drawn(from: seed &+ UInt64(truncatingIfNeeded: row)) }

    /// From 0 to `whole`, for one attempt.
    func part(of whole: Int64, for attempt: Int) -> Int64 {
        let drawn = SeededChance.drawn(from: state &+ UInt64(truncatingIfNeeded: attempt))
        return Int64(drawn % UInt64(max(0, whole) + 1))
    }
}
