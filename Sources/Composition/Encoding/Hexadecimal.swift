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
}
