@testable import CampaignRun

/// What happened in each hour of some days, and what was waited for, as a table.
struct DayPlan {
    enum Result {
        case accepted
        case deferred
        case lost
    }

    struct Hour: Equatable {
        var accepted = 0
        var deferred = 0
        var lost = 0
        /// Milliseconds by reason.
        var waits: [String: Int64] = [:]

        var attempts: Int { accepted + deferred + lost }
    }

    private let zone: TimeZoneRules
    /// By the hours since 1970 that clocks of the place show.
    private(set) var hours: [Int64: Hour] = [:]

    init(zone: TimeZoneRules) { self.zone = zone }

    mutating func note(_ result: Result, at time: Int64) {
        switch result {
        case .accepted: hours[hour(of: time), default: Hour()].accepted += 1
        case .deferred: hours[hour(of: time), default: Hour()].deferred += 1
        case .lost: hours[hour(of: time), default: Hour()].lost += 1
        }
    }

    mutating func note(wait: Range<Int64>, for reason: String) {
        var moment = wait.lowerBound
        while moment < wait.upperBound {
            let local = zone.local(moment)
            let end = min(wait.upperBound, moment + ThreeDays.hour - local % ThreeDays.hour)
            hours[hour(of: moment), default: Hour()].waits[reason, default: 0] += end - moment
            moment = end
        }
    }

    private func hour(of time: Int64) -> Int64 { zone.local(time) / ThreeDays.hour }

    /// Hours alike in which nothing happens share a line.
    var table: String {
        var lines = ["hour          attempts  accepted  deferred  lost  waiting for (minutes)"]
        var index = 0
        let numbers = hours.keys.sorted()
        while index < numbers.count {
            var end = index
            while end + 1 < numbers.count, hours[numbers[index]]?.attempts == 0,
                hours[numbers[end + 1]] == hours[numbers[index]]
            {
                end += 1
            }
            lines.append(line(from: numbers[index], to: numbers[end]))
            index = end + 1
        }
        return lines.joined(separator: "\n")
    }

    private func line(from first: Int64, to last: Int64) -> String {
        guard let hour = hours[first] else { return "" }
        let day = CivilDay.weekday(first * ThreeDays.hour / CivilDay.milliseconds)
        let name = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"][Int(day)]
        let time = "\(name) \(Self.padded(first % 24, 2))-\(Self.padded(last % 24 + 1, 2))"
        let counts = [hour.attempts, hour.accepted, hour.deferred].map { Self.padded(Int64($0), 10) }.joined()
        let waits = hour.waits.filter { $0.value >= 30_000 }.sorted {
            ($1.value, $0.key) < ($0.value, $1.key)
        }
        .map { "\($0.key) \(($0.value + 30_000) / 60_000)" }.joined(separator: ", ")
        return "\(time)  \(counts)\(Self.padded(Int64(hour.lost), 6))  \(waits)"
    }

    private static func padded(_ number: Int64, _ width: Int) -> String {
        let digits = "\(number)"
        return String(repeating: " ", count: max(0, width - digits.count)) + digits
    }
}
