/// A template made from what the author wrote, which knows where each of its tags came from.
struct DerivedTemplate {
    private(set) var octets: [UInt8] = []
    /// In the order in which the tags stand here.
    private var anchors: [(offset: Int, length: Int, source: Int)] = []

    /// Puts the tags of `mask` back into `text`, which may have them in any order and number.
    ///
    /// Braces that are text stay text; with `keepsBraces` they are as the author wrote them, and need no care.
    init(_ text: ArraySlice<UInt8>, tagsOf mask: MaskedTemplate, keepsBraces: Bool = false) {
        octets.reserveCapacity(text.count)
        var index = text.startIndex
        while index < text.endIndex {
            if let (number, end) = MaskedTemplate.mark(in: text, at: index) {
                if mask.tags.indices.contains(number) { append(mask.tags[number]) }
                index = end
                continue
            }
            let next = index + 1 < text.endIndex ? text[index + 1] : UInt8(ascii: "{")
            if !keepsBraces, text[index] == UInt8(ascii: "{"),
                [UInt8(ascii: "{"), UInt8(ascii: "%"), MaskedTemplate.opening].contains(next)
            {
                octets += Array("{% raw %}{{% endraw %}".utf8)
            } else {
                octets.append(text[index])
            }
            index += 1
        }
    }

    private mutating func append(_ tag: MaskedTemplate.Tag) {
        if let source = tag.offset {
            anchors.append((offset: octets.count, length: tag.octets.count, source: source))
        }
        octets += tag.octets
    }

    /// A template as it was written.
    init(_ source: BodySource) {
        octets = source.octets
        anchors = [(offset: 0, length: octets.count, source: 0)]
    }

    /// The same, when what it was made from was made from `earlier` itself.
    func madeFrom(_ earlier: DerivedTemplate) -> DerivedTemplate {
        var template = self
        template.anchors = anchors.map { ($0.offset, $0.length, earlier.source(of: $0.source)) }
        return template
    }

    /// Compiles it, and puts the faults where the author finds their causes.
    ///
    /// - Parameter branches: numbers its branches; nil when nobody asks for them.
    func compile(
        _ source: BodySource, columns: ColumnTable, place: Program.Place, partials: Partials,
        branches: BranchTable? = nil, faults: inout [TemplateFault]
    ) -> Program {
        var found: [TemplateFault] = []
        var program = Program.compile(
            octets[...], file: source.file, line: 1, column: 1, columns: columns, place: place,
            partials: partials, marksBranches: branches != nil, faults: &found)
        if let branches {
            program.number(in: branches) { line, column in
                source.place(of: self.source(of: offset(line: line, column: column)))
            }
        }
        faults += found.map { fault in
            // One in a partial knows its place already.
            guard fault.file == source.file else { return fault }
            var fault = fault
            let place = source.place(of: self.source(of: offset(line: fault.line, column: fault.column)))
            (fault.line, fault.column) = (place.line, place.column)
            return fault
        }
        return program
    }

    private func offset(line: Int, column: Int) -> Int {
        var (line, column) = (line, column)
        var index = 0
        while index < octets.count, line > 1 {
            if octets[index] == 0x0A { line -= 1 }
            index += 1
        }
        while index < octets.count, column > 1 {
            index += 1
            while index < octets.count, octets[index] & 0xC0 == 0x80 { index += 1 }
            column -= 1
        }
        return index
    }

    /// Where in the source stands what stands here at `offset`, or the tag before it.
    func source(of offset: Int) -> Int {
        guard let anchor = anchors.last(where: { $0.offset <= offset }) else { return 0 }
        return anchor.source + min(offset - anchor.offset, anchor.length)
    }
}

/// A body as the author wrote it, with the line ends of the wire, and where it stands.
struct BodySource {
    let octets: [UInt8]
    let file: String
    /// The line of its first octet.
    let line: Int

    init(_ body: ArraySlice<UInt8>, file: String, line: Int) {
        var canonical: [UInt8] = []
        canonical.reserveCapacity(body.count + body.count / 32)
        LineEnds.appendCanonical(body, to: &canonical)
        octets = canonical
        self.file = file
        self.line = line
    }

    /// Where the octet at `index` stands; columns count scalars.
    func place(of index: Int) -> (line: Int, column: Int) {
        let before = octets[..<min(index, octets.count)]
        let start = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
        return (line + before.count { $0 == 0x0A }, TemplateText.scalarCount(before[start...]) + 1)
    }

    func fault(_ problem: MessageFault, at index: Int) -> TemplateFault {
        let place = place(of: index)
        return TemplateFault(file: file, line: place.line, column: place.column, message: problem)
    }
}
