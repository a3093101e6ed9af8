import CIDN2

/// Why a name is no internationalised domain name (RFC 5891 §4.2 and §5.4).
package enum DomainFault: Error, Equatable, Sendable {
    /// A label begins with `xn--` and stands for nothing, or not for what is written there (RFC 3492).
    case malformedALabel
    /// A letter that no name may have: a sign, a symbol, an emoji.
    case disallowedLetter
    /// A letter that the Unicode version at hand does not know.
    case unassignedLetter
    /// A combining mark at the start of a label.
    case leadingMark
    /// Hyphens at an end, or in the third and fourth place.
    case misplacedHyphen
    /// A joiner or a point where its neighbours do not call for it (RFC 5892, appendix A).
    case outOfContext
    /// Letters of both directions in a label where they would read as something else (RFC 5893).
    case mixedDirections
    /// A label over 63 octets, or a name over 255, in its ASCII form.
    case tooLong
    /// Not UTF-8.
    case notUTF8
    /// Any other answer of libidn2.
    case other(Int32)

    init(_ code: CInt) {
        self =
            switch idn2_rc(code) {
            case IDN2_PUNYCODE_BAD_INPUT, IDN2_PUNYCODE_OVERFLOW, IDN2_INVALID_ALABEL,
                IDN2_ALABEL_ROUNDTRIP_FAILED, IDN2_UALABEL_MISMATCH, IDN2_INVALID_NONTRANSITIONAL:
                .malformedALabel
            case IDN2_DISALLOWED: .disallowedLetter
            case IDN2_UNASSIGNED: .unassignedLetter
            case IDN2_LEADING_COMBINING: .leadingMark
            case IDN2_HYPHEN_STARTEND, IDN2_2HYPHEN: .misplacedHyphen
            case IDN2_CONTEXTJ, IDN2_CONTEXTJ_NO_RULE, IDN2_CONTEXTO, IDN2_CONTEXTO_NO_RULE: .outOfContext
            case IDN2_BIDI: .mixedDirections
            case IDN2_TOO_BIG_DOMAIN, IDN2_TOO_BIG_LABEL, IDN2_PUNYCODE_BIG_OUTPUT: .tooLong
            case IDN2_ENCODING_ERROR: .notUTF8
            default: .other(code)
            }
    }
}
