/// Finds status codes in what people and servers wrote.
enum StatusSearch {
    /// The status a text gives: its first enhanced code, else what its first reply code means.
    static func status(in text: ArraySlice<UInt8>) -> EnhancedStatus? {
        enhanced(in: text) ?? replyCode(in: text).map(meaning)
    }

    /// The first `c.s.d` with class 2, 4 or 5 that stands alone (RFC 3463 §2).
    static func enhanced(in text: ArraySlice<UInt8>) -> EnhancedStatus? {
        var position = text.startIndex
        while position < text.endIndex {
            defer { position += 1 }
            guard [0x32, 0x34, 0x35].contains(text[position]), !isPartOfWord(before: position, in: text)
            else { continue }
            var rest = text[(position + 1)...]
            guard let subject = number(after: UInt8(ascii: "."), &rest),
                let detail = number(after: UInt8(ascii: "."), &rest),
                !(rest.first.map {
                    isWord($0) || $0 == UInt8(ascii: ".") && rest.dropFirst().first.map(isDigit) == true
                } ?? false)
            else { continue }
            return EnhancedStatus(text[position] - 0x30, subject, detail)
        }
        return nil
    }

    /// The first 4yz or 5yz that could be a reply: alone, y up to 5 (RFC 5321 §4.2.1), and followed by a space, a
    /// hyphen or the end.
    static func replyCode(in text: ArraySlice<UInt8>) -> Int? {
        var position = text.startIndex
        while position + 2 < text.endIndex {
            defer { position += 1 }
            let digits = text[position..<(position + 3)]
            guard digits.allSatisfy(isDigit), [0x34, 0x35].contains(text[position]),
                text[position + 1] <= 0x35, !isPartOfWord(before: position, in: text)
            else { continue }
            let next = position + 3 < text.endIndex ? text[position + 3] : 0x20
            guard [0x20, 0x09, 0x0A, 0x0D, UInt8(ascii: "-")].contains(next) else { continue }
            return digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
        }
        return nil
    }

    /// What a reply code without an enhanced one means for RCPT (RFC 5321 §4.2.3).
    private static func meaning(_ code: Int) -> EnhancedStatus {
        let kind: UInt8 = code < 500 ? 4 : 5
        return switch code {
        case 450, 550, 551, 553: EnhancedStatus(kind, 1, 1)
        case 452, 552: EnhancedStatus(kind, 2, 2)
        case 554: EnhancedStatus(kind, 7, 1)
        default: EnhancedStatus(kind, 3, 0)
        }
    }

    /// A number of up to three digits behind `separator`.
    private static func number(after separator: UInt8, _ rest: inout ArraySlice<UInt8>) -> Int? {
        guard rest.first == separator else { return nil }
        let digits = rest.dropFirst().prefix { isDigit($0) }
        guard 1...3 ~= digits.count else { return nil }
        rest = rest[digits.endIndex...]
        return digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }

    private static func isPartOfWord(before position: Int, in text: ArraySlice<UInt8>) -> Bool {
        guard position > text.startIndex else { return false }
        let octet = text[position - 1]
        return isWord(octet) || octet == UInt8(ascii: ".") || octet == UInt8(ascii: "-")
    }

    private static func isDigit(_ octet: UInt8) -> Bool { 0x30...0x39 ~= octet }

    private static func isWord(_ octet: UInt8) -> Bool {
        isDigit(octet) || 0x41...0x5A ~= octet || 0x61...0x7A ~= octet || octet >= 0x80
    }
}
