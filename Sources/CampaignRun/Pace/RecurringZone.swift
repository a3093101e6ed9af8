/// The rule that goes on after a time zone's table, as POSIX writes `TZ`: `CET-1CEST,M3.5.0,M10.5.0/3`.
struct RecurringZone: Equatable, Sendable {
    /// A day of each year, and a time of that day.
    enum Day: Equatable, Sendable {
        /// `Jn`: 1 to 365, and 29 February is never counted.
        case ofYear(Int64)
        /// `n`: 0 to 365, with 29 February.
        case ofAnyYear(Int64)
        /// `Mm.w.d`: week 5 is the last; day 0 is Sunday.
        case ofWeek(month: Int64, week: Int64, weekday: Int64)
    }

    struct Moment: Equatable, Sendable {
        let day: Day
        /// Seconds of local time.
        let time: Int64
    }

    struct Summer: Equatable, Sendable {
        let offset: Int64
        let begin: Moment
        let end: Moment
    }

    /// Seconds east of UTC.
    let standard: Int64
    let summer: Summer?

    /// The changes up to the year 2100, which lets all else be a look into a table.
    func changes(after time: Int64) -> [TimeZoneRules.Change] {
        guard let summer else { return [TimeZoneRules.Change(at: max(time, 0) + 1, offset: standard)] }
        var changes: [TimeZoneRules.Change] = []
        for year in Int64(1970)...2100 {
            changes.append(
                .init(at: summer.begin.seconds(in: year) - standard, offset: summer.offset))
            changes.append(.init(at: summer.end.seconds(in: year) - summer.offset, offset: standard))
        }
        return changes.filter { $0.at > time }.sorted { $0.at < $1.at }
    }

    /// Nil when the text is empty or none.
    init?(parsing text: ArraySlice<UInt8>) {
        var reader = PosixZoneReader(rest: text)
        guard reader.skipName(), let standard = reader.time() else { return nil }
        self.standard = -standard
        guard reader.skipName() else {
            guard reader.rest.isEmpty else { return nil }
            summer = nil
            return
        }
        var offset = self.standard + 3600
        if reader.rest.first != UInt8(ascii: ",") {
            guard let time = reader.time() else { return nil }
            offset = -time
        }
        guard reader.skip(","), let begin = reader.moment(), reader.skip(","), let end = reader.moment(),
            reader.rest.isEmpty
        else { return nil }
        summer = Summer(offset: offset, begin: begin, end: end)
    }
}

extension RecurringZone.Moment {
    /// Local seconds since 1970.
    fileprivate func seconds(in year: Int64) -> Int64 { date(in: year) * 86400 + time }

    private func date(in year: Int64) -> Int64 {
        switch day {
        case .ofYear(let number):
            let february = CivilDay.length(ofMonth: 2, year: year) == 29 && number >= 60
            return CivilDay.number(year: year, month: 1, day: 1) + number - (february ? 0 : 1)
        case .ofAnyYear(let number):
            return CivilDay.number(year: year, month: 1, day: 1) + number
        case .ofWeek(let month, let week, let weekday):
            let first = CivilDay.number(year: year, month: month, day: 1)
            let start = first + CivilDay.floored(weekday - CivilDay.weekday(first), 7).remainder
            let date = start + (week - 1) * 7
            return date < first + CivilDay.length(ofMonth: month, year: year) ? date : date - 7
        }
    }
}

private struct PosixZoneReader {
    var rest: ArraySlice<UInt8>

    mutating func skip(_ sign: Unicode.Scalar) -> Bool {
        guard rest.first == UInt8(ascii: sign) else { return false }
        rest.removeFirst()
        return true
    }

    /// Letters, or anything in angle brackets.
    mutating func skipName() -> Bool {
        if skip("<") {
            guard let end = rest.firstIndex(of: UInt8(ascii: ">")) else { return false }
            rest = rest[(end + 1)...]
            return true
        }
        let letters = rest.prefix { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0 | 0x20) }
        rest = rest.dropFirst(letters.count)
        return !letters.isEmpty
    }

    mutating func number(atMost limit: Int64) -> Int64? {
        let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        rest = rest.dropFirst(digits.count)
        return DecimalNumber.parse(digits, atMost: limit)
    }

    /// `[+-]hh[:mm[:ss]]` in seconds.
    mutating func time() -> Int64? {
        let isNegative = skip("-")
        if !isNegative { _ = skip("+") }
        guard var seconds = number(atMost: 167).map({ $0 * 3600 }) else { return nil }
        for unit in [Int64(60), 1] where skip(":") {
            guard let part = number(atMost: 59) else { return nil }
            seconds += part * unit
        }
        return isNegative ? -seconds : seconds
    }

    mutating func moment() -> RecurringZone.Moment? {
        guard let day = day() else { return nil }
        guard skip("/") else { return RecurringZone.Moment(day: day, time: 7200) }
        return time().map { RecurringZone.Moment(day: day, time: $0) }
    }

    private mutating func day() -> RecurringZone.Day? {
        if skip("M") {
            guard let month = number(atMost: 12), month > 0, skip("."), let week = number(atMost: 5),
                week > 0,
                skip("."), let weekday = number(atMost: 6)
            else { return nil }
            return .ofWeek(month: month, week: week, weekday: weekday)
        }
        if skip("J") { return number(atMost: 365).flatMap { $0 > 0 ? .ofYear($0) : nil } }
        return number(atMost: 365).map { .ofAnyYear($0) }
    }
}
