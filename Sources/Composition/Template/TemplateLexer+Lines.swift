// The lines of `{% liquid %}`, each of which is a tag.

extension TemplateLexer {
    /// Makes a tag of every line behind `liquid`; a block that begins inside has to end inside.
    mutating func takeLines(of segment: Segment) {
        var range = segment.range
        if octets[range].last == UInt8(ascii: "-") { range = range.lowerBound..<(range.upperBound - 1) }
        let start = tagName(in: range).endIndex
        takeLines(start..<max(start, range.upperBound), group: segment.start + 1)
    }

    private mutating func takeLines(_ range: Range<Int>, group: Int) {
        var rest = range
        // Comments inside comments are balanced.
        var commentDepth = 0
        var commentStart = range.lowerBound
        while !rest.isEmpty {
            let end = octets[rest].firstIndex(of: 0x0A) ?? rest.upperBound
            let line = rest.lowerBound..<end
            rest = min(end + 1, rest.upperBound)..<rest.upperBound
            guard let start = octets[line].firstIndex(where: { !Syntax.isSpace($0) }) else { continue }
            let name = octets[start..<end].prefix(while: Syntax.isNameOctet)
            if name.elementsEqual("comment".utf8) {
                if commentDepth == 0 { commentStart = start }
                commentDepth += 1
            } else if name.elementsEqual("endcomment".utf8), commentDepth > 0 {
                commentDepth -= 1
            } else if commentDepth > 0 || octets[start] == UInt8(ascii: "#") {
                continue
            } else if name.elementsEqual("liquid".utf8) {
                // The rest of the line is a tag of its own, which may be `liquid` again.
                rest = name.endIndex..<rest.upperBound
            } else {
                appendLine(start..<end, group: group)
            }
        }
        if commentDepth > 0 { note(.unclosedBlock("comment"), at: commentStart) }
    }

    /// Goes behind the end of a documentation, in which nothing is read.
    mutating func skipDocumentation(from start: Int) {
        guard let end = end(ofBlockCalled: "enddoc") else {
            return noteUnclosed("doc", at: start)
        }
        take(end)
    }
}
