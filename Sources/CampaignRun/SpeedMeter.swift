/// How fast a run goes: now, of late, and on average.
///
/// A value: counts and times go in. Only time counts in which messages might have been sent: what a run slept through
/// the night says nothing of its speed.
package struct SpeedMeter: Equatable, Sendable {
    private struct Sample: Equatable {
        /// Milliseconds that counted until then.
        let at: Int64
        let done: Int
    }

    /// Milliseconds that ``now`` looks back.
    private static let moment: Int64 = 5000
    /// Milliseconds that ``recent`` looks back.
    private static let stretch: Int64 = 60_000
    private static let grain: Int64 = 500

    private var samples = [Sample(at: 0, done: 0)]
    private var latest = Sample(at: 0, done: 0)
    private var notedAt: Int64
    private var isResting = false

    /// - Parameter now: milliseconds of any clock.
    package init(at now: Int64) { notedAt = now }

    /// - Parameters:
    ///   - done: messages with an outcome since the meter was made.
    ///   - isResting: from now on nothing can be sent, and time does not count.
    package mutating func note(done: Int, isResting: Bool, at now: Int64) {
        let elapsed = self.isResting ? 0 : max(0, now - notedAt)
        latest = Sample(at: latest.at + elapsed, done: done)
        notedAt = now
        self.isResting = isResting
        guard let last = samples.last, latest.at - last.at >= Self.grain else { return }
        samples.append(latest)
        let surplus = samples.prefix { $0.at < latest.at - Self.stretch }.count - 1
        if surplus > 0 { samples.removeFirst(surplus) }
    }

    /// Messages a second in the last five seconds; nil before any time has passed.
    package var now: Double? { isResting ? 0 : speed(over: Self.moment) }

    /// Messages a second in the last minute.
    package var recent: Double? { speed(over: Self.stretch) }

    /// Messages a second since the beginning.
    package var average: Double? { speed(since: Sample(at: 0, done: 0)) }

    private func speed(over length: Int64) -> Double? {
        samples.last { $0.at <= latest.at - length }.map { speed(since: $0) } ?? average
    }

    private func speed(since sample: Sample) -> Double? {
        guard latest.at > sample.at else { return nil }
        return Double(latest.done - sample.done) / Double(latest.at - sample.at) * 1000
    }
}
