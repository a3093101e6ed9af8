/// A place for a cell as other programs write it: `{name}`, `[name]`, `<<name>>`, `«name»`, `%name%`, `*|NAME|*`.
///
/// Only where the list has a column of that name, so that brackets stay brackets.
struct ForeignTag: Equatable {
    let range: Range<Int>
    let column: String

    private static let marks: [(opening: [UInt8], closing: [UInt8])] = [
        ("*|", "|*"), ("<<", ">>"), ("&lt;&lt;", "&gt;&gt;"), ("«", "»"), ("{", "}"), ("[", "]"), ("%", "%"),
    ].map { (Array($0.0.utf8), Array($0.1.utf8)) }

    private static let longestName = 60

    /// All in a stretch of literal text.
    static func all(in text: ArraySlice<UInt8>, columns: ColumnTable) -> [ForeignTag] {
        var found: [ForeignTag] = []
        var index = text.startIndex
        while index < text.endIndex {
            if let tag = tag(in: text, at: index, columns) {
                found.append(tag)
                index = tag.range.upperBound
            } else {
                index += 1
            }
        }
        return found
    }

    private static func tag(in text: ArraySlice<UInt8>, at start: Int, _ columns: ColumnTable) -> ForeignTag?
    {
        for (opening, closing) in marks
        where text[start] == opening[0] && text[start...].starts(with: opening) {
            let inside = text[(start + opening.count)...].prefix(longestName)
            guard let end = OctetSearch.position(of: closing[...], in: inside) else { continue }
            let name = HeaderWords.trimmed(text[(start + opening.count)..<end])
            guard !name.isEmpty, let column = columns.index(of: name) ?? columns.index(of: folded(name))
            else {
                continue
            }
            return ForeignTag(range: start..<(end + closing.count), column: columns.names[column])
        }
        return nil
    }

    /// `FNAME` of one program is `fname` of another.
    private static func folded(_ name: ArraySlice<UInt8>) -> ArraySlice<UInt8> { name.map(Syntax.lower)[...] }
}
