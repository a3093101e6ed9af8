/// In whose name a signature is made, and where its public key is published: `SELECTOR._domainkey.DOMAIN`.
package struct DKIMIdentity: Equatable, Sendable {
    package let selector: [UInt8]
    /// nil for the domain of each message's From.
    package let domain: [UInt8]?

    /// - Throws: ``DKIMNameFault``; nothing but letters, digits, hyphens, dots (and underscores in a selector) gets
    ///   into a header from here.
    package init(selector: String, domain: String?) throws(DKIMNameFault) {
        let name = Array(selector.utf8)
        guard Self.isName(name, allowing: UInt8(ascii: "_")) else { throw .selector(selector) }
        self.selector = name
        guard let domain else {
            self.domain = nil
            return
        }
        let octets = Array(domain.utf8)
        guard Self.isName(octets), octets.contains(UInt8(ascii: ".")),
            name.count + "._domainkey.".utf8.count + octets.count <= 253
        else { throw .domain(domain) }
        self.domain = octets.map { 0x41...0x5A ~= $0 ? $0 | 0x20 : $0 }
    }

    /// Whether `name` is one or more labels (RFC 5321 §4.1.2 `sub-domain`) with dots between.
    private static func isName(_ name: [UInt8], allowing other: UInt8 = UInt8(ascii: "-")) -> Bool {
        guard name.count <= 240 else { return false }
        return name.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy {
            label in
            (1...63).contains(label.count) && label.first != UInt8(ascii: "-")
                && label.last != UInt8(ascii: "-")
                && label.allSatisfy {
                    OctetSet.lettersAndDigits.contains($0) || $0 == UInt8(ascii: "-") || $0 == other
                }
        }
    }

    /// The domain to sign for when `author` is in From.
    ///
    /// Without the list of public suffixes nobody can say whether two domains that only share an ending belong
    /// together; so the signing domain has to be the author's own, one above it, or one below it.
    func domain(for author: EmailAddress) throws(SigningFault) -> [UInt8] {
        let own = author.domain.map { 0x41...0x5A ~= $0 ? $0 | 0x20 : $0 }
        guard own.first != UInt8(ascii: "[") else {
            throw .authorHasNoDomain(String(decoding: author.octets, as: UTF8.self))
        }
        guard let domain else { return own }
        guard own == domain || Self.isBelow(own, domain) || Self.isBelow(domain, own) else {
            throw .unaligned(
                author: String(decoding: author.octets, as: UTF8.self),
                domain: String(decoding: domain, as: UTF8.self))
        }
        return domain
    }

    private static func isBelow(_ name: [UInt8], _ parent: [UInt8]) -> Bool {
        parent.contains(UInt8(ascii: ".")) && name.count > parent.count
            && name.suffix(parent.count).elementsEqual(parent)
            && name[name.count - parent.count - 1] == UInt8(ascii: ".")
    }
}

/// What cannot be the name of a DKIM key.
package enum DKIMNameFault: Error, Equatable, Sendable {
    case selector(String)
    case domain(String)
}
