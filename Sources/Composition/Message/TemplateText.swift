/// A header's value as the template has it, unfolded, with the place in the file of each octet.
struct TemplateText: Equatable, Sendable {
    /// A stretch of octets that stands in one line of the file.
    private struct Stretch: Equatable, Sendable {
        var offset: Int
        var line: Int
        var column: Int
    }

    private(set) var octets: [UInt8] = []
    let file: String
    /// What `render` and `include` can name in it.
    var partials = Partials()
    /// What numbers its branches; nil when nobody asks for them.
    var branches: BranchTable?
    private var stretches: [Stretch] = []

    init(file: String) {
        self.file = file
    }

    /// Adds what stands in one line; `column` is that of its first octet, counted from 1.
    mutating func append(_ part: ArraySlice<UInt8>, line: Int, column: Int) {
        stretches.append(Stretch(offset: octets.count, line: line, column: column))
        octets.append(contentsOf: part)
    }

    /// The line of the value's first octet.
    var line: Int { stretches.first?.line ?? 1 }

    /// Where the octet at `index` stands; columns count scalars, as editors do.
    func place(of index: Int) -> (line: Int, column: Int) {
        guard let stretch = stretches.last(where: { $0.offset <= index }) else { return (1, 1) }
        let before = octets[stretch.offset..<min(index, octets.count)]
        return (stretch.line, stretch.column + Self.scalarCount(before))
    }

    /// Whether the value stands in more lines than one.
    var isFolded: Bool { stretches.count > 1 }

    func fault(_ problem: MessageFault, at index: Int) -> TemplateFault {
        let place = place(of: index)
        return TemplateFault(file: file, line: place.line, column: place.column, message: problem)
    }

    /// Compiles a part of the value, and puts the faults found in it where they stand in the file.
    func compile(
        _ range: Range<Int>, columns: ColumnTable, faults: inout [TemplateFault]
    ) -> Program {
        let start = place(of: range.lowerBound)
        var found: [TemplateFault] = []
        var program = Program.compile(
            octets[range], file: file, line: start.line, column: start.column, columns: columns,
            place: .header, partials: partials, marksBranches: branches != nil, faults: &found)
        if let branches {
            program.number(in: branches) { place(line: $0, column: $1, from: range.lowerBound) }
        }
        faults += found.map { fault in
            guard fault.file == file else { return fault }
            var fault = fault
            (fault.line, fault.column) = place(
                line: fault.line, column: fault.column, from: range.lowerBound)
            return fault
        }
        return program
    }

    /// Where in the file stands what the compiler found at a place.
    ///
    /// It sees one line from `offset` on, and counts columns past the end of the first.
    private func place(line: Int, column: Int, from offset: Int) -> (line: Int, column: Int) {
        let start = place(of: offset)
        guard isFolded, line == start.line else { return (line, column) }
        var scalars = column - start.column
        var index = offset
        while scalars > 0, index < octets.count {
            index += 1
            while index < octets.count, octets[index] & 0xC0 == 0x80 { index += 1 }
            scalars -= 1
        }
        return place(of: index)
    }

    static func scalarCount(_ text: ArraySlice<UInt8>) -> Int {
        text.count { $0 & 0xC0 != 0x80 }
    }
}
