// Filters that take a part: `slice` and `truncatewords`.

extension Machine {
    mutating func applyToParts(
        _ filter: Filter, _ input: Value, _ argument: Value?, _ second: Value?, _ program: Program
    ) throws(RowFault) -> Value {
        guard filter == .slice else {
            if case .nothing? = argument { throw RowFault(problem: .notANumber("")) }
            let limit = try argument.map { (value) throws(RowFault) in try whole(value, program) }
            return .text(truncatingWords(text(input), to: limit ?? 15, mark: second))
        }
        let start = try position(argument ?? .nothing, program)
        let count = try second.map { (value) throws(RowFault) in try position(value, program) } ?? 1
        if case .list(let first, let last) = input {
            guard let part = Self.part(of: last - first, from: start, count: count) else {
                return .list(first, first)
            }
            return .list(first + part.lowerBound, first + part.upperBound)
        }
        let text = text(input)
        return .text(sliced(text, from: start, count: count))
    }

    /// A whole number that has to be there.
    private func position(_ value: Value, _ program: Program) throws(RowFault) -> Int {
        guard number(value) != nil else {
            var shown = ""
            if case .text(let text) = value { shown = Syntax.string(octets(of: text)) }
            throw RowFault(column: column(of: value, program), problem: .notANumber(shown))
        }
        return try whole(value, program)
    }

    /// The places that `slice` takes of so many; negative ones count from the end.
    private static func part(of total: Int, from start: Int, count: Int) -> Range<Int>? {
        let first = start < 0 ? total + start : start
        guard first >= 0, first <= total, count > 0 else { return nil }
        return first..<(first + min(count, total - first))
    }

    private func sliced(_ text: Text, from start: Int, count: Int) -> Text {
        let total = octets(of: text).count { $0 & 0xC0 != 0x80 }
        var part = Text(origin: text.origin, start: text.start, end: text.start)
        guard let places = Self.part(of: total, from: start, count: count) else { return part }
        for _ in 0..<places.lowerBound { part.start = endOfScalar(part.start, of: text) }
        part.end = part.start
        for _ in places { part.end = endOfScalar(part.end, of: text) }
        return part
    }

    /// The first words with one space between them, and a mark; the whole text if it has no more.
    private mutating func truncatingWords(_ text: Text, to limit: Int, mark: Value?) -> Text {
        let limit = max(limit, 1)
        let mark = mark.map { self.text($0) }
        var words: [(start: Int, end: Int)] = []
        var index = text.start
        while index < text.end, words.count <= limit {
            while index < text.end, Syntax.isSpace(octet(index, of: text)) { index += 1 }
            let start = index
            while index < text.end, !Syntax.isSpace(octet(index, of: text)) { index += 1 }
            if start < index { words.append((start, index)) }
        }
        guard words.count > limit else { return text }
        return making { machine in
            for (number, word) in words.dropLast().enumerated() {
                if number > 0 { machine.made.append(0x20) }
                machine.appendMade(Text(origin: text.origin, start: word.start, end: word.end))
            }
            if let mark { machine.appendMade(mark) } else { machine.made.append(contentsOf: "...".utf8) }
        }
    }
}
