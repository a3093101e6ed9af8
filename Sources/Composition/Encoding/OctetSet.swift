/// A set of octets, asked in a few instructions and without a table in memory.
///
/// Grammar checks work on octets, never on `Character`: "\r\n" is one `Character`, and `"\"" + U+0301` is not
/// equal to `"\""`, so a check on characters lets line ends and quotes through.
struct OctetSet: Equatable, Sendable {
    private var words: SIMD4<UInt64> = .zero

    init(_ octets: some Sequence<UInt8>) {
        for octet in octets { insert(octet) }
    }

    init(_ ranges: ClosedRange<UInt8>..., and others: StaticString = "") {
        for range in ranges {
            for octet in range { insert(octet) }
        }
        others.withUTF8Buffer { for octet in $0 { insert(octet) } }
    }

    func contains(_ octet: UInt8) -> Bool {
        words[Int(octet &>> 6)] &>> UInt64(octet & 63) & 1 == 1
    }

    private mutating func insert(_ octet: UInt8) {
        words[Int(octet &>> 6)] |= 1 &<< UInt64(octet & 63)
    }
}

extension OctetSet {
    static let lettersAndDigits = OctetSet(0x30...0x39, 0x41...0x5A, 0x61...0x7A)

    /// What an atom may hold (RFC 5322 §3.2.3).
    static let atom = OctetSet(0x30...0x39, 0x41...0x5A, 0x61...0x7A, and: "!#$%&'*+-/=?^_`{|}~")

    /// What a header name may hold (RFC 5322 §3.6.8).
    static let headerName = OctetSet(0x21...0x39, 0x3B...0x7E)

    /// What may stand for itself in the Q encoding of plain text (RFC 2047 §4.2).
    static let encodedText = OctetSet(0x21...0x3C, 0x3E...0x3E, 0x40...0x5E, 0x60...0x7E)

    /// What may stand for itself in the Q encoding of a display name (RFC 2047 §5, rule 3).
    static let encodedPhrase = OctetSet(0x30...0x39, 0x41...0x5A, 0x61...0x7A, and: "!*+-/")

    /// What may stand for itself in an extended parameter value (RFC 2231 §7, `attribute-char`).
    static let extendedParameter = OctetSet(0x30...0x39, 0x41...0x5A, 0x61...0x7A, and: "!#$&+-.^_`{|}~")

    /// What stands for itself in a URL (RFC 3986 §2.3).
    static let unreserved = OctetSet(0x30...0x39, 0x41...0x5A, 0x61...0x7A, and: "-._~")
}
