/// How the octets of a part travel (RFC 2045 §6).
enum TransferEncoding: Equatable, Sendable {
    case sevenBit
    case quotedPrintable
    case base64

    /// The longest line that RFC 5322 §2.1.1 lets a message have, its CR LF not counted.
    static let longestLine = 998

    /// The shortest safe encoding of `text`, which has no LF without CR; the same text always gets the same answer.
    init(for text: [UInt8], surveyed survey: TextSurvey) {
        let hidden = survey.unprintable + survey.loneCarriageReturns
        if hidden == 0, survey.longestLine <= Self.longestLine {
            self = .sevenBit
            return
        }
        let escaped = text.count + 2 * (hidden + TextSurvey.equalsSigns(in: text))
        let quotedPrintable = escaped + escaped / 75 * 3
        let base64 = Base64Lines.encodedCount(of: text.count)
        self = base64 < quotedPrintable ? .base64 : .quotedPrintable
    }

    /// The value of `Content-Transfer-Encoding`.
    var name: StaticString {
        switch self {
        case .sevenBit: "7bit"
        case .quotedPrintable: "quoted-printable"
        case .base64: "base64"
        }
    }

    /// Appends `text`, encoded, and ends it with CR LF unless it is empty.
    func append(_ text: [UInt8], to output: inout [UInt8]) {
        switch self {
        case .sevenBit:
            output.append(contentsOf: text)
            if let last = text.last, last != 0x0A { output.append(contentsOf: [0x0D, 0x0A]) }
        case .quotedPrintable:
            QuotedPrintable.append(text, to: &output)
        case .base64:
            Base64Lines.append(text[...], to: &output)
        }
    }
}
