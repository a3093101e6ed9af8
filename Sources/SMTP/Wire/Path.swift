/// A mailbox as MAIL and RCPT name it: the gate every envelope argument passes (RFC 5321 §4.1.2).
///
/// What got through cannot end the angle brackets, start another parameter or another command. The gate is a
/// little narrower than the standard: `<` and `>` are refused in quoted local parts too, because servers are
/// known that stop at the first of them.
public struct Path: Equatable, Hashable, Sendable {
    /// As it stands between the angle brackets; empty for the null path.
    public let octets: [UInt8]
    /// Whether SMTPUTF8 (RFC 6531) is needed.
    public let isInternationalized: Bool

    /// `<>`: where bounces go that must not bounce.
    public static let null = Path()

    private init() {
        octets = []
        isInternationalized = false
    }

    /// - Parameter addrSpec: exactly one mailbox, `local-part@domain`, without brackets.
    /// - Throws: the first thing that does not fit.
    public init(validating addrSpec: [UInt8]) throws(PathFault) {
        // §4.5.3.1.3: 256 octets with the brackets.
        guard addrSpec.count <= 254 else { throw .tooLong(octets: addrSpec.count) }
        var seesNonASCII = false
        for (offset, octet) in addrSpec.enumerated() {
            if octet >= 0x80 { seesNonASCII = true }
            guard octet >= 0x20, octet != 0x7F, octet != UInt8(ascii: "<"), octet != UInt8(ascii: ">") else {
                throw .forbidden(octet: octet, offset: offset)
            }
        }
        if seesNonASCII { try Self.checkScalars(addrSpec) }
        let at = try Self.endOfLocalPart(in: addrSpec)
        guard at <= 64 else { throw .localPartTooLong(octets: at) }
        guard at < addrSpec.count, addrSpec[at] == UInt8(ascii: "@") else { throw .missingAtSign }
        try DomainSyntax.check(addrSpec[(at + 1)...])
        octets = addrSpec
        isInternationalized = seesNonASCII
    }

    /// Where the local part ends, which is a dot-string or a quoted string.
    private static func endOfLocalPart(in octets: [UInt8]) throws(PathFault) -> Int {
        if octets.first == UInt8(ascii: "\"") { return try endOfQuotedString(in: octets) }
        var position = 0
        var atomLength = 0
        while position < octets.count, octets[position] != UInt8(ascii: "@") {
            let octet = octets[position]
            if octet == UInt8(ascii: ".") {
                guard atomLength > 0 else { throw .misplacedDot(offset: position) }
                atomLength = 0
            } else {
                guard isAtomText(octet) else { throw .forbidden(octet: octet, offset: position) }
                atomLength += 1
            }
            position += 1
        }
        guard position > 0 else { throw .emptyLocalPart }
        guard atomLength > 0 else { throw .misplacedDot(offset: position - 1) }
        return position
    }

    private static func endOfQuotedString(in octets: [UInt8]) throws(PathFault) -> Int {
        var position = 1
        while position < octets.count {
            switch octets[position] {
            case UInt8(ascii: "\""): return position + 1
            case UInt8(ascii: "\\"):
                // quoted-pairSMTP: ASCII only.
                guard position + 1 < octets.count else { throw .unterminatedQuote }
                guard octets[position + 1] < 0x80 else {
                    throw .forbidden(octet: octets[position + 1], offset: position + 1)
                }
                position += 2
            default: position += 1
            }
        }
        throw .unterminatedQuote
    }

    /// `atext` of RFC 5322 §3.2.3, with RFC 6531's UTF-8.
    private static func isAtomText(_ octet: UInt8) -> Bool {
        switch octet {
        case 0x61...0x7A, 0x41...0x5A, 0x30...0x39, 0x80...: true
        case UInt8(ascii: "!"), UInt8(ascii: "#"), UInt8(ascii: "$"), UInt8(ascii: "%"), UInt8(ascii: "&"),
            UInt8(ascii: "'"), UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "/"),
            UInt8(ascii: "="), UInt8(ascii: "?"), UInt8(ascii: "^"), UInt8(ascii: "_"), UInt8(ascii: "`"),
            UInt8(ascii: "{"), UInt8(ascii: "|"), UInt8(ascii: "}"), UInt8(ascii: "~"):
            true
        default: false
        }
    }

    /// Well-formed UTF-8 without C1 controls and invisible separators.
    private static func checkScalars(_ octets: [UInt8]) throws(PathFault) {
        var decoder = UTF8()
        var iterator = octets.makeIterator()
        while true {
            switch decoder.decode(&iterator) {
            case .emptyInput: return
            case .error: throw .notUTF8
            case .scalarValue(let scalar):
                let value = scalar.value
                guard !(0x80...0xA0).contains(value), !(0x2000...0x200F).contains(value),
                    !(0x2028...0x202F).contains(value), !(0x205F...0x206F).contains(value), value != 0xFEFF
                else { throw .forbiddenScalar(scalar) }
            }
        }
    }
}

extension Path: CustomStringConvertible {
    /// With its angle brackets, control characters escaped.
    public var description: String { "<" + Printable.escape(octets) + ">" }
}

/// Why something is no mailbox.
public enum PathFault: Error, Equatable, Sendable {
    /// More than 254 octets.
    case tooLong(octets: Int)
    /// More than 64 octets before the `@`.
    case localPartTooLong(octets: Int)
    /// Nothing before the `@`.
    case emptyLocalPart
    /// No `@` behind the local part.
    case missingAtSign
    /// An octet that may not stand here; `offset` counts from 0.
    case forbidden(octet: UInt8, offset: Int)
    /// A control character beyond ASCII, or one that cannot be seen.
    case forbiddenScalar(Unicode.Scalar)
    /// Octets over 127 that are not UTF-8.
    case notUTF8
    /// A dot at the beginning, at the end or behind another one; `offset` counts from 0.
    case misplacedDot(offset: Int)
    /// A quoted local part without its closing quote.
    case unterminatedQuote
    /// Not a domain name (RFC 5321 §4.1.2).
    case malformedDomain
    /// Not an address in brackets (RFC 5321 §4.1.3).
    case malformedAddressLiteral
}

extension Path {
    /// What stands behind the last `@`, ASCII letters in lower case: domains that count as one (RFC 5321 §2.4).
    var foldedDomain: [UInt8] {
        guard let at = octets.lastIndex(of: UInt8(ascii: "@")) else { return [] }
        return octets[(at + 1)...].map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
    }
}
