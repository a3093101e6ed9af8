/// An enhanced status code such as `5.1.1` (RFC 3463).
public struct EnhancedCode: Equatable, Hashable, Sendable {
    /// 2, 4 or 5.
    public let category: UInt8
    /// 0…999: what the status is about (1 addressing, 2 mailbox, 3 mail system, 7 policy …).
    public let subject: UInt16
    /// 0…999.
    public let detail: UInt16

    /// The code `category.subject.detail`.
    public init(_ category: UInt8, _ subject: UInt16, _ detail: UInt16) {
        self.category = category
        self.subject = subject
        self.detail = detail
    }

    /// Reads the code that opens a reply's text.
    ///
    /// The three digits of the reply win: a code of another category (`550 2.1.5`, seen in the wild) becomes
    /// `5.0.0`, as Postfix does.
    ///
    /// - Returns: nil when the text does not begin with a code that a space or the end follows.
    init?(openingTextOf line: ArraySlice<UInt8>, replyCode: Int) {
        guard let first = line.first, first == 0x32 || first == 0x34 || first == 0x35 else { return nil }
        var position = line.startIndex + 1
        guard let subject = Self.number(in: line, at: &position),
            let detail = Self.number(in: line, at: &position),
            position == line.endIndex || line[position] == 0x20
        else { return nil }
        let category = UInt8(truncatingIfNeeded: replyCode / 100)
        self =
            first &- 0x30 == category
            ? EnhancedCode(category, subject, detail) : EnhancedCode(category, 0, 0)
    }

    /// One dot and one to three digits.
    private static func number(in line: ArraySlice<UInt8>, at position: inout Int) -> UInt16? {
        guard position < line.endIndex, line[position] == UInt8(ascii: ".") else { return nil }
        position += 1
        let start = position
        var value: UInt16 = 0
        while position < line.endIndex, position - start < 3, line[position] &- 0x30 < 10 {
            value = value * 10 + UInt16(line[position] - 0x30)
            position += 1
        }
        return position > start ? value : nil
    }
}

extension EnhancedCode: CustomStringConvertible {
    /// Such as `5.1.1`.
    public var description: String { "\(category).\(subject).\(detail)" }
}
