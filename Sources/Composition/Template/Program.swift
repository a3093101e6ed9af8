/// A piece of template, compiled.
package struct Program: Sendable {
    /// Where the output goes, which decides how merged values are escaped.
    package enum Place: Equatable, Sendable {
        case plainText
        case html
        case header
    }

    enum Instruction: Equatable, Sendable {
        case text(Int, Int)
        case column(Int)
    }

    var instructions: [Instruction] = []
    var text: [UInt8] = []
    var columnNames: [String] = []
    var place = Place.plainText

    package var isStatic: Bool { referencedColumns.isEmpty }
    package private(set) var referencedColumns: [Int] = []

    package static func compile(
        _ octets: ArraySlice<UInt8>, file: String, line: Int, column: Int, columns: ColumnTable, place: Place,
        faults: inout [TemplateFault]
    ) -> Program {
        var program = Program(place: place)
        program.columnNames = columns.names
        var rest = octets
        while !rest.isEmpty {
            let open = rest.indices.first { rest[$0...].starts(with: "{{".utf8) } ?? rest.endIndex
            let start = program.text.count
            program.text += rest[..<open]
            if program.text.count > start { program.instructions.append(.text(start, program.text.count)) }
            guard open < rest.endIndex else { break }
            let before = octets[..<open]
            let newlines = before.count { $0 == 0x0A }
            let lastLine = before.lastIndex(of: 0x0A).map { before[($0 + 1)...] } ?? before
            let scalars = lastLine.count { $0 & 0xC0 != 0x80 }
            let here = (line + newlines, newlines == 0 ? column + scalars : scalars + 1)
            let tail = rest[open...]
            guard let close = tail.indices.first(where: { tail[$0...].starts(with: "}}".utf8) }) else {
                faults.append(
                    TemplateFault(file: file, line: here.0, column: here.1, problem: .unclosedOutput))
                break
            }
            let name = Syntax.string(rest[(open + 2)..<close]).split(separator: " ").joined(separator: " ")
            if let index = columns.index(of: Array(name.utf8)[...]) {
                program.instructions.append(.column(index))
                if !program.referencedColumns.contains(index) { program.referencedColumns.append(index) }
            } else {
                faults.append(
                    TemplateFault(
                        file: file, line: here.0, column: here.1, problem: .unknownName(name, nearest: nil)))
            }
            rest = rest[(close + 2)...]
        }
        return program
    }

    package func render(
        _ row: Row, into output: inout [UInt8], scratch: inout RenderScratch
    ) throws(RowFault) {
        for instruction in instructions {
            switch instruction {
            case .text(let start, let end): output.append(contentsOf: text[start..<end])
            case .column(let index):
                for octet in row.cell(index) {
                    switch (place, octet) {
                    case (.header, 0..<0x20), (.header, 0x7F):
                        throw RowFault(
                            column: columnNames[index], problem: .controlCharacter(Unicode.Scalar(octet)))
                    case (.html, UInt8(ascii: "&")): output.append(contentsOf: "&amp;".utf8)
                    case (.html, UInt8(ascii: "<")): output.append(contentsOf: "&lt;".utf8)
                    case (.html, UInt8(ascii: ">")): output.append(contentsOf: "&gt;".utf8)
                    case (.html, UInt8(ascii: "\"")): output.append(contentsOf: "&quot;".utf8)
                    case (.html, UInt8(ascii: "'")): output.append(contentsOf: "&#39;".utf8)
                    default: output.append(octet)
                    }
                }
            }
        }
    }
}
