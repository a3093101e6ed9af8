import IDNA

/// Why a text is not exactly one mailbox (RFC 5321 §4.1.2 `Mailbox`).
///
/// Positions are octets, counted from 1.
package enum AddressFault: Error, Equatable, Sendable {
    /// The two halves of an address.
    package enum Part: Equatable, Sendable {
        case localPart
        case domain
    }

    case empty
    /// A control character, inside quotes or not: CR and LF here would become commands of their own.
    case control(UInt8, at: Int)
    /// The octet that begins no UTF-8 sequence.
    case notUTF8(at: Int)
    /// A character that cannot be seen, or that makes what can be seen misleading.
    case invisible(Unicode.Scalar, at: Int)
    /// A domain that is not ASCII, or has a label in `xn--` form, and is no internationalised domain.
    case domain(DomainFault)
    case noAtSign
    case missing(Part)
    /// An octet that the grammar does not allow at this place: a space, a comma, `<`, a second `@`…
    case unexpected(UInt8, at: Int, in: Part)
    /// A dot at the start, at the end, or after another dot.
    case misplacedDot(at: Int)
    /// A hyphen at the start or at the end of a label of the domain.
    case misplacedHyphen(at: Int)
    case unterminatedQuote(at: Int)
    /// Text in `[…]` that is neither an IPv4 address nor `IPv6:` and an IPv6 address.
    case notAnAddressLiteral
    /// More octets than RFC 5321 §4.5.3.1 allows; `limit` is 64 or 255.
    case tooLong(Part, octets: Int, limit: Int)
    /// A label of the domain with more than 63 octets (RFC 1035 §2.3.4).
    case labelTooLong(octets: Int)
    /// More than the 254 octets that fit in a path of 256 with its angle brackets (RFC 5321 §4.5.3.1.3).
    case addressTooLong(octets: Int)
}
