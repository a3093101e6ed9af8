/// Why octets are no message that SMTP can carry in lines.
///
/// Offsets count from 0.
public enum ContentFault: Error, Equatable, Sendable {
    /// A CR or an LF by itself.
    ///
    /// Servers do not agree on where a line ends then, so that text of the message may become commands
    /// (CVE-2023-51764 and its kin).
    case bareLineEnd(offset: Int)
    /// The last line has no CR LF, or there is no line.
    case unendedLine
    /// A line of more than 998 octets (RFC 5322 §2.1.1), by where it begins.
    case lineTooLong(offset: Int)
    /// NUL (RFC 5321 §4.5.3.1.6 forbids it), or an octet over 127 in a message of 7 bits.
    case octet(UInt8, offset: Int)

    static func check(_ octets: [UInt8], isSevenBit: Bool) throws(ContentFault) {
        var start = 0
        var previous: UInt8 = 0
        for (offset, octet) in octets.enumerated() {
            guard (octet == 0x0A) == (previous == 0x0D) else {
                throw .bareLineEnd(offset: previous == 0x0D ? offset - 1 : offset)
            }
            guard octet != 0, octet < 0x80 || !isSevenBit else { throw .octet(octet, offset: offset) }
            if octet == 0x0A {
                guard offset - 1 - start <= 998 else { throw .lineTooLong(offset: start) }
                start = offset + 1
            }
            previous = octet
        }
        guard start > 0, start == octets.count else {
            throw previous == 0x0D ? .bareLineEnd(offset: octets.count - 1) : .unendedLine
        }
    }
}
