// The parts of records and objects.

extension Machine {
    /// What `key` names in a value: a column, a key, else `size`, `first` or `last`.
    mutating func property(_ key: Value, column: Int?, of value: Value, _ program: Program) -> Value {
        switch value {
        case .record(let number):
            if let column { return cell(column, ofRecord: number) }
            guard case .text(let text) = key else { return .nothing }
            guard let column = program.columns.index(of: octets(of: text)) else {
                return isText(text, "size") ? .number(Decimal(program.columnNames.count)) : .nothing
            }
            return cell(column, ofRecord: number)
        case .object(let start, let end):
            if let found = entry(key, start, end) { return found }
        case .nothing, .empty, .blank: return .nothing
        case .boolean, .number, .text, .list, .range: break
        }
        guard case .text(let text) = key else { return .nothing }
        if isText(text, "size") {
            switch value {
            case .text, .list, .object, .range: return .number(Decimal(size(of: value)))
            default: return .nothing
            }
        }
        if isText(text, "first") { return end(of: value, isFirst: true) }
        return isText(text, "last") ? end(of: value, isFirst: false) : .nothing
    }

    /// What an object has under a key.
    func entry(_ key: Value, _ start: Int, _ end: Int) -> Value? {
        guard case .text = key else { return nil }
        var index = start
        while index + 1 < end {
            if areEqual(elements[index], key) { return elements[index + 1] }
            index += 2
        }
        return nil
    }

    /// A cell of one of the group's records; an empty one is nothing.
    func cell(_ column: Int, ofRecord number: Int) -> Value {
        let bounds = record(number).bounds(of: column)
        guard !bounds.isEmpty else { return .nothing }
        let origin = row.group.isEmpty ? Text.Origin.cell : .grouped(Int32(truncatingIfNeeded: number))
        return .text(Text(origin: origin, start: bounds.lowerBound, end: bounds.upperBound))
    }

    private func isText(_ text: Text, _ wanted: StaticString) -> Bool {
        wanted.withUTF8Buffer { octets(of: text).elementsEqual($0) }
    }

    /// An object as Ruby writes it, which is what others print for one; a record is the list of its cells.
    mutating func appendInspected(_ value: Value) {
        switch value {
        case .object(let start, let end):
            made.append(UInt8(ascii: "{"))
            for index in stride(from: start, to: end, by: 2) where made.count <= limits.octets {
                if index > start { made.append(contentsOf: ", ".utf8) }
                appendInspected(elements[index])
                made.append(contentsOf: "=>".utf8)
                appendInspected(elements[index + 1])
            }
            made.append(UInt8(ascii: "}"))
        case .list(let start, let end):
            made.append(UInt8(ascii: "["))
            for index in start..<end where made.count <= limits.octets {
                if index > start { made.append(contentsOf: ", ".utf8) }
                appendInspected(elements[index])
            }
            made.append(UInt8(ascii: "]"))
        case .text(let text):
            made.append(UInt8(ascii: "\""))
            appendMade(text)
            made.append(UInt8(ascii: "\""))
        case .nothing: made.append(contentsOf: "nil".utf8)
        case .record(let number):
            let record = record(number)
            for column in record.ends.indices {
                if column > 0 { made.append(contentsOf: ", ".utf8) }
                made.append(contentsOf: record.cell(column))
            }
        case .empty, .blank, .boolean, .number, .range: appendShown(value)
        }
    }
}
