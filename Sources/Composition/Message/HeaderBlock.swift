/// Divides the message file of a template into its headers and its body.
struct HeaderBlock {
    private(set) var fields: [HeaderField] = []
    /// What follows the empty line.
    private(set) var body: ArraySlice<UInt8>
    /// The line on which the body starts.
    private(set) var bodyLine = 1

    /// The name, its colon and a space must leave room for a value in a line of 78.
    private static let longestName = 60

    private let file: SourceFile
    private var open: OpenField?

    private struct OpenField {
        let name: [UInt8]
        let line: Int
        var value: TemplateText
    }

    /// Reads header lines up to the empty line, adding what is wrong with them to `faults`.
    init(_ file: SourceFile, faults: inout [TemplateFault]) {
        self.file = file
        body = file.octets[file.octets.endIndex...]
        readLines(faults: &faults)
        closeField()
    }

    private mutating func readLines(faults: inout [TemplateFault]) {
        let octets = file.octets
        var start = octets.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        var line = 1
        while start < octets.endIndex {
            let lineFeed = octets[start...].firstIndex(of: 0x0A)
            var content = octets[start..<(lineFeed ?? octets.endIndex)]
            if lineFeed != nil, content.last == 0x0D { content.removeLast() }
            let next = lineFeed.map { $0 + 1 } ?? octets.endIndex
            if content.isEmpty {
                body = octets[next...]
                bodyLine = line + 1
                return
            }
            read(content, line: line, faults: &faults)
            start = next
            line += 1
        }
    }

    private mutating func read(_ content: ArraySlice<UInt8>, line: Int, faults: inout [TemplateFault]) {
        if let index = content.firstIndex(where: { $0 < 0x20 && $0 != 0x09 || $0 == 0x7F }) {
            let column = TemplateText.scalarCount(content[..<index]) + 1
            faults.append(fault(.control(content[index]), line: line, column: column))
            return
        }
        if HeaderWords.isSpace(content[content.startIndex]) {
            // What continues a line that was no header has been answered for with it.
            if open == nil, fields.isEmpty, faults.isEmpty {
                faults.append(fault(.continuesNothing, line: line, column: 1))
            }
            open?.value.append(content, line: line, column: 1)
            return
        }
        closeField()
        guard let colon = content.firstIndex(of: UInt8(ascii: ":")) else {
            let problem: MessageFault = content.starts(with: "{".utf8) ? .mergedHeaderName : .notAHeader
            faults.append(fault(problem, line: line, column: 1))
            return
        }
        let name = Array(content[..<colon])
        if let problem = Self.problem(with: name) {
            faults.append(fault(problem, line: line, column: 1))
            return
        }
        var value = TemplateText(file: file.path)
        let rest = content[(colon + 1)...]
        let first = rest.firstIndex { !HeaderWords.isSpace($0) } ?? rest.endIndex
        value.append(content[first...], line: line, column: first - content.startIndex + 1)
        open = OpenField(name: name, line: line, value: value)
    }

    private static func problem(with name: [UInt8]) -> MessageFault? {
        if name.contains(UInt8(ascii: "{")) { return .mergedHeaderName }
        guard !name.isEmpty, name.allSatisfy(OctetSet.headerName.contains) else {
            return .malformedHeaderName(String(decoding: name, as: UTF8.self))
        }
        return name.count > longestName ? .headerNameTooLong(octets: name.count, limit: longestName) : nil
    }

    private func fault(_ problem: MessageFault, line: Int, column: Int) -> TemplateFault {
        TemplateFault(file: file.path, line: line, column: column, message: problem)
    }

    private mutating func closeField() {
        guard let field = open else { return }
        fields.append(
            HeaderField(
                name: field.name, role: HeaderRole(named: field.name), value: field.value, line: field.line))
        open = nil
    }
}
