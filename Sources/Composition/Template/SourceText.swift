/// A text that is compiled, and where it stands in its file.
struct SourceText {
    var octets: ArraySlice<UInt8>
    var file: String
    var line = 1
    var column = 1
}

extension ProgramCompiler {
    /// Where the branches stand.
    var branchPlaces: [(place: TemplateBranch, isOfPartial: Bool)] {
        branches.map { kind, place in
            let text = sources[place.source]
            var position = Position(line: text.line, column: text.column, index: text.octets.startIndex)
            position.advance(to: place.offset, in: text.octets)
            let branch = TemplateBranch(
                kind: kind, file: text.file, line: position.line, column: position.column)
            return (branch, place.source > 0)
        }
    }

    /// Puts faults where they stand: those of the template itself first, then those of each partial.
    func append(_ found: [SyntaxFault], to faults: inout [TemplateFault]) {
        let sorted = found.sorted { ($0.source, $0.offset) < ($1.source, $1.offset) }
        for (source, text) in sources.enumerated() {
            var position = Position(line: text.line, column: text.column, index: text.octets.startIndex)
            for fault in sorted where fault.source == source {
                position.advance(to: fault.offset, in: text.octets)
                faults.append(
                    TemplateFault(
                        file: text.file, line: position.line, column: position.column, problem: fault.problem)
                )
            }
        }
    }
}

/// A place in a text, counted as an editor counts.
private struct Position {
    var line: Int
    var column: Int
    var index: Int

    /// Goes on to the octet at `end`, so that all places together cost one walk.
    mutating func advance(to end: Int, in octets: ArraySlice<UInt8>) {
        while index < end, index < octets.endIndex {
            if octets[index] == 0x0A {
                line += 1
                column = 1
            } else if octets[index] & 0xC0 != 0x80 {
                column += 1
            }
            index += 1
        }
    }
}
