// Writing values where the place wants them.

extension Machine {
    /// Writes a cell as it is, escaped.
    mutating func writeCell(_ column: Int, _ program: Program) throws(RowFault) {
        let bounds = row.bounds(of: column)
        switch program.place {
        case .plainText:
            output.append(contentsOf: row.octets[bounds])
        case .html:
            HTMLEscape.append(row.octets[bounds], to: &output)
        case .header:
            if let control = Self.firstControl(in: row.octets[bounds]) {
                throw RowFault(
                    column: program.name(of: column), problem: .controlCharacter(Unicode.Scalar(control)))
            }
            output.append(contentsOf: row.octets[bounds])
        }
    }

    /// Writes the accumulator.
    mutating func write(_ program: Program) throws(RowFault) {
        let text = text(accumulator)
        let octets = octets(of: text)
        switch program.place {
        case .html where !text.isMarkup:
            HTMLEscape.append(octets, to: &output)
        case .html, .plainText:
            output.append(contentsOf: octets)
        case .header:
            if let control = Self.firstControl(in: octets) {
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
    private static func firstControl(in octets: ArraySlice<UInt8>) -> UInt8? {
        octets.first { $0 < 0x20 || $0 == 0x7F }
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
    static func append(_ text: ArraySlice<UInt8>, to output: inout [UInt8]) {
        var rest = text
        while let offset = firstSpecial(in: rest) {
            let index = rest.startIndex + offset
            output.append(contentsOf: rest[..<index])
            reference(for: rest[index])?.withUTF8Buffer { output.append(contentsOf: $0) }
            rest = rest[(index + 1)...]
        }
        output.append(contentsOf: rest)
    }

    /// How many octets stand before the first that must be escaped; most texts have none.
    private static func firstSpecial(in text: ArraySlice<UInt8>) -> Int? {
        let span = text.span
        for index in span.indices where special.contains(span[index]) { return index }
        return nil
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
