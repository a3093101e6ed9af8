import Cryptography

/// Who unsubscribes, and from what: signed, so that nothing has to be remembered to believe it.
///
/// The text is base 64 in the alphabet for URLs (RFC 4648 §5), unpadded, of: the version (1), the length of the campaign's
/// identifier, that identifier, the address, and 16 octets of HMAC-SHA-256 over all before. The address is signed, not
/// hidden; it stands in the message as well. A token does not expire: links in old messages have to work.
package struct UnsubscribeToken: Equatable, Sendable {
    package let campaignID: [UInt8]
    package let address: EmailAddress

    private static let version: UInt8 = 1

    package init(campaignID: [UInt8], address: EmailAddress) {
        self.campaignID = campaignID
        self.address = address
    }

    /// The token's text: letters, digits, `-` and `_`.
    package func signed(with key: UnsubscribeKey) throws(CryptographyFault) -> [UInt8] {
        // An identifier has 16 octets; whatever it were, it fits.
        let identifier = campaignID.prefix(255)
        var payload: [UInt8] = [Self.version, UInt8(truncatingIfNeeded: identifier.count)]
        payload += identifier
        payload += address.octets
        payload += try key.tag(of: payload[...])
        return Base64.encode(payload).filter { $0 != UInt8(ascii: "=") }.map(Self.urlLetter)
    }

    /// Believes a token that was signed with `key`.
    package init(verifying text: [UInt8], with key: UnsubscribeKey) throws(UnsubscribeTokenFault) {
        guard text.count <= 1024, !text.contains(where: { $0 == 0x2B || $0 == 0x2F || $0 == 0x3D }) else {
            throw .malformed
        }
        let padding = [UInt8](repeating: UInt8(ascii: "="), count: (4 - text.count % 4) % 4)
        guard let octets = Base64.decode(text.map(Self.plainLetter) + padding),
            octets.count > 2 + UnsubscribeKey.tagSize
        else { throw .malformed }
        let payload = octets.dropLast(UnsubscribeKey.tagSize)
        let expected: [UInt8]
        do {
            expected = try key.tag(of: payload)
        } catch {
            throw .cryptography(error)
        }
        guard HMAC.areEqual(Array(octets.suffix(UnsubscribeKey.tagSize)), expected) else { throw .forged }
        guard payload[0] == Self.version else { throw .unknownVersion(payload[0]) }
        let rest = payload.dropFirst(2)
        let length = Int(payload[1])
        guard rest.count > length else { throw .malformed }
        campaignID = Array(rest.prefix(length))
        do {
            address = try EmailAddress(parsing: rest.dropFirst(length))
        } catch {
            throw .malformed
        }
    }

    private static func urlLetter(_ letter: UInt8) -> UInt8 {
        switch letter {
        case UInt8(ascii: "+"): UInt8(ascii: "-")
        case UInt8(ascii: "/"): UInt8(ascii: "_")
        default: letter
        }
    }

    private static func plainLetter(_ letter: UInt8) -> UInt8 {
        switch letter {
        case UInt8(ascii: "-"): UInt8(ascii: "+")
        case UInt8(ascii: "_"): UInt8(ascii: "/")
        default: letter
        }
    }
}

/// Why a token is not believed.
package enum UnsubscribeTokenFault: Error, Equatable, Sendable {
    /// Not the text of any token: cut short, or with something added.
    case malformed
    /// Another key signed it, or nobody did.
    case forged
    /// Signed, by a version of this program to come.
    case unknownVersion(UInt8)
    case cryptography(CryptographyFault)
}
