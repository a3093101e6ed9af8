/// The names of a list's columns, and the record they stand in.
package struct Header: Equatable, Sendable {
    /// The names without white space around them; none is empty, no two have the same octets.
    ///
    /// Swift calls strings equal that merely look the same; compare names by their `utf8`.
    package let names: [String]

    /// The header as it stood in the list (in UTF-8), without its line end.
    package let original: [UInt8]

    /// The physical line on which the header starts, from 1.
    package let line: Int

    /// The header that `record` is; names the field that cannot be a name.
    init(_ record: Record) throws(FieldProblem) {
        var names: [String] = []
        var indexes: [ArraySlice<UInt8>: Int] = [:]
        for index in 0..<record.fieldCount {
            let name = Self.trimmed(record.field(index))
            guard !name.isEmpty else {
                throw FieldProblem(index: index, problem: .emptyName(field: index + 1))
            }
            let text = String(decoding: name, as: UTF8.self)
            if let first = indexes.updateValue(index, forKey: name) {
                throw FieldProblem(
                    index: index, problem: .duplicateName(name: text, first: first + 1, field: index + 1))
            }
            names.append(text)
        }
        self.names = names
        original = record.original
        line = record.line
    }

    /// A field of the header that cannot be a name.
    struct FieldProblem: Error {
        let index: Int
        let problem: ListFault.Problem
    }

    /// White space is any that Unicode calls so (a no-break space comes with text from web pages), and
    /// the mark U+FEFF that joining files with `cat` leaves behind.
    private static func trimmed(_ field: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let scalars = String(decoding: field, as: UTF8.self).unicodeScalars
        let isBlank = { (scalar: Unicode.Scalar) in
            scalar.properties.isWhitespace || scalar == "\u{FEFF}"
        }
        guard let start = scalars.firstIndex(where: { !isBlank($0) }),
            let last = scalars.lastIndex(where: { !isBlank($0) })
        else { return [] }
        return ArraySlice(String(scalars[start...last]).utf8)
    }
}
