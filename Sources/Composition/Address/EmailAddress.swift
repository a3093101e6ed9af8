import IDNA

/// Exactly one mailbox as SMTP writes it (RFC 5321 §4.1.2 `Mailbox`, RFC 6531 §3.3), in canonical form.
///
/// Its octets are written back from the parsed parts: a local part is quoted only where it must be, and then with
/// only the backslashes that it needs. So what stands on the wire is what was understood here, and nothing else.
/// There is no room for comments, groups, routes, folding white space or encoded words, nor for control characters.
///
/// A domain that is not ASCII is brought to its `xn--` form where the local part is ASCII: every server takes that. A
/// local part that is not ASCII stays as it is, octet by octet, and needs a server with SMTPUTF8.
///
/// Two addresses are equal when their octets are. Strings would compare by canonical equivalence, which makes one
/// key of two mailboxes.
public struct EmailAddress: Equatable, Hashable, Sendable {
    /// The address as it stands between `<` and `>`: 3 to 254 octets, printable ASCII or UTF-8.
    public let octets: [UInt8]

    private let atSign: Int

    /// The part before the `@`, with its quotes where it has any.
    public var localPart: ArraySlice<UInt8> { octets[..<atSign] }

    /// The part after the `@`: a domain name, or an address literal with its brackets.
    public var domain: ArraySlice<UInt8> { octets[(atSign + 1)...] }

    /// Whether all octets are ASCII, so that SMTPUTF8 (RFC 6531) is not needed.
    public let isASCII: Bool

    /// The domain in the form that the DNS knows.
    package var asciiDomain: [UInt8] {
        guard !isASCII, let ascii = try? InternationalDomain.ascii(domain) else { return Array(domain) }
        return ascii
    }

    /// The key for finding duplicates: the octets with ASCII letters in lower case.
    package var folded: [UInt8] { octets.map { 0x41...0x5A ~= $0 ? $0 | 0x20 : $0 } }

    /// Parses a text that must be one address and nothing else, not even white space around it.
    package init(parsing text: ArraySlice<UInt8>) throws(AddressFault) {
        var parser = AddressParser(text)
        let result = try parser.parse()
        octets = result.octets
        atSign = result.atSign
        isASCII = result.isASCII
    }

    /// Parses a text that must be one address and nothing else, not even white space around it.
    package init(parsing text: [UInt8]) throws(AddressFault) {
        try self.init(parsing: text[...])
    }
}
