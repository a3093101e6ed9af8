/// How many messages may start in how long: `10/s`, `600/minute`, `5000/hour`, `20000/day`.
package struct Rate: Equatable, Hashable, Sendable {
    package enum Unit: String, CaseIterable, Sendable {
        case second, minute, hour, day

        package var milliseconds: Int64 {
            switch self {
            case .second: 1000
            case .minute: 60_000
            case .hour: 3_600_000
            case .day: 86_400_000
            }
        }

        init?(word: some Sequence<UInt8>) {
            let word = Array(word)
            func isOne(of words: [String]) -> Bool { words.contains { $0.utf8.elementsEqual(word) } }
            if isOne(of: ["s", "sec", "second"]) {
                self = .second
            } else if isOne(of: ["m", "min", "minute"]) {
                self = .minute
            } else if isOne(of: ["h", "hour"]) {
                self = .hour
            } else if isOne(of: ["d", "day"]) {
                self = .day
            } else {
                return nil
            }
        }
    }

    /// 1 to ``most``.
    package let count: Int64
    package let unit: Unit

    /// Keeps all arithmetic on rates far from the ends of 64 bits.
    static let most: Int64 = 1_000_000_000

    /// Nil unless `text` is a number from 1 to ``most``, a slash and a unit.
    package init?(parsing text: some Sequence<UInt8>) {
        let parts = Array(text).split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard parts.count == 2, let count = DecimalNumber.parse(parts[0], atMost: Self.most), count > 0,
            let unit = Unit(word: parts[1])
        else { return nil }
        self.count = count
        self.unit = unit
    }

    package var text: String { "\(count)/\(unit.rawValue)" }
}

/// Digits as a number.
enum DecimalNumber {
    /// Nil for anything but digits, and for a number above `limit`, which is far below the largest `Int64`.
    static func parse(_ octets: some Collection<UInt8>, atMost limit: Int64) -> Int64? {
        guard !octets.isEmpty else { return nil }
        var number: Int64 = 0
        for octet in octets {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(octet) else { return nil }
            number = number * 10 + Int64(octet - UInt8(ascii: "0"))
            guard number <= limit else { return nil }
        }
        return number
    }
}
