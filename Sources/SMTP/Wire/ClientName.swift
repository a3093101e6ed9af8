/// How a client calls itself in EHLO: a domain, or an address literal when it has no name (RFC 5321 §4.1.4).
public struct ClientName: Equatable, Sendable {
    /// As EHLO says it: at most 255 octets of ASCII, addresses in brackets.
    public let octets: [UInt8]

    /// - Parameter text: a domain (`mail.example.org`), an address (`192.0.2.1`, `::1`) or an address literal in
    ///   brackets. Non-ASCII is refused: EHLO comes before SMTPUTF8 is known.
    /// - Throws: ``PathFault`` when it is none of these.
    public init(validating text: [UInt8]) throws(PathFault) {
        let literal: [UInt8] =
            if DomainSyntax.isIPv4(text[...]) {
                [UInt8(ascii: "[")] + text + [UInt8(ascii: "]")]
            } else if DomainSyntax.isIPv6(text[...]) {
                Array("[IPv6:".utf8) + text + [UInt8(ascii: "]")]
            } else {
                text
            }
        guard literal.count <= 255, literal.allSatisfy({ $0 < 0x80 }) else { throw .malformedDomain }
        try DomainSyntax.check(literal[...])
        octets = literal
    }
}
