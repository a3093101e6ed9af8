// Filters that make new lists of lists. What is no list is a list of itself, and lists inside lists are flattened.

extension Machine {
    /// What a filter goes through.
    typealias ElementRange = Range<Int>

    /// Appends the elements of `value`, flattened, to the list buffer, and returns where they stand.
    mutating func items(of value: Value) throws(RowFault) -> ElementRange {
        let start = elements.count
        try appendItems(of: value)
        return start..<elements.count
    }

    private mutating func appendItems(of value: Value) throws(RowFault) {
        guard elements.count <= limits.octets else {
            throw RowFault(problem: .outputTooLong(limit: limits.octets))
        }
        switch value {
        case .nothing, .empty, .blank: break
        case .list(let start, let end):
            for index in start..<end {
                // What is nothing is an element all the same.
                if elements[index].isNothing {
                    elements.append(.nothing)
                } else {
                    try appendItems(of: elements[index])
                }
            }
        case .range(let first, let last):
            guard first <= last else { return }
            guard LoopFrame(over: value, isReversed: false).count <= limits.iterations else {
                throw RowFault(problem: .tooManyIterations(limit: limits.iterations))
            }
            for number in first...last { elements.append(.number(Decimal(number))) }
        case .boolean, .number, .text, .object, .record: elements.append(value)
        }
    }

    mutating func applyToItems(
        _ filter: Filter, _ input: Value, _ argument: Value?, _ program: Program
    ) throws(RowFault) -> Value {
        let items = try items(of: input)
        var property = argument ?? .nothing
        if case .nothing = property {} else { property = .text(text(property)) }
        switch filter {
        case .reverse:
            elements[items].reverse()
            return .list(items.lowerBound, items.upperBound)
        case .concat:
            switch argument {
            case .list, .range:
                _ = try self.items(of: argument ?? .nothing)
                return .list(items.lowerBound, elements.count)
            default: throw RowFault(problem: .noProperty("concat"))
            }
        case .compact:
            return try filtered(items) { (machine, item) throws(RowFault) in
                if case .nothing = try machine.part(property, of: item, program) { false } else { true }
            }
        case .uniq:
            var seen: Set<[UInt8]> = []
            return try filtered(items) { (machine, item) throws(RowFault) in
                seen.insert(machine.identity(of: try machine.part(property, of: item, program))).inserted
            }
        case .sum: return .number(try sum(items, property, program))
        case .sort: return try sorted(items, by: property, isNatural: false, program)
        default: return try sorted(items, by: property, isNatural: true, program)
        }
    }

    /// The elements that `isWanted` says, as a list of their own.
    mutating func filtered(
        _ items: ElementRange, _ isWanted: (inout Machine, Value) throws(RowFault) -> Bool
    ) throws(RowFault) -> Value {
        let start = elements.count
        for index in items where try isWanted(&self, elements[index]) { elements.append(elements[index]) }
        return .list(start, elements.count)
    }

    /// The value itself when no property is asked for.
    mutating func part(_ property: Value, of item: Value, _ program: Program) throws(RowFault) -> Value {
        guard case .text(let name) = property else { return item }
        switch item {
        case .object, .record: return self.property(property, column: nil, of: item, program)
        case .nothing: return .nothing
        case .empty, .blank, .boolean, .number, .text, .list, .range:
            throw RowFault(problem: .noProperty(Syntax.string(octets(of: name))))
        }
    }

    /// Octets that are equal exactly for equal values of a kind.
    private mutating func identity(of value: Value) -> [UInt8] {
        let start = made.count
        defer { made.removeLast(made.count - start) }
        appendInspected(value)
        switch value {
        case .text: return [1] + made[start...]
        case .number: return [2] + made[start...]
        // Two rows with the same cells are two rows.
        case .record(let number): return [4] + String(number).utf8
        default: return [3] + made[start...]
        }
    }

    private mutating func sum(
        _ items: ElementRange, _ property: Value, _ program: Program
    ) throws(RowFault) -> Decimal {
        var sum = Decimal.zero
        for index in items {
            let item = elements[index]
            var part = item
            if case .text = property { part = try self.part(property, of: item, program) }
            guard let next = sum.adding(try operand(part, program)) else {
                throw RowFault(problem: .numberTooLarge)
            }
            sum = next
        }
        return sum
    }

    // MARK: Order

    /// What an element is sorted by.
    private enum SortKey {
        case number(Decimal)
        case text([UInt8])
        case last
    }

    private mutating func sorted(
        _ items: ElementRange, by property: Value, isNatural: Bool, _ program: Program
    ) throws(RowFault) -> Value {
        var keyed: [(key: SortKey, item: Value)] = []
        keyed.reserveCapacity(items.count)
        var (hasNumber, hasText) = (false, false)
        for index in items {
            let item = elements[index]
            let part = try part(property, of: item, program)
            let key = try isNatural ? naturalKey(part) : sortKey(part, isAlone: items.count == 1)
            if case .number = part { hasNumber = true }
            if case .text = key { hasText = true }
            keyed.append((key, item))
        }
        guard isNatural || !hasNumber || !hasText else { throw RowFault(problem: .notComparable) }
        // The sort of the standard library is stable.
        keyed.sort { Self.precedes($0.key, $1.key) }
        let start = elements.count
        for (_, item) in keyed { elements.append(item) }
        return .list(start, elements.count)
    }

    /// Cells that read as numbers are ordered as numbers, before other texts.
    private func sortKey(_ value: Value, isAlone: Bool) throws(RowFault) -> SortKey {
        switch value {
        case .nothing: return .last
        case .number(let number): return .number(number)
        case .text(let text):
            if text.origin != .constant, let number = Decimal(parsing: octets(of: text)) {
                return .number(number)
            }
            return .text(Array(octets(of: text)))
        default:
            guard isAlone else { throw RowFault(problem: .notComparable) }
            return .last
        }
    }

    private mutating func naturalKey(_ value: Value) -> SortKey {
        if case .nothing = value { return .last }
        let small = applyToLetters(.downcase, text(value))
        return .text(Array(octets(of: small)))
    }

    private static func precedes(_ first: SortKey, _ second: SortKey) -> Bool {
        switch (first, second) {
        case (.number(let first), .number(let second)): first < second
        case (.text(let first), .text(let second)): first.lexicographicallyPrecedes(second)
        case (.number, .text), (.number, .last), (.text, .last): true
        default: false
        }
    }
}
