// Writing values into HTML where more is needed than between tags and between quotes.

extension Machine {
    /// Writes a cell.
    mutating func writeCell(_ column: Int, in place: MarkupPlace, _ program: Program) throws(RowFault) {
        let bounds = row.bounds(of: column)
        let text = Text(origin: .cell, start: bounds.lowerBound, end: bounds.upperBound)
        do {
            try write(text, in: place)
        } catch {
            throw RowFault(column: program.name(of: column), problem: error.problem)
        }
    }

    /// Writes the accumulator.
    mutating func write(in place: MarkupPlace, _ program: Program) throws(RowFault) {
        let value = accumulator
        let text = text(value)
        do {
            try write(text, in: place)
        } catch {
            throw RowFault(column: column(of: value, program), problem: error.problem)
        }
    }

    private mutating func write(_ text: Text, in place: MarkupPlace) throws(RowFault) {
        if text.isMarkup, place.takesMarkup, !place.isInComment {
            return output.append(contentsOf: octets(of: text))
        }
        let start = output.count
        let writer = MarkupWriter(place: place, isMarkup: text.isMarkup, isEncoded: text.isURLEncoded)
        try writer.write(octets(of: text), to: &output)
        if place.mustNotBeEmpty, output.count == start { MarkupWriter.appendReference(to: 0x20, &output) }
    }
}
