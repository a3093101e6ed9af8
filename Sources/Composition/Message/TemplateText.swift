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
        let program = Program.compile(
            octets[range], file: file, line: start.line, column: start.column, columns: columns,
            place: .header, partials: partials, faults: &found)
        faults += isFolded ? found.map { moved($0, from: range.lowerBound, start: start) } : found
        return program
    }

    /// The compiler sees one line, and counts columns past the end of the first.
    private func moved(
        _ fault: TemplateFault, from offset: Int, start: (line: Int, column: Int)
    ) -> TemplateFault {
        guard fault.file == file, fault.line == start.line else { return fault }
        var scalars = fault.column - start.column
        var index = offset
        while scalars > 0, index < octets.count {
            index += 1
            while index < octets.count, octets[index] & 0xC0 == 0x80 { index += 1 }
            scalars -= 1
        }
        let place = place(of: index)
        var fault = fault
        fault.line = place.line
        fault.column = place.column
        return fault
    }

    static func scalarCount(_ text: ArraySlice<UInt8>) -> Int {
        text.count { $0 & 0xC0 != 0x80 }
    }
}
