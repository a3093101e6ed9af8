import CIDN2

/// Domain names with letters beyond ASCII (IDNA 2008, RFC 5891, after the mapping of UTS 46, not transitional).
package enum InternationalDomain {
    // IDN2_USE_STD3_ASCII_RULES is left out on purpose: libidn2 takes out what it does not allow ("a_b" becomes "ab")
    // instead of refusing it. Whoever calls looks at the letters, digits and hyphens of the result.
    private static let flags = CInt(IDN2_NFC_INPUT.rawValue | IDN2_NONTRANSITIONAL.rawValue)

    /// The name as the DNS knows it: each label that is not ASCII becomes its `xn--…` form, in lower case.
    ///
    /// Labels that are in that form already are decoded and checked like the others.
    package static func ascii(_ name: ArraySlice<UInt8>) throws(DomainFault) -> [UInt8] {
        guard !name.contains(0) else { throw .disallowedLetter }
        var result: UnsafeMutablePointer<UInt8>?
        let code = idn2_lookup_u8(Array(name) + [0], &result, flags)
        defer { idn2_free(result) }
        guard code == IDN2_OK.rawValue, let result else { throw DomainFault(code) }
        return octets(from: result)
    }

    /// The name for people, from its ASCII form: `xn--…` labels become the letters they stand for.
    ///
    /// Nil when that cannot be told, or would not lead back to `ascii`.
    package static func unicode(_ ascii: ArraySlice<UInt8>) -> [UInt8]? {
        guard !ascii.contains(0) else { return nil }
        var result: UnsafeMutablePointer<CChar>?
        let name = ascii.map { CChar(bitPattern: $0) } + [0]
        let code = idn2_to_unicode_8z8z(name, &result, 0)
        defer { idn2_free(result) }
        guard code == IDN2_OK.rawValue, let result else { return nil }
        let unicode = result.withMemoryRebound(to: UInt8.self, capacity: 1) { octets(from: $0) }
        let folded = ascii.map { 0x41...0x5A ~= $0 ? $0 | 0x20 : $0 }
        guard let back = try? Self.ascii(unicode[...]), back == folded else { return nil }
        return unicode
    }

    private static func octets(from start: UnsafeMutablePointer<UInt8>) -> [UInt8] {
        var octets: [UInt8] = []
        while start[octets.count] != 0 { octets.append(start[octets.count]) }
        return octets
    }
}
