/// What rendering needs besides the row; used again, so that rendering allocates nothing in steady state.
///
/// Each thread that renders has its own.
package struct RenderScratch: Sendable {
    var machine = Machine()

    /// A scratch without capacity yet.
    package init() {}
}

extension Program {
    /// Appends what the program makes of `row` to `output`.
    ///
    /// After a fault `output` is what it was before.
    ///
    /// - Parameter row: a cell that it does not have counts as empty.
    /// - Throws: ``RowFault`` for a control character that would come into a header, a calculation that cannot be
    ///   done, and more output or more turns of loops than the limits allow.
    package func render(
        _ row: Row, into output: inout [UInt8], scratch: inout RenderScratch
    ) throws(RowFault) {
        if isFlat { return try renderFlat(row, into: &output) }
        let start = output.count
        scratch.machine.begin(self, row, &output)
        do {
            try scratch.machine.run(self)
        } catch {
            scratch.machine.end(&output)
            output.removeSubrange(start...)
            throw error
        }
        scratch.machine.end(&output)
    }

    /// Renders a header's value that consists of text and cells only: a machine would cost more than they do.
    private func renderFlat(_ row: Row, into output: inout [UInt8]) throws(RowFault) {
        let start = output.count
        for instruction in instructions {
            switch instruction {
            case .text(let start, let end):
                output.append(text.span.extracting(start..<end))
            case .column(let column):
                let cell = row.octets.span.extracting(row.bounds(of: column))
                if let control = Machine.firstControl(in: cell) {
                    output.removeSubrange(start...)
                    throw RowFault(
                        column: name(of: column), problem: .controlCharacter(Unicode.Scalar(control)))
                }
                output.append(cell)
            default: break
            }
        }
        guard output.count - start <= limits.octets else {
            output.removeSubrange(start...)
            throw RowFault(problem: .outputTooLong(limit: limits.octets))
        }
    }
}
