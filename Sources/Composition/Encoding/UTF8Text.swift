/// Checks for well-formed UTF-8 (RFC 3629).
enum UTF8Text {
    /// The index of the first octet that is not part of a well-formed sequence, or nil.
    static func firstFault(in text: ArraySlice<UInt8>) -> Int? {
        var index = text.startIndex
        while index < text.endIndex {
            let lead = text[index]
            guard lead >= 0x80 else {
                index += 1
                continue
            }
            guard let (length, second) = sequence(startingWith: lead) else { return index }
            guard text.endIndex - index >= length, second.contains(text[index + 1]) else { return index }
            for place in (index + 2)..<max(index + 2, index + length) where text[place] & 0xC0 != 0x80 {
                return index
            }
            index += length
        }
        return nil
    }

    /// The length that a lead octet announces, and what its second octet may be: no overlong forms, surrogates, or
    /// numbers past U+10FFFF.
    private static func sequence(startingWith lead: UInt8) -> (length: Int, second: ClosedRange<UInt8>)? {
        switch lead {
        case 0xC2...0xDF: (2, 0x80...0xBF)
        case 0xE0: (3, 0xA0...0xBF)
        case 0xED: (3, 0x80...0x9F)
        case 0xE1...0xEF: (3, 0x80...0xBF)
        case 0xF0: (4, 0x90...0xBF)
        case 0xF1...0xF3: (4, 0x80...0xBF)
        case 0xF4: (4, 0x80...0x8F)
        default: nil
        }
    }
}
