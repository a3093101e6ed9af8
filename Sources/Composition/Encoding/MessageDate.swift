/// The value of a `Date` header (RFC 5322 §3.3): `Mon, 23 Nov 2026 20:41:09 +0000`.
enum MessageDate {
    /// Every date has the same length, so a digest can leave it out by position.
    static let octetCount = 31

    private static let weekdays = Array("SunMonTueWedThuFriSat".utf8)
    private static let months = Array("JanFebMarAprMayJunJulAugSepOctNovDec".utf8)

    /// Appends the date of `seconds` since 1970 UTC, as a clock shows it that is `utcOffset` seconds ahead of UTC.
    ///
    /// The years 1900 to 9999 are what the grammar can say; anything outside is moved to the nearer end.
    static func append(_ seconds: Int64, utcOffset: Int32, to output: inout [UInt8]) {
        let offset = max(-86_340, min(86_340, Int64(utcOffset) / 60 * 60))
        let local = max(-2_208_902_400, min(253_402_214_400, seconds)) + offset
        let days = Int(floorDivide(local, 86_400))
        let second = Int(local) - days * 86_400
        let (year, month, day) = civilDate(daysSince1970: days)
        let weekday = ((days + 4) % 7 + 7) % 7
        output.append(contentsOf: weekdays[(3 * weekday)..<(3 * weekday + 3)])
        output.append(contentsOf: [0x2C, 0x20])
        appendDigits(day, 2, to: &output)
        output.append(0x20)
        output.append(contentsOf: months[(3 * month - 3)..<(3 * month)])
        output.append(0x20)
        appendDigits(year, 4, to: &output)
        for (unit, mark) in [(second / 3600, 0x20), (second / 60 % 60, 0x3A), (second % 60, 0x3A)]
            as [(Int, UInt8)]
        {
            output.append(mark)
            appendDigits(unit, 2, to: &output)
        }
        output.append(0x20)
        output.append(offset < 0 ? 0x2D : 0x2B)
        let minutes = Int(abs(offset) / 60)
        appendDigits(minutes / 60 * 100 + minutes % 60, 4, to: &output)
    }

    private static func appendDigits(_ number: Int, _ count: Int, to output: inout [UInt8]) {
        var divisor = [1, 10, 100, 1000][min(count, 4) - 1]
        while divisor > 0 {
            output.append(0x30 + UInt8(number / divisor % 10))
            divisor /= 10
        }
    }

    private static func floorDivide(_ number: Int64, _ divisor: Int64) -> Int64 {
        let quotient = number / divisor
        return number % divisor < 0 ? quotient - 1 : quotient
    }

    /// The Gregorian calendar counted in eras of 400 years that begin on 1 March (Howard Hinnant, `civil_from_days`).
    private static func civilDate(daysSince1970 days: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = days + 719_468
        let era = Int(floorDivide(Int64(shifted), 146_097))
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }
}
