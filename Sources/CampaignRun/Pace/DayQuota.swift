/// Counts the starts of the last 24 hours: a quota may be used up at any hour of the day, but not twice in a day's length.
///
/// Spacing a day's number evenly would leave most of it unused where sending has hours. Starts are counted by quarters of
/// an hour, and a quarter counts until all of it is a day old: nothing is ever exceeded, and a long run gets 96 parts of 97.
struct DayQuota: Equatable, Sendable {
    fileprivate static let day = Rate.Unit.day.milliseconds
    static let grain: Int64 = 900_000

    fileprivate struct Quarter: Equatable {
        let number: Int64
        var starts: Int64
    }

    private let limit: Int64
    /// Oldest first; at the most 98.
    private var quarters: [Quarter] = []

    init(_ limit: Int64) { self.limit = limit }

    func available(at now: Int64) -> Int {
        Int(max(0, limit - quarters.reduce(0) { $1.isPast(at: now) ? $0 : $0 + $1.starts }))
    }

    func isUnused(at now: Int64) -> Bool { quarters.allSatisfy { $0.isPast(at: now) } }

    func next(at now: Int64) -> Int64 {
        var left = limit - quarters.reduce(0) { $0 + $1.starts }
        for quarter in quarters where left <= 0 {
            left += quarter.starts
            if left > 0 { return max(now, quarter.pastAt) }
        }
        return now
    }

    mutating func take(_ starts: Int, at now: Int64) {
        quarters.removeAll { $0.isPast(at: now) }
        // After a clock is set back, the last quarter goes on.
        let number = max(now / Self.grain, quarters.last?.number ?? 0)
        if let last = quarters.indices.last, quarters[last].number == number {
            quarters[last].starts += Int64(starts)
        } else {
            quarters.append(Quarter(number: number, starts: Int64(starts)))
        }
    }

    /// A start at `time` was none.
    mutating func giveBack(startedAt time: Int64) {
        let known = quarters.lastIndex { $0.number == time / Self.grain }
        // It was counted in the last one, when the clock had been set back.
        guard let index = known ?? quarters.indices.last, quarters[index].starts > 0 else { return }
        quarters[index].starts -= 1
    }
}

extension DayQuota.Quarter {
    /// The first moment at which the last millisecond of it is out of a window that ends then.
    fileprivate var pastAt: Int64 { (number + 1) * DayQuota.grain + DayQuota.day - 1 }

    fileprivate func isPast(at now: Int64) -> Bool { pastAt <= now }
}
