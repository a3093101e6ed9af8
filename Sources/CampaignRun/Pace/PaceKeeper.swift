/// Says how many messages may start now, or when the next one may.
///
/// A value: time and starts go in, in milliseconds since 1970; no clock or timer inside.
package struct PaceKeeper: Equatable, Sendable {
    let settings: PaceSettings
    private(set) var limits: [RateLimit]
    /// Starts of the calendar day ``day``, by its number.
    private(set) var startsOfDay: Int64 = 0
    private(set) var day: Int64
    /// The latest moment that was heard of; a clock that shows an earlier one was set back.
    private var latest: Int64

    package init(_ settings: PaceSettings, at now: Int64) {
        self.settings = settings
        limits = settings.rates.map { RateLimit($0, at: now) }
        day = CivilDay.of(local: settings.zone.local(now))
        latest = now
    }

    /// How far back starts of earlier runs matter at `now`; nil when they do not.
    package func memory(at now: Int64) -> Int64? {
        guard settings.dailyCap != nil || !limits.isEmpty else { return nil }
        // No calendar day is longer than this, and no rate's interval.
        let longest: Int64 = 26 * 3_600_000
        let counted = settings.dailyCap != nil || limits.contains { $0.rate.unit == .day }
        return now - (counted ? longest : Rate.Unit.hour.milliseconds)
    }

    /// Starts of an earlier run, the last of them at `time`; told oldest first.
    package mutating func remember(starts: Int, lastAt time: Int64) {
        for index in limits.indices { limits[index].remember(starts: starts, lastAt: time) }
        latest = max(latest, time)
        if CivilDay.of(local: settings.zone.local(time)) == day { startsOfDay += Int64(starts) }
    }

    /// How many of `wanted` messages may start at `now`.
    package mutating func permits(_ wanted: Int, at now: Int64) -> Int {
        guard !settings.isUnlimited, wanted > 0 else { return wanted }
        for index in limits.indices { limits[index].look(at: now) }
        guard now >= settings.startAt ?? now, isOpen(at: now) else { return 0 }
        enterDay(of: now)
        followClock(to: now)
        var count = wanted
        if let cap = settings.dailyCap { count = min(count, Int(max(0, cap - startsOfDay))) }
        for limit in limits where count > 0 { count = min(count, limit.available(at: now)) }
        return count
    }

    package mutating func note(starts: Int, at now: Int64) {
        guard !settings.isUnlimited, starts > 0 else { return }
        enterDay(of: now)
        startsOfDay += Int64(starts)
        for index in limits.indices { limits[index].take(starts, at: now) }
    }

    /// A start at `time` was none: nothing was offered to a relay.
    mutating func giveBack(startedAt time: Int64, now: Int64) {
        guard !settings.isUnlimited else { return }
        if CivilDay.of(local: settings.zone.local(time)) == day { startsOfDay = max(0, startsOfDay - 1) }
        for index in limits.indices { limits[index].giveBack(startedAt: time, now: now) }
    }

    /// Rates go on from where the clock was set back to, rather than when it is there again.
    private mutating func followClock(to now: Int64) {
        if now < latest {
            for index in limits.indices { limits[index].take(0, at: now) }
        }
        latest = now
    }

    /// Until when nothing may start; nil when something may at `now`.
    package func pause(at now: Int64) -> Pause? {
        var moment = now
        var reason: Pause.Reason?
        // Each rule may move the moment to where another one forbids it again: a rate to the end of the hours, say.
        // Days without hours are at most a week, so few rounds settle it.
        for _ in 0..<16 {
            guard let (next, why) = step(from: moment, now: now) else {
                return Pause(until: nil, reason: .hours, local: 0)
            }
            guard let why else { break }
            // What is said is what keeps it waiting now, not what comes after that; moments between two starts aside.
            if moment - now < 60_000 { reason = why }
            moment = next
        }
        return reason.map { Pause(until: moment, reason: $0, local: settings.zone.local(moment)) }
    }

    /// A pause that something else than the pace asks for.
    package func pause(until moment: Int64, reason: Pause.Reason) -> Pause {
        Pause(until: moment, reason: reason, local: settings.zone.local(moment))
    }

    /// The first rule that forbids a start at `moment`, and when it does not any more; nil when it always will.
    private func step(from moment: Int64, now: Int64) -> (Int64, Pause.Reason?)? {
        if let start = settings.startAt, start > moment { return (start, .startTime) }
        for limit in limits {
            let next = limit.next(at: moment)
            if next > moment { return (next, .rate(limit.rate)) }
        }
        if let cap = settings.dailyCap {
            let today = CivilDay.of(local: settings.zone.local(moment))
            if today <= day, startsOfDay >= cap {
                let next = settings.zone.first(from: moment) { max($0, (day + 1) * CivilDay.milliseconds) }
                return next.map { ($0, .dailyCap) }
            }
        }
        guard let open = settings.zone.first(from: moment, settings.hours.next) else { return nil }
        return open > moment ? (open, .hours) : (moment, nil)
    }

    private func isOpen(at now: Int64) -> Bool {
        guard settings.hours != .always else { return true }
        let local = settings.zone.local(now)
        return settings.hours.next(local) == local
    }

    /// A day that comes back, because clocks are set back over midnight, goes on.
    private mutating func enterDay(of now: Int64) {
        guard settings.dailyCap != nil else { return }
        let today = CivilDay.of(local: settings.zone.local(now))
        if today > day { (day, startsOfDay) = (today, 0) }
    }
}
