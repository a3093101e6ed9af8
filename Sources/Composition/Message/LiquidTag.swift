/// One `{{ … }}` or `{% … %}` as far as the structure of a header needs to know it: where it ends, and whether it
/// opens or closes a block.
///
/// What is inside is the template compiler's business.
struct LiquidTag: Equatable {
    let end: Int
    /// 1 for a tag that opens a block, -1 for one that closes it.
    let depthChange: Int

    private static let openers: Set<[UInt8]> = Set(
        ["if", "unless", "case", "for", "tablerow", "capture", "ifchanged", "comment", "raw", "doc"].map {
            Array($0.utf8)
        })

    /// The tag that begins at `index`, or nil.
    ///
    /// One that never ends reaches to the end of the text.
    init?(in text: [UInt8], at index: Int) {
        guard index + 1 < text.count, text[index] == UInt8(ascii: "{") else { return nil }
        let isOutput = text[index + 1] == UInt8(ascii: "{")
        guard isOutput || text[index + 1] == UInt8(ascii: "%") else { return nil }
        let mark = isOutput ? UInt8(ascii: "}") : UInt8(ascii: "%")
        var end = index + 2
        while end < text.count,
            !(text[end] == mark && end + 1 < text.count && text[end + 1] == UInt8(ascii: "}"))
        {
            end += 1
        }
        self.end = min(end + 2, text.count)
        depthChange = isOutput ? 0 : Self.depthChange(text[(index + 2)..<min(end, text.count)])
    }

    private static func depthChange(_ inside: ArraySlice<UInt8>) -> Int {
        let afterMark = inside.drop { $0 == UInt8(ascii: "-") || HeaderWords.isSpace($0) }
        let name = afterMark.prefix { 0x61...0x7A ~= $0 }
        if name.starts(with: "end".utf8) { return -1 }
        return openers.contains(Array(name)) ? 1 : 0
    }
}
