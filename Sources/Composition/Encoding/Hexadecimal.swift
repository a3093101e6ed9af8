/// Hexadecimal digits in upper case, as quoted-printable and percent encoding want them.
enum Hexadecimal {
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

    /// `text` with octets for their `%E9`; a `%` without two digits stays (RFC 3986 §2.1).
    static func percentDecoded(_ text: [UInt8]) -> [UInt8] {
        var decoded: [UInt8] = []
        decoded.reserveCapacity(text.count)
        var index = 0
        while index < text.count {
            if text[index] == UInt8(ascii: "%"), index + 2 < text.count,
                let high = value(of: text[index + 1]), let low = value(of: text[index + 2])
            {
                decoded.append(high << 4 | low)
                index += 3
            } else {
                decoded.append(text[index])
                index += 1
            }
        }
        return decoded
    }
}
