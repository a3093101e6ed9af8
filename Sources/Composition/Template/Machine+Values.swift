// Reading values: as octets, as numbers, as lists.

extension Machine {
    /// The buffer in which a text is a place.
    func buffer(of text: Text) -> [UInt8] {
        switch text.origin {
        case .cell: row.octets
        case .grouped(let number): record(Int(number)).octets
        case .constant: literals
        case .made: made
        }
    }

    /// A record of the group; the first is the row itself.
    func record(_ number: Int) -> Row {
        row.group.indices.contains(number) ? row.group[number] : row
    }

    func octets(of text: Text) -> ArraySlice<UInt8> {
        buffer(of: text)[text.start..<text.end]
    }

    // MARK: Numbers

    /// The number that a value is or reads as.
    func number(_ value: Value) -> Decimal? {
        switch value {
        case .number(let number): number
        case .text(let text): Decimal(parsing: octets(of: text))
        case .nothing, .empty, .blank, .boolean, .list, .object, .record, .range: nil
        }
    }

    /// A number to calculate with: nothing counts as zero, and text that is no number is a fault.
    ///
    /// Other Liquids take any text for 0, and `1,234` for 1. A wrong amount in a letter is worse than none.
    func operand(_ value: Value, _ program: Program) throws(RowFault) -> Decimal {
        if let number = number(value) { return number }
        guard case .text(let text) = value, !text.isEmpty else { return .zero }
        throw RowFault(
            column: column(of: value, program), problem: .notANumber(Syntax.string(octets(of: text))))
    }

    /// A whole number, for ranges and counts; nothing counts as zero.
    func whole(_ value: Value, _ program: Program) throws(RowFault) -> Int {
        switch value {
        case .list, .object, .record, .range, .boolean:
            throw RowFault(column: column(of: value, program), problem: .notANumber(""))
        case .nothing, .empty, .blank, .number, .text: break
        }
        let number = try operand(value, program)
        guard number == number.floor else {
            var digits: [UInt8] = []
            number.append(to: &digits)
            throw RowFault(
                column: column(of: value, program), problem: .notAWholeNumber(Syntax.string(digits)))
        }
        return number.truncated
    }

    /// The name of the column that a value came from: the one whose cell it is part of, or the one the accumulator
    /// was last loaded from.
    func column(of value: Value, _ program: Program) -> String? {
        if case .text(let text) = value, case .grouped(let number) = text.origin {
            return record(Int(number)).ends.firstIndex { $0 > text.start }.flatMap { program.name(of: $0) }
        }
        guard case .text(let text) = value, text.origin == .cell else {
            return sourceColumn.flatMap { program.name(of: $0) }
        }
        return row.ends.firstIndex { $0 > text.start }.flatMap { program.name(of: $0) }
    }

    // MARK: Lists

    mutating func element(of list: Value, at index: Value, _ program: Program) -> Value {
        if case .text = index { return property(index, column: nil, of: list, program) }
        guard case .list(let start, let end) = list, let number = number(index), number.isWhole else {
            return .nothing
        }
        let position = number.truncated
        let place = position < 0 ? end + position : start + position
        return start..<end ~= place ? elements[place] : .nothing
    }

    // MARK: Making texts

    /// The text of a value, as it would be shown.
    mutating func text(_ value: Value) -> Text {
        if case .text(let text) = value { return text }
        return making { machine in machine.appendShown(value) }
    }

    /// Whatever `make` appends to the octets made, as a text.
    mutating func making(isMarkup: Bool = false, _ make: (inout Machine) -> Void) -> Text {
        let start = made.count
        make(&self)
        return Text(origin: .made, isMarkup: isMarkup, start: start, end: made.count)
    }

    /// Appends a text to the octets made, without copying them when it is one of them.
    mutating func appendMade(_ text: Text) {
        switch text.origin {
        case .cell: made.append(contentsOf: row.octets[text.start..<text.end])
        case .grouped(let number): made.append(contentsOf: record(Int(number)).octets[text.start..<text.end])
        case .constant: made.append(contentsOf: literals[text.start..<text.end])
        case .made: for index in text.start..<text.end { made.append(made[index]) }
        }
    }

    /// The octet at `index` of the buffer in which `text` is a place.
    func octet(_ index: Int, of text: Text) -> UInt8 {
        switch text.origin {
        case .cell: row.octets[index]
        case .grouped(let number): record(Int(number)).octets[index]
        case .constant: literals[index]
        case .made: made[index]
        }
    }

    /// Appends what a value shows to the octets made.
    mutating func appendShown(_ value: Value) {
        switch value {
        case .nothing, .empty, .blank: break
        case .boolean(let isTrue): made.append(contentsOf: isTrue ? "true".utf8 : "false".utf8)
        case .number(let number): number.append(to: &made)
        case .text(let text): appendMade(text)
        case .list(let start, let end):
            for index in start..<end where made.count <= limits.octets { appendShown(elements[index]) }
        case .range(let first, let last):
            Decimal(first).append(to: &made)
            made.append(contentsOf: "..".utf8)
            Decimal(last).append(to: &made)
        case .object, .record: appendInspected(value)
        }
    }
}

extension Program {
    /// The name of a column as it stands in the list.
    func name(of column: Int) -> String? {
        columnNames.indices.contains(column) ? columnNames[column] : nil
    }
}
