/// Writes a moment as a format of `strftime` says, with the flags and widths of Ruby, in English.
struct DateFormat {
    /// What stands between `%` and the letter.
    private struct Options {
        /// `-`, `_`, `0`: how a number is padded.
        var padding: UInt8?
        var isUpper = false
        var swapsCase = false
        var colons = 0
        var width: Int?
    }

    private let time: CalendarTime
    private var output: [UInt8] = []
    /// More than anybody pads to.
    private static let widthLimit = 255

    /// Appends `time` as `format` says.
    static func append(_ time: CalendarTime, format: [UInt8], to output: inout [UInt8]) {
        var writer = DateFormat(time: time)
        // Lent, so that nothing else holds it and its memory is used again.
        swap(&writer.output, &output)
        writer.write(format[...])
        swap(&writer.output, &output)
    }

    static func string(_ time: CalendarTime, format: [UInt8]) -> [UInt8] {
        var output: [UInt8] = []
        append(time, format: format, to: &output)
        return output
    }

    private init(time: CalendarTime) {
        self.time = time
    }

    private mutating func write(_ format: ArraySlice<UInt8>) {
        var index = format.startIndex
        while index < format.endIndex {
            guard format[index] == UInt8(ascii: "%") else {
                output.append(format[index])
                index += 1
                continue
            }
            var end = index + 1
            let options = Self.options(format, &end)
            // What means nothing is shown as it stands.
            guard end < format.endIndex, write(format[end], options) else {
                end = min(end + 1, format.endIndex)
                output += format[index..<end]
                index = end
                continue
            }
            index = end + 1
        }
    }

    private static func options(_ format: ArraySlice<UInt8>, _ index: inout Int) -> Options {
        var options = Options()
        flags: while index < format.endIndex {
            switch format[index] {
            case UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "0"): options.padding = format[index]
            case UInt8(ascii: "^"): options.isUpper = true
            case UInt8(ascii: "#"): options.swapsCase = true
            case UInt8(ascii: ":"): options.colons += 1
            default: break flags
            }
            index += 1
        }
        while index < format.endIndex, Syntax.isDigit(format[index]) {
            options.width = min((options.width ?? 0) * 10 + Int(format[index] & 0x0F), widthLimit)
            index += 1
        }
        // `E` and `O` ask for other calendars and digits, which English has not.
        if index + 1 < format.endIndex,
            format[index] == UInt8(ascii: "E") || format[index] == UInt8(ascii: "O")
        {
            index += 1
        }
        return options
    }

    /// False for a letter that means nothing.
    private mutating func write(_ letter: UInt8, _ options: Options) -> Bool {
        switch UnicodeScalar(letter) {
        case "Y": number(time.year, time.year < 0 ? 5 : 4, options)
        case "C": number(time.year / 100, 2, options)
        case "y": number(abs(time.year % 100), 2, options)
        case "m": number(time.month, 2, options)
        case "B": text(CalendarTime.months[time.month - 1], options)
        case "b", "h": text(String(CalendarTime.months[time.month - 1].prefix(3)), options)
        case "d": number(time.day, 2, options)
        case "e": number(time.day, 2, options, pad: 0x20)
        case "j": number(time.dayOfYear, 3, options)
        case "H": number(time.hour, 2, options)
        case "k": number(time.hour, 2, options, pad: 0x20)
        case "I": number((time.hour + 11) % 12 + 1, 2, options)
        case "l": number((time.hour + 11) % 12 + 1, 2, options, pad: 0x20)
        case "M": number(time.minute, 2, options)
        case "S": number(time.second, 2, options)
        case "L": fraction(options.width ?? 3)
        case "N": fraction(options.width ?? 9)
        case "P": text(time.hour % 24 < 12 ? "am" : "pm", options)
        case "p":
            text(
                time.hour % 24 < 12 ? options.swapsCase ? "am" : "AM" : options.swapsCase ? "pm" : "PM",
                options, keepsCase: true)
        case "z": offset(options)
        case "Z": text(time.utcOffset == 0 ? "UTC" : "", options)
        case "s": number(time.seconds, 1, options)
        default: return writeWeek(letter, options) || writeWhole(letter, options)
        }
        return true
    }

    private mutating func writeWeek(_ letter: UInt8, _ options: Options) -> Bool {
        switch UnicodeScalar(letter) {
        case "A": text(CalendarTime.weekdays[time.weekday], options)
        case "a": text(String(CalendarTime.weekdays[time.weekday].prefix(3)), options)
        case "u": number(time.weekday == 0 ? 7 : time.weekday, 1, options)
        case "w": number(time.weekday, 1, options)
        case "U": number(time.week(beginning: 0), 2, options)
        case "W": number(time.week(beginning: 1), 2, options)
        case "V": number(time.isoWeek.week, 2, options)
        case "G": number(time.isoWeek.year, 4, options)
        case "g": number(abs(time.isoWeek.year % 100), 2, options)
        default: return false
        }
        return true
    }

    /// Letters that stand for several others.
    private mutating func writeWhole(_ letter: UInt8, _ options: Options) -> Bool {
        let format: String
        switch UnicodeScalar(letter) {
        case "c": format = "%a %b %e %H:%M:%S %Y"
        case "D", "x": format = "%m/%d/%y"
        case "F": format = "%Y-%m-%d"
        case "T", "X": format = "%H:%M:%S"
        case "R": format = "%H:%M"
        case "r": format = "%I:%M:%S %p"
        case "v": format = "%e-%^b-%Y"
        case "+": format = "%a %b %e %H:%M:%S %Z %Y"
        case "n": format = "\n"
        case "t": format = "\t"
        case "%": format = "%%"
        default: return false
        }
        if letter == UInt8(ascii: "%") {
            output.append(letter)
            return true
        }
        text(Syntax.string(Self.string(time, format: Array(format.utf8))), options)
        return true
    }

    // MARK: Parts

    private mutating func number(_ number: Int, _ digits: Int, _ options: Options, pad: UInt8 = 0x30) {
        var pad = pad
        if options.padding == UInt8(ascii: "_") { pad = 0x20 }
        if options.padding == UInt8(ascii: "0") { pad = 0x30 }
        let count = Self.digits(of: number.magnitude)
        let width = options.padding == UInt8(ascii: "-") ? options.width ?? 0 : options.width ?? digits
        let padding = max(0, width - count - (number < 0 ? 1 : 0))
        if number < 0, pad == 0x30 { output.append(UInt8(ascii: "-")) }
        output.append(contentsOf: repeatElement(pad, count: padding))
        if number < 0, pad != 0x30 { output.append(UInt8(ascii: "-")) }
        append(number.magnitude, digits: count)
    }

    private static func digits(of number: UInt) -> Int {
        var (rest, count) = (number / 10, 1)
        while rest > 0 { (rest, count) = (rest / 10, count + 1) }
        return count
    }

    private mutating func append(_ number: UInt, digits: Int) {
        let start = output.count
        output.append(contentsOf: repeatElement(0x30, count: digits))
        var rest = number
        for index in (start..<output.count).reversed() {
            output[index] = 0x30 + UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        }
    }

    private mutating func text(_ text: String, _ options: Options, keepsCase: Bool = false) {
        let isUpper = options.isUpper || options.swapsCase && !keepsCase
        let pad: UInt8 = options.padding == UInt8(ascii: "0") ? 0x30 : 0x20
        output.append(
            contentsOf: repeatElement(pad, count: max(0, (options.width ?? 0) - text.utf8.count)))
        for octet in text.utf8 { output.append(isUpper ? Syntax.upper(octet) : octet) }
    }

    private mutating func fraction(_ digits: Int) {
        let written = Array("\(time.nanosecond)".utf8)
        let whole = [UInt8](repeating: 0x30, count: max(0, 9 - written.count)) + written
        output += whole.prefix(digits) + [UInt8](repeating: 0x30, count: max(0, digits - 9))
    }

    /// `+0100`, `+01:00`, `+01:00:00`.
    private mutating func offset(_ options: Options) {
        let seconds = abs(time.utcOffset)
        output.append(time.utcOffset < 0 ? UInt8(ascii: "-") : UInt8(ascii: "+"))
        let two = Options()
        number(seconds / 3600, 2, two)
        if options.colons > 0 { output.append(UInt8(ascii: ":")) }
        number(seconds / 60 % 60, 2, two)
        guard options.colons > 1 else { return }
        output.append(UInt8(ascii: ":"))
        number(seconds % 60, 2, two)
    }
}
