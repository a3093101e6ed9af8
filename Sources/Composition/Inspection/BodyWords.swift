/// The words of a body, to find out whether text and HTML say the same.
enum BodyWords {
    /// Words of four octets and more in text with masked tags, in lower case as far as they are ASCII.
    static func ofText(_ text: ArraySlice<UInt8>) -> Set<[UInt8]> {
        var words: Set<[UInt8]> = []
        var word: [UInt8] = []
        for octet in text {
            if 0x61...0x7A ~= octet | 0x20 || octet >= 0x80 {
                word.append(0x41...0x5A ~= octet ? octet | 0x20 : octet)
            } else {
                if word.count >= 4 { words.insert(word) }
                word.removeAll(keepingCapacity: true)
            }
        }
        if word.count >= 4 { words.insert(word) }
        return words
    }

    /// The same of what HTML with masked tags shows.
    static func ofHTML(_ html: [UInt8]) -> Set<[UInt8]> {
        var shown: [UInt8] = []
        for token in HTMLScanner(html).tokens {
            switch token {
            case .text(let range): shown += HTMLReferences.decode(html[range])
            case .start, .end, .tag, .hiddenTag: shown.append(0x20)
            }
        }
        return ofText(shown[...])
    }

    /// Bodies with fewer words than these say too little to be compared.
    private static let fewest = 12

    /// What to say of two bodies of which one has less than half of the other's words; nil where they are near enough.
    static func difference(text: Set<[UInt8]>, html: Set<[UInt8]>) -> TemplateNotice.Problem? {
        let common = text.intersection(html).count
        if html.count >= fewest, common * 2 < html.count {
            return .bodiesDiffer(common: common, of: html.count, inText: true)
        }
        if text.count >= fewest, common * 2 < text.count {
            return .bodiesDiffer(common: common, of: text.count, inText: false)
        }
        return nil
    }
}
