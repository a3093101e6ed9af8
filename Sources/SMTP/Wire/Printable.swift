/// Octets from outside as text that is safe to print on a terminal and in a report.
package enum Printable {
    /// Escapes what steers, and what is not UTF-8; everything else stays.
    package static func escape(_ octets: some Sequence<UInt8>) -> String {
        let octets = Array(octets)
        // Nearly every reply is plain ASCII, and each is recorded.
        if octets.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return String(decoding: octets, as: UTF8.self) }
        var result = ""
        var decoder = UTF8()
        var iterator = octets.makeIterator()
        while true {
            switch decoder.decode(&iterator) {
            case .scalarValue(let scalar): append(scalar, to: &result)
            case .error: result.unicodeScalars.append("\u{FFFD}")
            case .emptyInput: return result
            }
        }
    }

    private static func append(_ scalar: Unicode.Scalar, to result: inout String) {
        switch scalar.value {
        case 0x09: result += "\\t"
        case 0x0A: result += "\\n"
        case 0x0D: result += "\\r"
        case _ where isSteering(scalar):
            result += "\\u{" + String(scalar.value, radix: 16, uppercase: true) + "}"
        default: result.unicodeScalars.append(scalar)
        }
    }

    /// Whether `scalar` steers a terminal, an editor or the direction of writing, or stands there unseen: C0, DEL, C1, line
    /// and paragraph separators, marks and embeddings of direction, spaces without width.
    ///
    /// Joiners and non-joiners are letters in Persian and parts of emoji.
    package static func isSteering(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F..<0xA0, 0x061C, 0x200B, 0x200E, 0x200F, 0x2028...0x202E, 0x2060...0x2069, 0xFEFF:
            true
        default: false
        }
    }
}
