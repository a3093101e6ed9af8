/// The words of a header value, each with the white space in front of it; white space at the end is left out.
struct HeaderWords: IteratorProtocol {
    private var rest: ArraySlice<UInt8>

    init(_ text: ArraySlice<UInt8>) {
        rest = text
    }

    mutating func next() -> (gap: ArraySlice<UInt8>, word: ArraySlice<UInt8>)? {
        guard let start = rest.firstIndex(where: { !Self.isSpace($0) }) else { return nil }
        let end = rest[start...].firstIndex(where: Self.isSpace) ?? rest.endIndex
        defer { rest = rest[end...] }
        return (rest[..<start], rest[start..<end])
    }

    static func isSpace(_ octet: UInt8) -> Bool {
        octet == 0x20 || octet == 0x09
    }

    /// `text` without the white space at its ends.
    static func trimmed(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        guard let first = text.firstIndex(where: { !isSpace($0) }),
            let last = text.lastIndex(where: { !isSpace($0) })
        else { return [] }
        return text[first...last]
    }

    /// Where the first and the last octet of `text` stand that are no white space, and what lies between.
    static func trimmed(_ text: Span<UInt8>) -> Range<Int> {
        var (start, end) = (0, text.count)
        while start < end, isSpace(text[start]) { start += 1 }
        while end > start, isSpace(text[end - 1]) { end -= 1 }
        return start..<end
    }

    /// The first word of `text` from `position` on, and the white space before it.
    static func next(in text: Span<UInt8>, from position: Int) -> (gap: Range<Int>, word: Range<Int>)? {
        var start = position
        while start < text.count, isSpace(text[start]) { start += 1 }
        guard start < text.count else { return nil }
        var end = start + 1
        while end < text.count, !isSpace(text[end]) { end += 1 }
        return (position..<start, start..<end)
    }
}
