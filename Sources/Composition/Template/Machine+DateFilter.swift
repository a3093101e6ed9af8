extension Machine {
    /// A date in another form; what is no date stays as it is.
    ///
    /// `now` and `today` are the time of the message, so that the same campaign gives the same messages.
    mutating func dated(_ input: Value, format: Text) -> Value {
        guard !format.isEmpty, let time = moment(input) else { return input }
        let format = Array(octets(of: format))
        return .text(making { DateFormat.append(time, format: format, to: &$0.made) })
    }

    private func moment(_ value: Value) -> CalendarTime? {
        switch value {
        case .number(let number):
            return CalendarTime(seconds: Int64(number.floor.truncated), utcOffset: Int(utcOffset))
        case .text(let text):
            let octets = octets(of: text)
            if octets.elementsEqual("now".utf8) || octets.elementsEqual("today".utf8) {
                return CalendarTime(seconds: now, utcOffset: Int(utcOffset))
            }
            // Digits alone are seconds since 1970.
            if !octets.isEmpty, octets.allSatisfy(Syntax.isDigit) {
                guard let seconds = Decimal(parsing: octets) else { return nil }
                return CalendarTime(seconds: Int64(seconds.truncated), utcOffset: Int(utcOffset))
            }
            return DateReader.read(octets, utcOffset: Int(utcOffset))
        default: return nil
        }
    }
}
