/// Writes the value of one header: folds it, and encodes what is not plain ASCII (RFC 5322 §2.2.3, RFC 2047).
///
/// Values come in as UTF-8 without line ends. A fold is a CR LF in front of white space that is there anyway, so
/// unfolding gives back exactly what went in.
struct HeaderLine {
    /// The longest line where it can be helped (RFC 5322 §2.1.1), its CR LF not counted.
    static let width = 78

    /// The longest run of raw octets without white space that a line may have to carry.
    ///
    /// 998 less the space before it and a mark after it.
    static let longestWord = TransferEncoding.longestLine - 8

    private var lineStart: Int

    /// Starts the header `name`, with its colon.
    init(_ name: [UInt8], in output: inout [UInt8]) {
        lineStart = output.count
        output.append(name.span)
        output.append(UInt8(ascii: ":"))
    }

    func end(in output: inout [UInt8]) {
        output.append("\r\n")
    }

    /// Appends a space and `word`, on a new line where they do not fit with what must follow the word.
    private mutating func appendWord(
        _ word: Span<UInt8>, before following: Int = 0, to output: inout [UInt8]
    ) {
        if column(in: output) + 1 + word.count + following > Self.width { breakLine(in: &output) }
        output.append(0x20)
        output.append(word)
    }

    private func column(in output: [UInt8]) -> Int {
        output.count - lineStart
    }

    private mutating func breakLine(in output: inout [UInt8]) {
        output.append("\r\n")
        lineStart = output.count
    }
}

// MARK: - Unstructured text

extension HeaderLine {
    /// Which words of a text are left as they are.
    struct WordLimit {
        /// The longest word that is not encoded.
        let octets: Int

        /// Text for people: no line over 78 octets.
        static let prose = WordLimit(octets: 76)
        /// Text for programs: an encoded word would not be understood, so only what no line can hold is encoded.
        static let tokens = WordLimit(octets: longestWord)
    }

    /// Longer white space is encoded, since a line of white space alone would not survive (RFC 5322 §3.2.2).
    private static let longestGap = 40

    /// Appends `text` as unstructured text (RFC 5322 §3.6.5); white space at its ends is left out.
    ///
    /// From the first word that needs it to the last, everything is written as encoded words. The white space
    /// between two encoded words is not shown (RFC 2047 §6.2), so what stands between them must be inside them.
    mutating func appendText(
        _ text: Span<UInt8>, leaving limit: WordLimit = .prose, to output: inout [UInt8]
    ) {
        let shown = HeaderWords.trimmed(text)
        guard !shown.isEmpty else { return }
        let text = text.extracting(shown)
        if column(in: output) + 1 + text.count <= Self.width, Self.isPlain(text) {
            output.append(0x20)
            output.append(text)
            return
        }
        guard let encoded = Self.encodedRange(of: text, leaving: limit) else {
            return appendWords(of: text, isFirst: true, to: &output)
        }
        appendWords(of: text.extracting(..<encoded.lowerBound), isFirst: true, to: &output)
        appendEncoded(text.extracting(encoded), as: .encodedText, to: &output)
        appendWords(of: text.extracting(encoded.upperBound...), isFirst: false, to: &output)
    }

    /// The part of `text` that becomes encoded words; nil if none has to.
    ///
    /// At its ends there is one space, or the end of the text: readers are known that make one space of whatever
    /// stands between a plain word and an encoded one.
    private static func encodedRange(of text: Span<UInt8>, leaving limit: WordLimit) -> Range<Int>? {
        // Where the plain words began that have to go with the word they stand before.
        var stretchStart = 0
        var encoded: Range<Int>?
        var mayExtend = false
        var position = 0
        while let (gap, word) = HeaderWords.next(in: text, from: position) {
            position = word.upperBound
            let isPlainGap = gap.count == 1 && text[gap.lowerBound] == 0x20
            if isPlainGap || gap.isEmpty { stretchStart = word.lowerBound }
            mayExtend = mayExtend && !isPlainGap
            let mustEncode =
                mustEncode(text.extracting(word), leaving: limit) || gap.count > longestGap
                || gap.count + word.count > longestWord
            guard mustEncode || mayExtend else { continue }
            encoded = (encoded?.lowerBound ?? stretchStart)..<word.upperBound
            mayExtend = true
        }
        return encoded
    }

    /// Appends ASCII for programs word by word; never an encoded word.
    mutating func appendTokens(_ text: Span<UInt8>, to output: inout [UInt8]) {
        appendWords(of: text, isFirst: true, to: &output)
    }

    /// Appends each word with the white space before it, or with one space before the first.
    private mutating func appendWords(of text: Span<UInt8>, isFirst: Bool, to output: inout [UInt8]) {
        var isFirst = isFirst
        var position = 0
        while let (gap, word) = HeaderWords.next(in: text, from: position) {
            position = word.upperBound
            let gapCount = isFirst ? 1 : gap.count
            if column(in: output) + gapCount + word.count > Self.width { breakLine(in: &output) }
            if isFirst { output.append(0x20) } else { output.append(text.extracting(gap)) }
            output.append(text.extracting(word))
            isFirst = false
        }
    }

    private static func mustEncode(_ word: Span<UInt8>, leaving limit: WordLimit) -> Bool {
        if word.count > limit.octets { return true }
        for index in word.indices where !(0x21...0x7E ~= word[index]) { return true }
        return holdsEncodedWordMark(word)
    }

    /// Whether nothing in `text` has to be encoded but for its length.
    private static func isPlain(_ text: Span<UInt8>) -> Bool {
        for index in text.indices where !(0x20...0x7E ~= text[index]) { return false }
        return !holdsEncodedWordMark(text)
    }

    /// Whether a reader could take the text for an encoded word that somebody else wrote.
    static func holdsEncodedWordMark(_ text: Span<UInt8>) -> Bool {
        var previous: UInt8 = 0
        for index in text.indices {
            if previous == UInt8(ascii: "="), text[index] == UInt8(ascii: "?") { return true }
            previous = text[index]
        }
        return false
    }
}

// MARK: - Mailboxes

extension HeaderLine {
    /// Appends one mailbox of a list: the name, if there is one, and the address.
    mutating func appendMailbox(
        name: Span<UInt8>, address: EmailAddress, isFirst: Bool, to output: inout [UInt8]
    ) {
        if !isFirst { output.append(UInt8(ascii: ",")) }
        let shown = HeaderWords.trimmed(name)
        guard !shown.isEmpty else { return appendWord(address.octets.span, before: 1, to: &output) }
        appendPhrase(name.extracting(shown), to: &output)
        // The brackets and a comma after them.
        if column(in: output) + address.octets.count + 4 > Self.width { breakLine(in: &output) }
        output.append(" <")
        output.append(address.octets.span)
        output.append(UInt8(ascii: ">"))
    }

    /// Appends a display name: as it is, between quotes, or as encoded words.
    ///
    /// It can never be more than a name.
    private mutating func appendPhrase(_ name: Span<UInt8>, to output: inout [UInt8]) {
        guard Self.isPlain(name) else {
            return appendEncoded(name, as: .encodedPhrase, to: &output)
        }
        if Self.isAtoms(name) {
            let fits = column(in: output) + 1 + name.count <= Self.width
            guard fits else { return appendWords(of: name, isFirst: true, to: &output) }
            output.append(0x20)
            output.append(name)
            return
        }
        var quoted: [UInt8] = [UInt8(ascii: "\"")]
        for index in name.indices {
            let octet = name[index]
            if octet == UInt8(ascii: "\"") || octet == UInt8(ascii: "\\") {
                quoted.append(UInt8(ascii: "\\"))
            }
            quoted.append(octet)
        }
        quoted.append(UInt8(ascii: "\""))
        guard quoted.count <= 74 else { return appendEncoded(name, as: .encodedPhrase, to: &output) }
        appendWord(quoted.span, to: &output)
    }

    /// Whether `name` is words of atom octets with one space between them, each short enough for a line.
    private static func isAtoms(_ name: Span<UInt8>) -> Bool {
        let atom = OctetSet.atom
        var length = 0
        for index in name.indices {
            let octet = name[index]
            if octet == 0x20 {
                if length == 0 { return false }
                length = 0
            } else if atom.contains(octet), length < 74 {
                length += 1
            } else {
                return false
            }
        }
        return length > 0
    }
}

// MARK: - Encoded words

extension HeaderLine {
    /// The longest line that holds an encoded word (RFC 2047 §2).
    private static let encodedWidth = 76
    /// `=?utf-8?Q?` and `?=`.
    private static let overhead = 12
    /// The most octets that an encoded word carries, being 75 at most itself.
    private static let longestPayload = 63

    /// Appends `text` as encoded words in UTF-8, in the shorter of the two encodings.
    private mutating func appendEncoded(_ text: Span<UInt8>, as literal: OctetSet, to output: inout [UInt8]) {
        var quoted = 0
        for index in text.indices { quoted += Self.quotedWidth(text[index], literal) }
        let usesBase64 = (text.count + 2) / 3 * 4 < quoted
        var start = 0
        while start < text.count {
            if Self.encodedWidth - column(in: output) - 1 - Self.overhead < 12 { breakLine(in: &output) }
            let room = min(Self.longestPayload, Self.encodedWidth - column(in: output) - 1 - Self.overhead)
            let end = Self.end(of: text, from: start, fitting: room, literal: literal, usesBase64: usesBase64)
            output.append(usesBase64 ? " =?utf-8?B?" : " =?utf-8?Q?")
            let payload = text.extracting(start..<end)
            if usesBase64 {
                Base64Lines.appendUnbroken(payload, to: &output)
            } else {
                Self.appendQ(payload, literal: literal, to: &output)
            }
            output.append("?=")
            start = end
            if start < text.count { breakLine(in: &output) }
        }
    }

    /// The end of the longest stretch from `start` that fits, at the end of a scalar (RFC 2047 §5, last paragraph).
    private static func end(
        of text: Span<UInt8>, from start: Int, fitting room: Int, literal: OctetSet, usesBase64: Bool
    ) -> Int {
        var index = start
        var quoted = 0
        while index < text.count {
            let next = endOfScalar(at: index, in: text)
            for place in index..<next { quoted += quotedWidth(text[place], literal) }
            let length = usesBase64 ? (next - start + 2) / 3 * 4 : quoted
            if length > room, index > start { return index }
            index = next
        }
        return index
    }

    private static func endOfScalar(at index: Int, in text: Span<UInt8>) -> Int {
        var end = index + 1
        while end < text.count, end - index < 4, text[end] & 0xC0 == 0x80 { end += 1 }
        return end
    }

    /// The letters that an octet takes in the Q encoding.
    private static func quotedWidth(_ octet: UInt8, _ literal: OctetSet) -> Int {
        octet == 0x20 || literal.contains(octet) ? 1 : 3
    }

    private static func appendQ(_ text: Span<UInt8>, literal: OctetSet, to output: inout [UInt8]) {
        output.append(addingCapacity: 3 * text.count) { (output: inout OutputSpan<UInt8>) in
            for index in text.indices {
                let octet = text[index]
                if octet == 0x20 {
                    output.append(UInt8(ascii: "_"))
                } else if literal.contains(octet) {
                    output.append(octet)
                } else {
                    output.append(UInt8(ascii: "="))
                    output.append(Hexadecimal.digit(octet &>> 4))
                    output.append(Hexadecimal.digit(octet & 15))
                }
            }
        }
    }
}
