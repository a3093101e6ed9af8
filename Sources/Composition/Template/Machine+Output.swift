// Writing values where the place wants them.

extension Machine {
    /// Writes a cell as it is, escaped.
    mutating func writeCell(_ column: Int, _ program: Program) throws(RowFault) {
        let cells = row.octets
        let cell = cells.span.extracting(row.bounds(of: column))
        switch program.place {
        case .plainText:
            output.append(cell)
        case .html:
            HTMLEscape.append(cell, to: &output)
        case .header:
            if let control = Self.firstControl(in: cell) {
                throw RowFault(
                    column: program.name(of: column), problem: .controlCharacter(Unicode.Scalar(control)))
            }
            output.append(cell)
        }
    }

    /// Writes the accumulator.
    mutating func write(_ program: Program) throws(RowFault) {
        let text = text(accumulator)
        let octets = octets(of: text)
        switch program.place {
        case .html where !text.isMarkup:
            HTMLEscape.append(octets.span, to: &output)
        case .html, .plainText:
            output.append(contentsOf: octets)
        case .header:
            if let control = Self.firstControl(in: octets.span) {
                throw RowFault(
                    column: column(of: text, holding: control, program),
                    problem: .controlCharacter(Unicode.Scalar(control)))
            }
            output.append(contentsOf: octets)
        }
    }

    /// The first of C0 and DEL.
    ///
    /// U+0085 and U+2028 are text like any other, and become no line ends.
    static func firstControl(in octets: Span<UInt8>) -> UInt8? {
        for index in octets.indices where octets[index] < 0x20 || octets[index] == 0x7F {
            return octets[index]
        }
        return nil
    }

    /// The name of the column that a control character came from, as far as the cells tell.
    private func column(of text: Text, holding control: UInt8, _ program: Program) -> String? {
        if text.origin == .cell { return column(of: .text(text), program) }
        let likely = sourceColumn.map { [$0] } ?? []
        return (likely + program.referencedColumns).first { row.cell($0).contains(control) }
            .flatMap { program.name(of: $0) }
    }
}

/// Makes text safe between tags and between quotes of HTML.
enum HTMLEscape {
    /// Appends `text` with `& < > " '` escaped.
    ///
    /// Goes by octets: as a `Character`, `"` with U+0301 after it would not be `"`, and close the attribute.
    static func append(_ text: Span<UInt8>, to output: inout [UInt8]) {
        var start = 0
        for index in text.indices where special.contains(text[index]) {
            output.append(text.extracting(start..<index))
            if let reference = reference(for: text[index]) { output.append(reference) }
            start = index + 1
        }
        output.append(text.extracting(start...))
    }

    static let specialOctets = Array("&<>\"'".utf8)
    private static let special = OctetSet(specialOctets)

    @inline(__always)
    static func reference(for octet: UInt8) -> StaticString? {
        switch octet {
        case UInt8(ascii: "&"): "&amp;"
        case UInt8(ascii: "<"): "&lt;"
        case UInt8(ascii: ">"): "&gt;"
        case UInt8(ascii: "\""): "&quot;"
        case UInt8(ascii: "'"): "&#39;"
        default: nil
        }
    }
}
