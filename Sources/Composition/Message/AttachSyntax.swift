/// Divides the value of an `Attach:` header into a path and its parameters, before anything is merged into it.
///
/// `path *( ";" name "=" value )`, where a path or value with a `;` in it stands in quotes. Only what the author wrote
/// divides: a `;`, a `=` or a quote in a cell is a letter like others.
struct AttachSyntax {
    struct Parameter: Equatable {
        /// In lower case.
        let name: String
        /// Where the name stands.
        let offset: Int
        let value: Range<Int>
    }

    private(set) var path = 0..<0
    private(set) var parameters: [Parameter] = []

    private let octets: [UInt8]
    private var index = 0

    private struct Misplaced: Error {
        let problem: MessageFault
        let index: Int
    }

    /// Nil where the value cannot be divided, with the reason in `faults`.
    init?(_ text: TemplateText, faults: inout [TemplateFault]) {
        octets = text.octets
        do throws(Misplaced) {
            path = try takeValue()
            while index < octets.count { parameters.append(try takeParameter()) }
        } catch {
            faults.append(text.fault(error.problem, at: error.index))
            return nil
        }
    }

    /// Takes a name, its `=` and the value behind, from the `;` before it on.
    private mutating func takeParameter() throws(Misplaced) -> Parameter {
        index += 1
        skipSpace()
        let start = index
        let isName = OctetSet.atom
        while index < octets.count, isName.contains(octets[index]), octets[index] != UInt8(ascii: "="),
            octets[index] != UInt8(ascii: "{")
        {
            index += 1
        }
        let name = String(decoding: octets[start..<index].map(Syntax.lower), as: UTF8.self)
        skipSpace()
        guard !name.isEmpty, index < octets.count, octets[index] == UInt8(ascii: "=") else {
            throw Misplaced(problem: .attach(.parameterWithoutValue(name)), index: start)
        }
        index += 1
        let value = try takeValue()
        guard !value.isEmpty else {
            throw Misplaced(problem: .attach(.parameterWithoutValue(name)), index: start)
        }
        return Parameter(name: name, offset: start, value: value)
    }

    /// Takes what stands before the next `;` or between quotes, and goes to that `;`.
    private mutating func takeValue() throws(Misplaced) -> Range<Int> {
        skipSpace()
        guard index < octets.count, octets[index] == UInt8(ascii: "\"") else { return try takeBareValue() }
        let quote = index
        index += 1
        while index < octets.count, octets[index] != UInt8(ascii: "\"") {
            index = LiquidTag(in: octets, at: index)?.end ?? index + 1
        }
        guard index < octets.count else { throw Misplaced(problem: .unclosedQuote, index: quote) }
        let value = (quote + 1)..<index
        index += 1
        skipSpace()
        guard index == octets.count || octets[index] == UInt8(ascii: ";") else {
            throw Misplaced(problem: .attach(.textAfterQuote), index: index)
        }
        return value
    }

    private mutating func takeBareValue() throws(Misplaced) -> Range<Int> {
        let start = index
        var depth = 0
        while index < octets.count {
            if let tag = LiquidTag(in: octets, at: index) {
                depth += tag.depthChange
                index = tag.end
                continue
            }
            if octets[index] == UInt8(ascii: ";") {
                guard depth > 0 else { break }
                throw Misplaced(problem: .attach(.separatorInBlock), index: index)
            }
            index += 1
        }
        var end = index
        while end > start, HeaderWords.isSpace(octets[end - 1]) { end -= 1 }
        return start..<end
    }

    private mutating func skipSpace() {
        while index < octets.count, HeaderWords.isSpace(octets[index]) { index += 1 }
    }
}
