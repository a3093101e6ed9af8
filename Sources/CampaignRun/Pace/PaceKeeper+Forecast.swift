extension PaceKeeper {
    /// Stretches of time that a forecast looks at: with hours, a cap and rates, some years.
    private static let mostStretches = 5000

    /// When the last of so many messages may start, if all goes on as now.
    ///
    /// Within a stretch in which no rule changes messages start evenly, at the lowest of all speeds; so the work does not
    /// grow with the number of messages.
    ///
    /// - Parameters:
    ///   - left: messages that have not started at `now`.
    ///   - speed: how many a second the relay takes; nil when nobody knows, and then what is found is the earliest.
    /// - Returns: milliseconds since 1970; nil when nothing sets an end, it lies years away, or rates of recipient domains
    ///   may set it, which depends on who is left.
    package func end(of left: Int, speed: Double?, at now: Int64) -> Int64? {
        guard left > 0 else { return now }
        guard settings.domainRates.isEmpty else { return nil }
        guard speed ?? 1 > 0, speed != nil || settings.limitsNumbers else { return nil }
        let fastest = limits.compactMap(\.perMillisecond)
            .reduce(speed.map { $0 / 1000 } ?? .infinity, min)
        var (keeper, moment, left) = (self, now, left)
        for _ in 0..<Self.mostStretches {
            if let pause = keeper.pause(at: moment) {
                guard let until = pause.until else { return nil }
                moment = until
            }
            let wanted = min(left, keeper.room(at: moment))
            var (count, next) = (wanted, moment + Self.duration(of: wanted, at: fastest))
            if let end = keeper.endOfStretch(from: moment), next > end {
                // However slow, one message goes before the rules change.
                count = max(1, min(wanted, Int(Double(end - moment) * fastest)))
                next = end
            }
            left -= count
            guard left > 0 else { return next }
            keeper.note(starts: count, at: moment)
            moment = next
        }
        return nil
    }

    /// What the clocks show that the pace goes by, as milliseconds since they showed 1 January 1970, 0:00.
    package func local(_ moment: Int64) -> Int64 { settings.zone.local(moment) }

    /// Milliseconds, rounded up.
    private static func duration(of count: Int, at perMillisecond: Double) -> Int64 {
        let longest = Double(100 * 366 * CivilDay.milliseconds)
        return Int64(min(longest, (Double(count) / perMillisecond).rounded(.up)))
    }

    /// How many may start on this day of the calendar, and by the rates that count a day's starts; 1 or more where nothing
    /// pauses.
    private func room(at moment: Int64) -> Int {
        let today = CivilDay.of(local: settings.zone.local(moment))
        let cap = settings.dailyCap.map { Int(today > day ? $0 : $0 - startsOfDay) }
        return limits.filter { $0.perMillisecond == nil }.map { $0.available(at: moment) }
            .reduce(cap ?? .max, min)
    }

    /// When another rule holds, or the same one counts anew; nil for never.
    private func endOfStretch(from moment: Int64) -> Int64? {
        var ends = [settings.zone.first(from: moment, settings.hours.nextClosed)]
        if settings.dailyCap != nil {
            let tomorrow = CivilDay.of(local: settings.zone.local(moment)) + 1
            ends.append(settings.zone.first(from: moment) { max($0, tomorrow * CivilDay.milliseconds) })
        }
        if limits.contains(where: { $0.perMillisecond == nil }) {
            ends.append(DayQuota.nextQuarter(after: moment))
        }
        return ends.compactMap(\.self).min()
    }
}

extension PaceSettings {
    /// Whether any rule says how many messages may start, not only when.
    package var limitsNumbers: Bool { !rates.isEmpty || dailyCap != nil }
}

extension RateLimit {
    /// What a rate comes to in the long run, where it is spaced; nil where starts of a day are counted.
    fileprivate var perMillisecond: Double? {
        rate.unit == .day ? nil : TokenBucket(rate, at: 0).perMillisecond
    }
}

extension DayQuota {
    fileprivate static func nextQuarter(after moment: Int64) -> Int64 { (moment / grain + 1) * grain }
}

extension SendingHours {
    /// The first local time from `local` on that is not within the hours; nil when there is none.
    func nextClosed(_ local: Int64) -> Int64? {
        guard self != .always else { return nil }
        var moment = local
        // Spans may touch each other, over midnight too; in a week every one of them has had its turn.
        for _ in 0...(8 * max(1, spans.count)) {
            guard let end = end(around: moment) else { return moment }
            moment = end
        }
        return nil
    }

    /// When the latest of the spans ends that `local` is in; nil outside.
    private func end(around local: Int64) -> Int64? {
        let today = CivilDay.of(local: local)
        var latest: Int64?
        for day in (today - 1)...today where days[Int(CivilDay.weekday(day))] {
            for span in spans.isEmpty ? [Span.wholeDay] : spans {
                let begin = day * CivilDay.milliseconds + span.begin
                guard begin <= local, local < begin + span.length else { continue }
                latest = max(latest ?? .min, begin + span.length)
            }
        }
        return latest
    }
}

extension Pause {
    /// Whether all of the run rests, not only the moment between two messages that a rate spaces.
    package var isRest: Bool {
        switch reason {
        case .rate(let rate): rate.unit == .day
        case .domainRate, .search: false
        case .startTime, .hours, .dailyCap, .deferral: true
        }
    }
}
