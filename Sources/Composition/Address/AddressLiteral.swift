/// The grammar of `[…]` in the place of a domain (RFC 5321 §4.1.3).
///
/// IPv4 and IPv6 only: no tag for a `General-address-literal` has ever been registered. Leading zeros in an IPv4
/// address are refused, since some readers take them for octal.
enum AddressLiteral {
    private static let tag = Array("ipv6:".utf8)

    static func isValid(_ text: ArraySlice<UInt8>) -> Bool {
        guard text.count > 2, text.first == UInt8(ascii: "["), text.last == UInt8(ascii: "]") else {
            return false
        }
        let inner = text.dropFirst().dropLast()
        let start = inner.prefix(tag.count).map { 0x41...0x5A ~= $0 ? $0 | 0x20 : $0 }
        return start == tag ? isIPv6(inner.dropFirst(tag.count)) : isIPv4(inner)
    }

    private static func isIPv4(_ text: ArraySlice<UInt8>) -> Bool {
        let numbers = text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return numbers.count == 4 && numbers.allSatisfy(isDecimalOctet)
    }

    private static func isDecimalOctet(_ text: ArraySlice<UInt8>) -> Bool {
        guard (1...3).contains(text.count), text.allSatisfy({ 0x30...0x39 ~= $0 }) else { return false }
        guard text.count == 1 || text.first != UInt8(ascii: "0") else { return false }
        return text.reduce(0) { $0 * 10 + Int($1 - 0x30) } <= 255
    }

    /// `::` stands for two groups at least, so that at most six are written beside it (RFC 5321 §4.1.3).
    private static func isIPv6(_ text: ArraySlice<UInt8>) -> Bool {
        let colon = UInt8(ascii: ":")
        var gap: Int?
        for index in text.indices.dropLast() where text[index] == colon && text[index + 1] == colon {
            guard gap == nil else { return false }
            gap = index
        }
        guard let gap else { return groups(in: text, mayEndInIPv4: true) == 8 }
        guard let before = groups(in: text[..<gap], mayEndInIPv4: false),
            let after = groups(in: text[(gap + 2)...], mayEndInIPv4: true)
        else { return false }
        return before + after <= 6
    }

    /// How many groups of 16 bits are written, or nil where one is wrong.
    private static func groups(in text: ArraySlice<UInt8>, mayEndInIPv4: Bool) -> Int? {
        guard !text.isEmpty else { return 0 }
        let written = text.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        var count = written.count
        var hexadecimal = written[...]
        if mayEndInIPv4, let last = written.last, last.contains(UInt8(ascii: ".")) {
            guard isIPv4(last) else { return nil }
            count += 1
            hexadecimal = hexadecimal.dropLast()
        }
        return hexadecimal.allSatisfy(isHexadecimalGroup) ? count : nil
    }

    private static func isHexadecimalGroup(_ text: ArraySlice<UInt8>) -> Bool {
        (1...4).contains(text.count)
            && text.allSatisfy { 0x30...0x39 ~= $0 || 0x41...0x46 ~= $0 || 0x61...0x66 ~= $0 }
    }
}
