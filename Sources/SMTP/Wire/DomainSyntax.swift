/// Domains and address literals (RFC 5321 §4.1.2 and §4.1.3).
enum DomainSyntax {
    private static let longestLabel = 63
    /// RFC 5890 §4.2: what 59 octets of Punycode can stand for.
    private static let longestUnicodeLabel = 252

    /// Accepts a domain of letter-digit-hyphen labels (or UTF-8 labels, RFC 6531) or an address literal.
    static func check(_ domain: ArraySlice<UInt8>) throws(PathFault) {
        if domain.first == UInt8(ascii: "[") { return try checkLiteral(domain) }
        var labelLength = 0
        // A label that is not ASCII is measured by the DNS in another form, which was made where the address was read.
        var limit = longestLabel
        var previous = UInt8(ascii: ".")
        for octet in domain {
            switch octet {
            case UInt8(ascii: "."):
                guard labelLength > 0, previous != UInt8(ascii: "-") else { throw .malformedDomain }
                labelLength = 0
                limit = longestLabel
            case UInt8(ascii: "-"):
                guard labelLength > 0 else { throw .malformedDomain }
                labelLength += 1
            case 0x61...0x7A, 0x41...0x5A, 0x30...0x39, 0x80...:
                labelLength += 1
                if octet >= 0x80 { limit = longestUnicodeLabel }
            default: throw .malformedDomain
            }
            guard labelLength <= limit else { throw .malformedDomain }
            previous = octet
        }
        guard labelLength > 0, previous != UInt8(ascii: "-") else { throw .malformedDomain }
    }

    private static func checkLiteral(_ literal: ArraySlice<UInt8>) throws(PathFault) {
        guard literal.last == UInt8(ascii: "]"), literal.count > 2 else { throw .malformedAddressLiteral }
        let inside = literal.dropFirst().dropLast()
        let tag = Array("IPv6:".utf8)
        guard inside.count > tag.count,
            inside.prefix(tag.count).elementsEqual(tag, by: { $0 | 0x20 == $1 | 0x20 })
        else {
            guard isIPv4(inside) else { throw .malformedAddressLiteral }
            return
        }
        guard isIPv6(inside.dropFirst(tag.count)) else { throw .malformedAddressLiteral }
    }

    static func isIPv4(_ text: ArraySlice<UInt8>) -> Bool {
        let parts = text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return parts.count == 4
            && parts.allSatisfy { part in
                (1...3).contains(part.count) && part.allSatisfy { $0 &- 0x30 < 10 }
                    && part.reduce(0) { $0 * 10 + Int($1 - 0x30) } <= 255
            }
    }

    static func isIPv6(_ text: ArraySlice<UInt8>) -> Bool {
        var groups = text.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        guard (3...9).contains(groups.count) else { return false }
        // `::` at either end leaves one empty group more.
        if groups[0].isEmpty {
            guard groups[1].isEmpty else { return false }
            groups.removeFirst()
        }
        if groups.count > 1, groups[groups.count - 1].isEmpty {
            guard groups[groups.count - 2].isEmpty else { return false }
            groups.removeLast()
        }
        var width = 0
        var gaps = 0
        for (index, group) in groups.enumerated() {
            if group.isEmpty {
                gaps += 1
            } else if index == groups.count - 1, isIPv4(group) {
                width += 2
            } else {
                guard group.count <= 4, group.allSatisfy(isHexadecimal) else { return false }
                width += 1
            }
        }
        // §4.1.3: `::` stands for two groups at least.
        return gaps == 0 ? width == 8 : gaps == 1 && width <= 6
    }

    private static func isHexadecimal(_ octet: UInt8) -> Bool {
        octet &- 0x30 < 10 || (octet | 0x20) &- 0x61 < 6
    }
}
