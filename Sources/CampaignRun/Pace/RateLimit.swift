/// Keeps one rate: evenly where the interval is an hour or less, as a quota where it is a day.
struct RateLimit: Equatable, Sendable {
    private enum Meter: Equatable {
        case spaced(TokenBucket)
        case counted(DayQuota)
    }

    let rate: Rate
    private var meter: Meter

    init(_ rate: Rate, at now: Int64) {
        self.rate = rate
        meter =
            switch rate.unit {
            case .second, .minute, .hour: .spaced(TokenBucket(rate, at: now))
            case .day: .counted(DayQuota(rate.count))
            }
    }

    /// Takes note of the time: a clock that was set back begins anew from there, without a gift.
    mutating func look(at now: Int64) {
        guard case .spaced(var bucket) = meter else { return }
        bucket.take(0, at: now)
        meter = .spaced(bucket)
    }

    /// Starts that are possible now.
    func available(at now: Int64) -> Int {
        switch meter {
        case .spaced(let bucket): bucket.available(at: now)
        case .counted(let quota): quota.available(at: now)
        }
    }

    /// When the next start is possible: `now` or later.
    func next(at now: Int64) -> Int64 {
        switch meter {
        case .spaced(let bucket): bucket.next(at: now)
        case .counted(let quota): quota.next(at: now)
        }
    }

    /// Whether a new one would say the same.
    func isUnused(at now: Int64) -> Bool {
        switch meter {
        case .spaced(let bucket): bucket.isFull(at: now)
        case .counted(let quota): quota.isUnused(at: now)
        }
    }

    mutating func take(_ starts: Int, at now: Int64) {
        switch meter {
        case .spaced(var bucket):
            bucket.take(starts, at: now)
            meter = .spaced(bucket)
        case .counted(var quota):
            quota.take(starts, at: now)
            meter = .counted(quota)
        }
    }

    /// A start at `time` was none.
    mutating func giveBack(startedAt time: Int64, now: Int64) {
        switch meter {
        case .spaced(var bucket):
            bucket.giveBack(startedAt: time, now: now)
            meter = .spaced(bucket)
        case .counted(var quota):
            quota.giveBack(startedAt: time)
            meter = .counted(quota)
        }
    }

    /// Starts of an earlier run, the last of them at `time`; told nearly oldest first.
    mutating func remember(starts: Int, lastAt time: Int64) {
        switch meter {
        case .spaced(var bucket):
            bucket.empty(at: time)
            meter = .spaced(bucket)
        case .counted(var quota):
            quota.take(starts, at: time)
            meter = .counted(quota)
        }
    }
}
