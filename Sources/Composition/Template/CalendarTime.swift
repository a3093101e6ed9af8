/// A moment as a calendar and a clock show it, in the Gregorian calendar without end to both sides.
struct CalendarTime: Equatable {
    var year: Int
    /// From 1.
    var month: Int
    var day: Int
    var hour = 0
    var minute = 0
    /// Up to 60, in a leap second.
    var second = 0
    var nanosecond = 0
    /// How many seconds the clock is ahead of UTC.
    var utcOffset = 0

    /// The moment `seconds` after the beginning of 1970.
    init(seconds: Int64, utcOffset: Int) {
        let local = Int(seconds) + utcOffset
        let days = Self.floored(local, by: 86400)
        let rest = local - days * 86400
        // Days since 1 March 0000, in eras of 400 years.
        let shifted = days + 719_468
        let era = Self.floored(shifted, by: 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        (hour, minute, second) = (rest / 3600, rest / 60 % 60, rest % 60)
        self.utcOffset = utcOffset
    }

    /// Nil for a day or a time that does not exist.
    init?(
        year: Int, month: Int, day: Int, hour: Int = 0, minute: Int = 0, second: Int = 0, nanosecond: Int = 0,
        utcOffset: Int = 0
    ) {
        guard 1...12 ~= month, 1...Self.days(inMonth: month, of: year) ~= day, 0...24 ~= hour,
            0...59 ~= minute,
            0...60 ~= second, hour < 24 || minute == 0 && second == 0, abs(utcOffset) < 86400
        else { return nil }
        (self.year, self.month, self.day) = (year, month, day)
        (self.hour, self.minute, self.second) = (hour, minute, second)
        (self.nanosecond, self.utcOffset) = (nanosecond, utcOffset)
    }

    private static func days(inMonth month: Int, of year: Int) -> Int {
        switch month {
        case 2: isLeap(year) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    private static func isLeap(_ year: Int) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

    private static func floored(_ number: Int, by divisor: Int) -> Int {
        let (quotient, remainder) = number.quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }

    /// Days since the beginning of 1970.
    private var days: Int {
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = Self.floored(shiftedYear, by: 400)
        let yearOfEra = shiftedYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    /// Seconds since 1970.
    var seconds: Int { days * 86400 + hour * 3600 + minute * 60 + second - utcOffset }

    /// From 0 for Sunday.
    var weekday: Int {
        let day = (days + 4) % 7
        return day < 0 ? day + 7 : day
    }

    /// From 1 for 1 January.
    var dayOfYear: Int {
        (1..<month).reduce(day) { $0 + Self.days(inMonth: $1, of: year) }
    }

    /// The week of the year; days before its first Sunday (or Monday) are in week 0.
    func week(beginning first: Int) -> Int {
        (dayOfYear + 6 - (weekday - first + 7) % 7) / 7
    }

    /// The week of ISO 8601, and the year it belongs to.
    var isoWeek: (year: Int, week: Int) {
        let weekday = weekday == 0 ? 7 : weekday
        let week = (dayOfYear - weekday + 10) / 7
        if week < 1 { return (year - 1, Self.isoWeeks(of: year - 1)) }
        return week > Self.isoWeeks(of: year) ? (year + 1, 1) : (year, week)
    }

    private static func isoWeeks(of year: Int) -> Int {
        func lastWeekday(_ year: Int) -> Int {
            CalendarTime(year: year, month: 12, day: 31)?.weekday ?? 0
        }
        return lastWeekday(year) == 4 || lastWeekday(year - 1) == 3 ? 53 : 52
    }

    static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
        "November", "December",
    ]

    static let weekdays = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]
}
