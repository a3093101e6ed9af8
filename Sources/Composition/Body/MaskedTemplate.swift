/// A body whose Liquid tags are replaced by marks, so that what only knows HTML or Markdown can work on it.
///
/// A mark is an octet that text never holds, a number, and another such octet; or, for Markdown, a word that occurs
/// nowhere else. Afterwards the tags take their places again.
struct MaskedTemplate {
    struct Tag {
        enum Kind: Equatable {
            /// `{{ … }}`
            case output
            /// `{% name … %}`
            case control(String)
            /// A comment or a raw block as a whole, put back as it was.
            case opaque
        }

        let kind: Kind
        /// As the template has it, with its marks.
        var octets: [UInt8]
        /// Where it stands in the source; nil for one that was added.
        let offset: Int?
    }

    enum Purpose {
        /// Everything comes back as it was: comments, `raw`, white-space control.
        case rewriting
        /// `raw` becomes its content, comments go, and white space goes where hyphens say so.
        case text
        /// `raw` becomes its content, comments go.
        case markdown
    }

    static let opening: UInt8 = 0x01
    static let closing: UInt8 = 0x02

    private(set) var octets: [UInt8] = []
    private(set) var tags: [Tag] = []
    private let purpose: Purpose
    private let source: ArraySlice<UInt8>
    private var trimsNext = false

    /// Nil when a tag or a block has no end: compiling the source itself tells what is wrong.
    init?(_ source: ArraySlice<UInt8>, for purpose: Purpose) {
        self.source = source
        self.purpose = purpose
        // Not even in the worst template is there a use for these two.
        if purpose == .rewriting, source.contains(where: { $0 == Self.opening || $0 == Self.closing }) {
            return nil
        }
        octets.reserveCapacity(source.count)
        var index = source.startIndex
        while index < source.endIndex {
            let mark = Self.nextMark(in: source, from: index)
            appendText(source[index..<mark])
            guard mark < source.endIndex else { break }
            guard let end = mask(from: mark) else { return nil }
            index = end
        }
    }

    /// Adds a tag that the source does not have, and returns its mark.
    mutating func add(_ tag: String) -> [UInt8] {
        let name = String(decoding: Self.name(in: Array(tag.utf8)[2...]), as: UTF8.self)
        return append(Array(tag.utf8), kind: .control(name), offset: nil)
    }

    /// The tag whose mark begins at `index` of `text`, and where the mark ends.
    static func mark(in text: ArraySlice<UInt8>, at index: Int) -> (tag: Int, end: Int)? {
        guard text[index] == opening else { return nil }
        var number = 0
        var end = index + 1
        while end < text.endIndex, Syntax.isDigit(text[end]), number < 100_000_000 {
            number = number * 10 + Int(text[end] - 0x30)
            end += 1
        }
        guard end < text.endIndex, text[end] == closing else { return nil }
        return (number, end + 1)
    }

    mutating func replace(_ tag: Int, by octets: [UInt8]) {
        guard tags.indices.contains(tag) else { return }
        tags[tag].octets = octets
    }

    /// Where in the source stands what stands in ``octets`` at `index`; for rewriting only.
    func sourceOffset(of index: Int) -> Int {
        var (masked, offset) = (0, 0)
        while masked < min(index, octets.count) {
            if let (tag, end) = Self.mark(in: octets[...], at: masked) {
                offset += tags[tag].octets.count
                masked = end
            } else {
                offset += 1
                masked += 1
            }
        }
        return offset
    }

    // MARK: Masking

    private mutating func append(_ tag: [UInt8], kind: Tag.Kind, offset: Int?) -> [UInt8] {
        tags.append(Tag(kind: kind, octets: tag, offset: offset))
        return [Self.opening] + Array(String(tags.count - 1).utf8) + [Self.closing]
    }

    private mutating func appendText(_ text: ArraySlice<UInt8>) {
        var text = text
        if trimsNext {
            text = text.drop(while: Syntax.isSpace)
            guard !text.isEmpty else { return }
            trimsNext = false
        }
        octets.append(contentsOf: text.lazy.filter { $0 != Self.opening && $0 != Self.closing })
    }

    /// Masks the tag that opens at `start`, with its block if that is a comment or raw; returns where it ends.
    private mutating func mask(from start: Int) -> Int? {
        let isOutput = source[start + 1] == UInt8(ascii: "{")
        guard let close = Self.close(of: start, isOutput: isOutput, in: source) else { return nil }
        let inside = source[(start + 2)..<close]
        let end = close + 2
        let name = isOutput ? "" : String(decoding: Self.name(in: inside), as: UTF8.self)
        let trims = (before: inside.first == UInt8(ascii: "-"), after: inside.last == UInt8(ascii: "-"))
        if purpose == .text, trims.before {
            while let last = octets.last, Syntax.isSpace(last) { octets.removeLast() }
        }
        switch name {
        case "comment", "doc", "raw":
            guard let (content, blockEnd, trimsAfter) = Self.block(name, from: end, in: source) else {
                return nil
            }
            if purpose == .rewriting {
                octets += append(Array(source[start..<blockEnd]), kind: .opaque, offset: start)
            } else if name == "raw" {
                trimsNext = purpose == .text && trims.after
                appendText(content)
            }
            trimsNext = purpose == .text && trimsAfter
            return blockEnd
        case "#" where purpose != .rewriting: break
        default:
            var tag = Array(source[start..<end])
            if purpose == .text { tag = Self.withoutHyphens(tag) }
            octets += append(tag, kind: isOutput ? .output : .control(name), offset: start)
        }
        trimsNext = purpose == .text && trims.after
        return end
    }

    private static func withoutHyphens(_ tag: [UInt8]) -> [UInt8] {
        var tag = tag
        if tag.count > 5, tag[tag.count - 3] == UInt8(ascii: "-") { tag[tag.count - 3] = 0x20 }
        if tag.count > 4, tag[2] == UInt8(ascii: "-") { tag[2] = 0x20 }
        return tag
    }

    private static func nextMark(in text: ArraySlice<UInt8>, from start: Int) -> Int {
        var index = start
        while index + 1 < text.endIndex {
            let second = text[index + 1]
            if text[index] == UInt8(ascii: "{"), second == UInt8(ascii: "{") || second == UInt8(ascii: "%") {
                return index
            }
            index += 1
        }
        return text.endIndex
    }

    private static func close(of start: Int, isOutput: Bool, in text: ArraySlice<UInt8>) -> Int? {
        let mark = isOutput ? UInt8(ascii: "}") : UInt8(ascii: "%")
        var index = start + 2
        while index + 1 < text.endIndex {
            if text[index] == mark, text[index + 1] == UInt8(ascii: "}") { return index }
            index += 1
        }
        return nil
    }

    /// The first word inside a tag; `#` for an inline comment.
    private static func name(in inside: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let rest = inside.drop { Syntax.isSpace($0) || $0 == UInt8(ascii: "-") }
        if rest.first == UInt8(ascii: "#") { return rest.prefix(1) }
        return rest.prefix { $0 == UInt8(ascii: "_") || OctetSet.lettersAndDigits.contains($0) }
    }

    /// The content of a block up to its end tag, and whether white space after it goes.
    ///
    /// Comments inside comments are balanced.
    private static func block(
        _ name: String, from start: Int, in text: ArraySlice<UInt8>
    ) -> (content: ArraySlice<UInt8>, end: Int, trimsAfter: Bool)? {
        var index = start
        var depth = 1
        while index + 1 < text.endIndex {
            guard text[index] == UInt8(ascii: "{"), text[index + 1] == UInt8(ascii: "%") else {
                index += 1
                continue
            }
            guard let close = close(of: index, isOutput: false, in: text) else { return nil }
            let found = Self.name(in: text[(index + 2)..<close])
            if found.elementsEqual("end\(name)".utf8) { depth -= 1 }
            if name == "comment", found.elementsEqual(name.utf8) { depth += 1 }
            guard depth > 0 else {
                return (text[start..<index], close + 2, text[close - 1] == UInt8(ascii: "-"))
            }
            index += 2
        }
        return nil
    }
}
