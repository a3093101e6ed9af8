/// Reads dates as people and programs write them: `2016-03-14T10:30:00Z`, `14.3.2016`, `March 14, 2016`,
/// `Mon, 14 Mar 2016 10:30:00 +0100` (RFC 5322).
///
/// `3/4/2016` is not read: it is one day to some and another to others.
struct DateReader {
    private var year: Int?
    private var month: Int?
    private var day: Int?
    private var hour: Int?
    private var minute = 0
    private var second = 0
    private var nanosecond = 0
    private var offset: Int?
    private var isAfternoon: Bool?

    /// The moment that a text names; nil when it is no date.
    ///
    /// - Parameter utcOffset: holds for a text that names no offset.
    static func read(_ text: ArraySlice<UInt8>, utcOffset: Int) -> CalendarTime? {
        guard text.count <= 100 else { return nil }
        var reader = DateReader()
        let words = text.split { $0 == 0x20 || $0 == UInt8(ascii: ",") || 0x09...0x0D ~= $0 }
        for word in words where !reader.take(word.map(Syntax.lower)) { return nil }
        return reader.result(utcOffset)
    }

    private func result(_ utcOffset: Int) -> CalendarTime? {
        guard let year, let month else { return nil }
        var hour = hour ?? 0
        if let isAfternoon {
            guard 1...12 ~= hour else { return nil }
            hour = hour % 12 + (isAfternoon ? 12 : 0)
        }
        return CalendarTime(
            year: year, month: month, day: day ?? 1, hour: hour, minute: minute, second: second,
            nanosecond: nanosecond, utcOffset: offset ?? utcOffset)
    }

    private mutating func take(_ word: [UInt8]) -> Bool {
        guard let first = word.first else { return true }
        if Syntax.isDigit(first) { return takeNumber(word) }
        if first == UInt8(ascii: "+") || first == UInt8(ascii: "-"), hour != nil { return takeOffset(word) }
        return takeWord(word)
    }

    private mutating func takeWord(_ word: [UInt8]) -> Bool {
        let word = word.last == UInt8(ascii: ".") ? Array(word.dropLast()) : word
        switch Syntax.string(word) {
        case "utc", "gmt", "z": return Self.set(&offset, 0)
        case "am": return Self.set(&isAfternoon, false)
        case "pm": return Self.set(&isAfternoon, true)
        default: break
        }
        guard word.count >= 3 else { return false }
        if let index = CalendarTime.months.firstIndex(where: { Self.isShort(word, of: $0) }) {
            return Self.set(&month, index + 1)
        }
        return CalendarTime.weekdays.contains { Self.isShort(word, of: $0) }
    }

    private static func isShort(_ word: [UInt8], of name: String) -> Bool {
        name.utf8.map(Syntax.lower).starts(with: word) || Syntax.string(word) == "sept" && name == "September"
    }

    private static func set<Part>(_ part: inout Part?, _ value: Part?) -> Bool {
        guard part == nil, let value else { return false }
        part = value
        return true
    }

    // MARK: Numbers

    private mutating func takeNumber(_ word: [UInt8]) -> Bool {
        if word.contains(UInt8(ascii: ":")) {
            guard let mark = word.firstIndex(of: UInt8(ascii: "t")) else { return takeTime(word[...]) }
            return takeDate(word[..<mark]) && takeTime(word[(mark + 1)...])
        }
        let digits = word.prefix(while: Syntax.isDigit)
        let rest = Syntax.string(word.dropFirst(digits.count))
        switch rest {
        case "", "st", "nd", "rd", "th", ".":
            guard let number = Self.number(digits) else { return false }
            if digits.count == 4, rest.isEmpty { return Self.set(&year, number) }
            return digits.count <= 2 && Self.set(&day, number)
        case "am", "pm":
            return digits.count <= 2 && Self.set(&hour, Self.number(digits))
                && Self.set(&isAfternoon, rest == "pm")
        default: return takeDate(word[...])
        }
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
        guard 1...9 ~= digits.count, digits.allSatisfy(Syntax.isDigit) else { return nil }
        return digits.reduce(0) { $0 * 10 + Int($1 & 0x0F) }
    }

    /// `2016-03-14`, `2016/3/14`, `14.3.2016`, `14-Mar-2016`.
    private mutating func takeDate(_ word: ArraySlice<UInt8>) -> Bool {
        guard let sign = word.first(where: { !Syntax.isDigit($0) }), [0x2D, 0x2E, 0x2F].contains(sign) else {
            return false
        }
        let parts = word.split(separator: sign, omittingEmptySubsequences: false)
        guard parts.count == 3 else { return false }
        if parts[0].count == 4, sign != 0x2E {
            return Self.set(&year, Self.number(parts[0])) && Self.set(&month, Self.number(parts[1]))
                && Self.set(&day, Self.number(parts[2]))
        }
        guard parts[2].count == 4, Self.set(&day, Self.number(parts[0])),
            Self.set(&year, Self.number(parts[2]))
        else {
            return false
        }
        if sign == 0x2D { return parts[1].count == 3 && takeWord(Array(parts[1])) && month != nil }
        return sign == 0x2E && Self.set(&month, Self.number(parts[1]))
    }

    /// `10:30`, `10:30:00.5`, with `Z`, an offset, `am` or `pm` behind it.
    private mutating func takeTime(_ word: ArraySlice<UInt8>) -> Bool {
        let end = word.firstIndex { !Syntax.isDigit($0) && $0 != 0x3A && $0 != 0x2E } ?? word.endIndex
        let parts = word[..<end].split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        guard 2...3 ~= parts.count, Self.set(&hour, Self.number(parts[0])), let minute = Self.number(parts[1])
        else {
            return false
        }
        self.minute = minute
        if parts.count == 3 {
            let seconds = parts[2].split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
            guard seconds.count <= 2, let second = Self.number(seconds[0]) else { return false }
            self.second = second
            if seconds.count == 2 {
                var digits = seconds[1].prefix(9)
                while digits.count < 9 { digits.append(UInt8(ascii: "0")) }
                guard let nanosecond = Self.number(digits) else { return false }
                self.nanosecond = nanosecond
            }
        }
        guard end < word.endIndex else { return true }
        let rest = Array(word[end...])
        return rest[0] == 0x2B || rest[0] == 0x2D ? takeOffset(rest) : takeWord(rest)
    }

    /// `+01:00`, `-0530`, `+01`.
    private mutating func takeOffset(_ word: [UInt8]) -> Bool {
        let digits = word.dropFirst().filter { $0 != UInt8(ascii: ":") }
        guard digits.count == 2 || digits.count == 4, let hours = Self.number(digits[..<2]),
            let minutes = digits.count == 2 ? 0 : Self.number(digits[2...])
        else { return false }
        let seconds = hours * 3600 + minutes * 60
        return Self.set(&offset, word.first == UInt8(ascii: "-") ? -seconds : seconds)
    }
}
