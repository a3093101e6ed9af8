/// Hexadecimal digits in upper case, as quoted-printable and percent encoding want them.
package enum Hexadecimal {
    /// The digit for a value below 16.
    static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? 0x30 &+ value : 0x37 &+ value
    }

    /// Appends `mark` and two digits: `=E9`, `%E9`.
    static func append(_ octet: UInt8, after mark: UInt8, to output: inout [UInt8]) {
        output.append(mark)
        output.append(digit(octet &>> 4))
        output.append(digit(octet & 15))
    }

    /// Two digits in lower case for each octet.
    static func text(of octets: [UInt8]) -> [UInt8] {
        octets.flatMap { [digit($0 &>> 4), digit($0 & 15)] }.map { $0 > 0x39 ? $0 | 0x20 : $0 }
    }

    /// The value of a digit, in letters of either case; nil for what is none.
    static func value(of digit: UInt8) -> UInt8? {
        switch digit {
        case 0x30...0x39: digit - 0x30
        case 0x41...0x46: digit - 0x37
        case 0x61...0x66: digit - 0x57
        default: nil
        }
    }

    /// `text` with octets for their `%E9` (RFC 3986 §2.1, RFC 2231 §4) or `=E9` (RFC 2047 §4.2); a mark without two digits stays.
    package static func decoded(_ text: some Sequence<UInt8>, after mark: UInt8 = UInt8(ascii: "%"))
        -> [UInt8]
    {
        var rest = Array(text)[...]
        var decoded: [UInt8] = []
        decoded.reserveCapacity(rest.count)
        while let octet = rest.popFirst() {
            if octet == mark, rest.count > 1, let high = value(of: rest[rest.startIndex]),
                let low = value(of: rest[rest.startIndex + 1])
            {
                decoded.append(high << 4 | low)
                rest.removeFirst(2)
            } else {
                decoded.append(octet)
            }
        }
        return decoded
    }
}
