/// Days of the calendar as numbers: 0 is 1 January 1970, a Thursday.
enum CivilDay {
    static let milliseconds: Int64 = 86_400_000

    /// After Howard Hinnant's days_from_civil; years 0 to 9999.
    static func number(year: Int64, month: Int64, day: Int64) -> Int64 {
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    static func length(ofMonth month: Int64, year: Int64) -> Int64 {
        let next =
            month == 12
            ? number(year: year + 1, month: 1, day: 1) : number(year: year, month: month + 1, day: 1)
        return next - number(year: year, month: month, day: 1)
    }

    /// 0 is Sunday.
    static func weekday(_ day: Int64) -> Int64 { floored(day + 4, 7).remainder }

    static func of(local milliseconds: Int64) -> Int64 { floored(milliseconds, Self.milliseconds).quotient }

    static func floored(_ value: Int64, _ divisor: Int64) -> (quotient: Int64, remainder: Int64) {
        let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}
