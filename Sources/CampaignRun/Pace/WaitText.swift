/// A length of time as an option says it: `90s`, `15min`, `4h`, `5d`.
enum WaitText {
    /// Ten years: all arithmetic on lengths stays far from the ends of 64 bits.
    private static let most: Int64 = 3650 * CivilDay.milliseconds

    /// Milliseconds, at least a second; nil for what is no number with a unit behind it.
    static func parse(_ text: some Collection<UInt8>) -> Int64? {
        let digits = text.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        guard let count = DecimalNumber.parse(digits, atMost: most / 1000), count > 0,
            let unit = Rate.Unit(word: text.dropFirst(digits.count)), count <= most / unit.milliseconds
        else { return nil }
        return count * unit.milliseconds
    }
}
