/// Spaces starts evenly: a bucket that fills steadily, and from which each start takes one token.
///
/// With room for B tokens and N − B + 1 coming in during the rate's interval T, no interval of T milliseconds has more
/// than N starts: at the most B are there at its beginning, and fewer than N − B + 1 come in before its end. B is what
/// falls in 20 milliseconds, at the most a hundredth of N and at least 1, so that less than a hundredth of the rate is
/// given away and a start never waits for the grain of a timer.
///
/// Time is a parameter, in milliseconds; a clock that is set back makes the bucket begin anew from there, without a gift.
struct TokenBucket: Equatable, Sendable {
    /// Milliseconds whose share of the rate may start at once.
    private static let grain: Int64 = 20

    /// T: one token is so many units of ``credit``, and ``gain`` of them come in each millisecond.
    private let interval: Int64
    private let gain: Int64
    /// B, in units.
    private let capacity: Int64
    private var credit: Int64
    private var filledAt: Int64

    init(_ rate: Rate, at now: Int64) {
        interval = rate.unit.milliseconds
        let burst = max(1, min(rate.count / 100, rate.count * Self.grain / interval))
        gain = rate.count - burst + 1
        capacity = burst * interval
        credit = capacity
        filledAt = now
    }

    /// B: starts that may follow each other at once.
    var burst: Int64 { capacity / interval }

    /// Starts in a millisecond, in the long run.
    var perMillisecond: Double { Double(gain) / Double(interval) }

    /// Starts that are possible now.
    func available(at now: Int64) -> Int { Int(credit(at: now) / interval) }

    /// Nothing is remembered: as good as a new one.
    func isFull(at now: Int64) -> Bool { credit(at: now) == capacity }

    /// When the next start is possible: `now` or later.
    func next(at now: Int64) -> Int64 {
        let missing = interval - credit(at: now)
        guard missing > 0 else { return now }
        return now + (missing + gain - 1) / gain
    }

    mutating func take(_ starts: Int, at now: Int64) {
        credit = max(0, credit(at: now) - Int64(starts) * interval)
        filledAt = now
    }

    /// Takes back the token of a start at `time` that was none.
    ///
    /// Less by what has come in since: had it been there, a full bucket might have lost as much.
    mutating func giveBack(startedAt time: Int64, now: Int64) {
        guard time <= now else { return }
        let gained = min(now - time, interval / gain + 1) * gain
        credit = min(capacity, credit(at: now) + max(0, interval - gained))
        filledAt = now
    }

    /// There was a start at `time`, before this bucket was made: what may have been in it then is not known.
    ///
    /// Told nearly in order: the latest of several counts.
    mutating func empty(at time: Int64) {
        filledAt = credit == 0 ? max(filledAt, time) : time
        credit = 0
    }

    private func credit(at now: Int64) -> Int64 {
        // More than this long fills any bucket; the bound keeps the product small.
        let elapsed = min(max(0, now - filledAt), capacity / gain + 1)
        return min(capacity, credit + elapsed * gain)
    }
}
