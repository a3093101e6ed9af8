/// Divides a template into segments.
///
/// Comments and the hyphens of white-space control end here; the content of `raw` becomes text. As in every
/// Liquid, a tag ends at the first `}}` or `%}`, even between quotes.
struct TemplateLexer {
    private(set) var segments: [Segment] = []
    private(set) var faults: [SyntaxFault] = []

    let octets: ArraySlice<UInt8>
    private var index: Int
    /// The text that follows loses the white space at its beginning.
    private var trimsNext = false

    init(_ octets: ArraySlice<UInt8>) {
        self.octets = octets
        index = octets.startIndex
    }

    mutating func run() {
        while index < octets.endIndex {
            let mark = nextMark(from: index)
            appendText(index..<mark)
            index = mark
            if mark < octets.endIndex { lexMark() }
        }
    }

    /// Where the next `{{` or `{%` stands.
    private func nextMark(from start: Int) -> Int {
        var index = start
        while index + 1 < octets.endIndex {
            if octets[index] == UInt8(ascii: "{"), isOpeningSecond(octets[index + 1]) { return index }
            index += 1
        }
        return octets.endIndex
    }

    private func isOpeningSecond(_ octet: UInt8) -> Bool {
        octet == UInt8(ascii: "{") || octet == UInt8(ascii: "%")
    }

    /// Where `mark` stands next, from `start` on.
    private func position(of mark: StaticString, from start: Int, before end: Int? = nil) -> Int? {
        mark.withUTF8Buffer { mark in
            var index = start
            while index + mark.count <= end ?? octets.endIndex {
                if octets[index..<(index + mark.count)].elementsEqual(mark) { return index }
                index += 1
            }
            return nil
        }
    }

    private mutating func appendText(_ range: Range<Int>) {
        var start = range.lowerBound
        while trimsNext, start < range.upperBound, Syntax.isSpace(octets[start]) { start += 1 }
        guard start < range.upperBound else { return }
        trimsNext = false
        segments.append(Segment(kind: .text, range: start..<range.upperBound, start: start))
    }

    /// Takes the white space off the end of the text that ends at `mark`, if there is any.
    private mutating func trimText(before mark: Int) {
        guard let last = segments.last, last.kind == .text, last.range.upperBound == mark else { return }
        var end = last.range.upperBound
        while end > last.range.lowerBound, Syntax.isSpace(octets[end - 1]) { end -= 1 }
        segments.removeLast()
        guard end > last.range.lowerBound else { return }
        segments.append(Segment(kind: .text, range: last.range.lowerBound..<end, start: last.start))
    }

    // MARK: Marks

    private mutating func lexMark() {
        let isOutput = octets[index + 1] == UInt8(ascii: "{")
        guard let segment = mark(at: index) else {
            faults.append(SyntaxFault(isOutput ? .unclosedOutput : .unclosedTag, at: index))
            // Whatever comes is looked at all the same, so that its faults are told at once.
            index += 2
            index = nextMark(from: index)
            return
        }
        let start = index
        take(segment)
        guard segment.kind == .tag else { return segments.append(segment) }
        switch Syntax.string(tagName(in: segment.range)) {
        case "#": checkComment(segment.range)
        case "comment": skipComment(from: start)
        case "doc": skipDocumentation(from: start)
        case "liquid": takeLines(of: segment)
        case "raw": takeRaw(from: start)
        default: segments.append(segment)
        }
    }

    /// The whole mark at `start`, or nil if it is not closed before another one opens.
    private func mark(at start: Int) -> Segment? {
        let isOutput = octets[start + 1] == UInt8(ascii: "{")
        let inside = octets[(start + 2)...].drop { Syntax.isSpace($0) || $0 == UInt8(ascii: "-") }
        // An inline comment may hold anything; in other tags, the next opening shows that this one was forgotten.
        let isComment = !isOutput && inside.first == UInt8(ascii: "#")
        let limit = isComment ? octets.endIndex : nextMark(from: start + 2)
        guard let close = position(of: isOutput ? "}}" : "%}", from: start + 2, before: limit) else {
            return nil
        }
        return Segment(kind: isOutput ? .output : .tag, range: (start + 2)..<close, start: start)
    }

    /// Goes behind a mark, and obeys its hyphens.
    ///
    /// The segment's range still holds them.
    mutating func take(_ segment: Segment) {
        if octets[segment.range].first == UInt8(ascii: "-") { trimText(before: segment.start) }
        trimsNext = octets[segment.range].last == UInt8(ascii: "-")
        index = segment.range.upperBound + 2
    }

    /// The first word of a tag; `#` for an inline comment.
    func tagName(in range: Range<Int>) -> ArraySlice<UInt8> {
        var inside = octets[range]
        if inside.first == UInt8(ascii: "-") { inside = inside.dropFirst() }
        inside = inside.drop(while: Syntax.isSpace)
        if inside.first == UInt8(ascii: "#") { return inside.prefix(1) }
        var name = inside.prefix(while: Syntax.isNameOctet)
        // The hyphen of `{%raw-%}` is not part of the name.
        while name.endIndex == range.upperBound, name.last == UInt8(ascii: "-") { name = name.dropLast() }
        return name
    }

    /// Every line of an inline comment must begin with `#`: otherwise something was commented out by mistake.
    private mutating func checkComment(_ range: Range<Int>) {
        let comment = octets[range].last == UInt8(ascii: "-") ? octets[range].dropLast() : octets[range]
        for line in comment.split(separator: 0x0A).dropFirst() {
            guard let start = line.firstIndex(where: { !Syntax.isSpace($0) }),
                line[start] != UInt8(ascii: "#")
            else {
                continue
            }
            let found = Syntax.string(line[start...].prefix { !Syntax.isSpace($0) })
            faults.append(SyntaxFault(.unexpected(found: found, expected: .literally("#")), at: start))
        }
    }

    // MARK: Blocks whose content is not parsed

    /// Goes behind the end of a comment; comments and `raw` inside it are balanced.
    private mutating func skipComment(from start: Int) {
        var depth = 1
        while let segment = nextTag() {
            let name = Syntax.string(tagName(in: segment.range))
            if name == "comment" { depth += 1 }
            if name == "endcomment" { depth -= 1 }
            if depth == 0 {
                trimsNext = octets[segment.range].last == UInt8(ascii: "-")
                index = segment.range.upperBound + 2
                return
            }
            index = segment.range.upperBound + 2
            if name == "raw", let end = end(ofBlockCalled: "endraw") { index = end.range.upperBound + 2 }
        }
        faults.append(SyntaxFault(.unclosedBlock("comment"), at: start))
        index = octets.endIndex
    }

    private mutating func takeRaw(from start: Int) {
        guard let end = end(ofBlockCalled: "endraw") else { return noteUnclosed("raw", at: start) }
        appendText(index..<end.start)
        take(end)
    }

    /// The next tag from here on, whatever is in it.
    private func nextTag() -> Segment? {
        guard let start = position(of: "{%", from: index), let close = position(of: "%}", from: start + 2)
        else {
            return nil
        }
        return Segment(kind: .tag, range: (start + 2)..<close, start: start)
    }

    mutating func appendLine(_ line: Range<Int>, group: Int) {
        segments.append(Segment(kind: .tag, range: line, start: line.lowerBound, group: group))
    }

    mutating func note(_ problem: TemplateFault.Problem, at offset: Int) {
        faults.append(SyntaxFault(problem, at: offset))
    }

    mutating func noteUnclosed(_ block: String, at start: Int) {
        note(.unclosedBlock(block), at: start)
        index = octets.endIndex
    }

    /// The `{% endraw %}` (or `enddoc`) that comes next, even after a `{%` that is part of the content.
    func end(ofBlockCalled name: String) -> Segment? {
        var search = index
        while let start = position(of: "{%", from: search) {
            guard let close = position(of: "%}", from: start + 2) else { return nil }
            if tagName(in: (start + 2)..<close).elementsEqual(name.utf8) {
                return Segment(kind: .tag, range: (start + 2)..<close, start: start)
            }
            search = start + 2
        }
        return nil
    }
}
