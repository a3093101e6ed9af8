/// A condition over the cells of a row, written in the language of templates: what may stand behind `{% if`.
package struct RowCondition: Sendable {
    /// As it was written.
    package let source: String
    private let program: Program

    private static let opening = Array("{% if ".utf8)
    private static let closing = Array(" %}1{% endif %}".utf8)

    /// Compiles `source` over the columns of a list.
    ///
    /// - Parameter name: what faults call the place that the condition was given in.
    /// - Throws: all that is wrong with it; lines and columns are those of `source`.
    package init(compiling source: String, name: String, columns: [String]) throws(TemplateFaults) {
        let octets = Array(source.utf8)
        var faults: [TemplateFault] = []
        if let index = octets.indices.dropLast().first(where: { octets[$0...].starts(with: "%}".utf8) }) {
            // It would end the tag, and what follows it would be a template.
            let column = octets[..<index].count { $0 & 0xC0 != 0x80 } + 1
            faults.append(
                TemplateFault(
                    file: name, line: 1, column: column, problem: .unexpected(found: "%}", expected: .value)))
            throw TemplateFaults(faults: faults)
        }
        self.source = source
        program = Program.compile(
            (Self.opening + octets + Self.closing)[...], file: name, line: 1,
            column: 1 - Self.opening.count, columns: ColumnTable(columns), place: .plainText, faults: &faults)
        guard faults.isEmpty else {
            // What is wrong with the tag as a whole is wrong with the condition.
            throw TemplateFaults(
                faults: faults.map { fault in
                    var fault = fault
                    fault.column = max(1, fault.column)
                    return fault
                })
        }
    }

    /// Whether it is true of `row`.
    ///
    /// - Throws: why that cannot be told, as where text stands for a number.
    package func holds(for row: Row, scratch: inout RenderScratch) throws(RowFault) -> Bool {
        var output: [UInt8] = []
        try program.render(row, into: &output, scratch: &scratch)
        return !output.isEmpty
    }
}
