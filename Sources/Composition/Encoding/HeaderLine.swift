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
    init(_ name: ArraySlice<UInt8>, in output: inout [UInt8]) {
        lineStart = output.count
        output.append(contentsOf: name)
        output.append(UInt8(ascii: ":"))
    }

    /// Starts the header `name`, with its colon.
    init(_ name: StaticString, in output: inout [UInt8]) {
        lineStart = output.count
        output.append(name)
        output.append(UInt8(ascii: ":"))
    }

    func end(in output: inout [UInt8]) {
        output.append(contentsOf: [0x0D, 0x0A])
    }

    /// Appends white space and `word`, on a new line where they do not fit with what must follow the word.
    private mutating func appendWord(
        _ word: ArraySlice<UInt8>, after gap: ArraySlice<UInt8> = [0x20], before following: Int = 0,
        to output: inout [UInt8]
    ) {
        let needed = gap.count + word.count + following
        if column(in: output) + needed > Self.width { breakLine(in: &output) }
        output.append(contentsOf: gap)
        output.append(contentsOf: word)
    }

    private func column(in output: [UInt8]) -> Int {
        output.count - lineStart
    }

    private mutating func breakLine(in output: inout [UInt8]) {
        output.append(contentsOf: [0x0D, 0x0A])
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
        _ text: ArraySlice<UInt8>, leaving limit: WordLimit = .prose, to output: inout [UInt8]
    ) {
        let text = HeaderWords.trimmed(text)
        guard !text.isEmpty else { return }
        if column(in: output) + 1 + text.count <= Self.width, Self.isPlain(text) {
            output.append(0x20)
            output.append(contentsOf: text)
            return
        }
        guard let encoded = Self.encodedRange(of: text, leaving: limit) else {
            return appendWords(of: text, isFirst: true, to: &output)
        }
        appendWords(of: text[..<encoded.lowerBound], isFirst: true, to: &output)
        appendEncoded(text[encoded], as: .encodedText, to: &output)
        appendWords(of: text[encoded.upperBound...], isFirst: false, to: &output)
    }

    /// The part of `text` that becomes encoded words; nil if none has to.
    ///
    /// At its ends there is one space, or the end of the text: readers are known that make one space of whatever
    /// stands between a plain word and an encoded one.
    private static func encodedRange(of text: ArraySlice<UInt8>, leaving limit: WordLimit) -> Range<Int>? {
        var words = HeaderWords(text)
        // Where the plain words began that have to go with the word they stand before.
        var stretchStart = text.startIndex
        var encoded: Range<Int>?
        var mayExtend = false
        while let (gap, word) = words.next() {
            let isPlainGap = gap.elementsEqual([0x20])
            if isPlainGap || gap.isEmpty { stretchStart = word.startIndex }
            mayExtend = mayExtend && !isPlainGap
            let mustEncode = mustEncode(word, leaving: limit) || gap.count > longestGap
            guard mustEncode || mayExtend else { continue }
            encoded = (encoded?.lowerBound ?? stretchStart)..<word.endIndex
            mayExtend = true
        }
        return encoded
    }

    /// Appends ASCII for programs word by word; never an encoded word.
    mutating func appendTokens(_ text: ArraySlice<UInt8>, to output: inout [UInt8]) {
        appendWords(of: text, isFirst: true, to: &output)
    }

    private mutating func appendWords(of text: ArraySlice<UInt8>, isFirst: Bool, to output: inout [UInt8]) {
        var words = HeaderWords(text)
        var isFirst = isFirst
        while let (gap, word) = words.next() {
            appendWord(word, after: isFirst ? [0x20] : gap, to: &output)
            isFirst = false
        }
    }

    private static func mustEncode(_ word: ArraySlice<UInt8>, leaving limit: WordLimit) -> Bool {
        word.count > limit.octets || !word.allSatisfy { 0x21...0x7E ~= $0 } || holdsEncodedWordMark(word)
    }

    /// Whether nothing in `text` has to be encoded but for its length.
    private static func isPlain(_ text: ArraySlice<UInt8>) -> Bool {
        text.allSatisfy { 0x20...0x7E ~= $0 } && !holdsEncodedWordMark(text)
    }

    /// Whether a reader could take the text for an encoded word that somebody else wrote.
    static func holdsEncodedWordMark(_ text: ArraySlice<UInt8>) -> Bool {
        var previous: UInt8 = 0
        for octet in text {
            if previous == UInt8(ascii: "="), octet == UInt8(ascii: "?") { return true }
            previous = octet
        }
        return false
    }
}

// MARK: - Mailboxes

extension HeaderLine {
    /// Appends one mailbox of a list: the name, if there is one, and the address.
    mutating func appendMailbox(
        name: ArraySlice<UInt8>, address: EmailAddress, isFirst: Bool, to output: inout [UInt8]
    ) {
        if !isFirst { output.append(UInt8(ascii: ",")) }
        let name = HeaderWords.trimmed(name)
        guard !name.isEmpty else { return appendWord(address.octets[...], before: 1, to: &output) }
        appendPhrase(name, to: &output)
        // The brackets and a comma after them.
        if column(in: output) + address.octets.count + 4 > Self.width { breakLine(in: &output) }
        output.append(contentsOf: [0x20, UInt8(ascii: "<")])
        output.append(contentsOf: address.octets)
        output.append(UInt8(ascii: ">"))
    }

    /// Appends a display name: as it is, between quotes, or as encoded words.
    ///
    /// It can never be more than a name.
    private mutating func appendPhrase(_ name: ArraySlice<UInt8>, to output: inout [UInt8]) {
        guard Self.isPlain(name) else {
            return appendEncoded(name, as: .encodedPhrase, to: &output)
        }
        if Self.isAtoms(name) {
            let fits = column(in: output) + 1 + name.count <= Self.width
            guard fits else { return appendWords(of: name, isFirst: true, to: &output) }
            output.append(0x20)
            output.append(contentsOf: name)
            return
        }
        var quoted: [UInt8] = [UInt8(ascii: "\"")]
        for octet in name {
            if octet == UInt8(ascii: "\"") || octet == UInt8(ascii: "\\") {
                quoted.append(UInt8(ascii: "\\"))
            }
            quoted.append(octet)
        }
        quoted.append(UInt8(ascii: "\""))
        guard quoted.count <= 74 else { return appendEncoded(name, as: .encodedPhrase, to: &output) }
        appendWord(quoted[...], to: &output)
    }

    /// Whether `name` is words of atom octets with one space between them, each short enough for a line.
    private static func isAtoms(_ name: ArraySlice<UInt8>) -> Bool {
        let atom = OctetSet.atom
        var length = 0
        for octet in name {
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
    private mutating func appendEncoded(
        _ text: ArraySlice<UInt8>, as literal: OctetSet, to output: inout [UInt8]
    ) {
        let quoted = text.reduce(0) { $0 + (Self.isOneLetter($1, literal) ? 1 : 3) }
        let usesBase64 = (text.count + 2) / 3 * 4 < quoted
        var index = text.startIndex
        while index < text.endIndex {
            if Self.encodedWidth - column(in: output) - 1 - Self.overhead < 12 { breakLine(in: &output) }
            let room = min(Self.longestPayload, Self.encodedWidth - column(in: output) - 1 - Self.overhead)
            let end = Self.end(of: text[index...], fitting: room, literal: literal, usesBase64: usesBase64)
            output.append(usesBase64 ? " =?utf-8?B?" : " =?utf-8?Q?")
            if usesBase64 {
                Base64Lines.appendUnbroken(text[index..<end], to: &output)
            } else {
                Self.appendQ(text[index..<end], literal: literal, to: &output)
            }
            output.append("?=")
            index = end
            if index < text.endIndex { breakLine(in: &output) }
        }
    }

    /// The end of the longest start of `text` that fits, at the end of a scalar (RFC 2047 §5, last paragraph).
    private static func end(
        of text: ArraySlice<UInt8>, fitting room: Int, literal: OctetSet, usesBase64: Bool
    ) -> Int {
        var index = text.startIndex
        var quoted = 0
        while index < text.endIndex {
            let next = endOfScalar(at: index, in: text)
            quoted += text[index..<next].reduce(0) { $0 + (isOneLetter($1, literal) ? 1 : 3) }
            let length = usesBase64 ? (next - text.startIndex + 2) / 3 * 4 : quoted
            if length > room, index > text.startIndex { return index }
            index = next
        }
        return index
    }

    private static func endOfScalar(at index: Int, in text: ArraySlice<UInt8>) -> Int {
        var end = index + 1
        while end < text.endIndex, end - index < 4, text[end] & 0xC0 == 0x80 { end += 1 }
        return end
    }

    private static func isOneLetter(_ octet: UInt8, _ literal: OctetSet) -> Bool {
        octet == 0x20 || literal.contains(octet)
    }

    private static func appendQ(_ text: ArraySlice<UInt8>, literal: OctetSet, to output: inout [UInt8]) {
        for octet in text {
            if octet == 0x20 {
                output.append(UInt8(ascii: "_"))
            } else if literal.contains(octet) {
                output.append(octet)
            } else {
                Hexadecimal.append(octet, after: UInt8(ascii: "="), to: &output)
            }
        }
    }
}

extension [UInt8] {
    /// Appends text that the program holds itself.
    mutating func append(_ text: StaticString) {
        text.withUTF8Buffer { append(contentsOf: $0) }
    }
}
