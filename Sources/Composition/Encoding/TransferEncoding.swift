/// How the octets of a part travel (RFC 2045 §6).
enum TransferEncoding: Equatable, Sendable {
    case sevenBit
    case quotedPrintable
    case base64

    /// The longest line that RFC 5322 §2.1.1 lets a message have, its CR LF not counted.
    static let longestLine = 998

    /// The shortest safe encoding of a text that has no LF without CR; the same text always gets the same answer.
    ///
    /// - Parameters:
    ///   - count: the octets of the text.
    ///   - equalsSigns: how many of them are `=`; asked only when the text cannot travel as it is.
    init(count: Int, surveyed survey: TextSurvey, equalsSigns: @autoclosure () -> Int) {
        let hidden = survey.unprintable + survey.loneCarriageReturns
        if hidden == 0, survey.longestLine <= Self.longestLine {
            self = .sevenBit
            return
        }
        let escaped = count + 2 * (hidden + equalsSigns())
        let quotedPrintable = escaped + escaped / 75 * 3
        self = Base64Lines.encodedCount(of: count) < quotedPrintable ? .base64 : .quotedPrintable
    }

    /// The value of `Content-Transfer-Encoding`.
    var name: StaticString {
        switch self {
        case .sevenBit: "7bit"
        case .quotedPrintable: "quoted-printable"
        case .base64: "base64"
        }
    }
}
