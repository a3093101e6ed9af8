// Filters that look for elements by a property: `where`, `reject`, `find`, `find_index`, `has`, and `map`.

extension Machine {
    /// Whether an element has the property, and what it is.
    private enum Match {
        case found(Value)
        /// The element has no properties, and with it the whole search comes to nothing, as in every Liquid.
        case impossible
    }

    mutating func search(
        _ filter: Filter, _ input: Value, _ property: Value, _ target: Value?, _ program: Program
    ) throws(RowFault) -> Value {
        let items = try items(of: input)
        let start = elements.count
        for (number, index) in items.enumerated() {
            let item = elements[index]
            guard case .found(let value) = try match(property, of: item, program) else {
                elements.removeLast(elements.count - start)
                return filter == .has ? .boolean(false) : .nothing
            }
            let isHit: Bool
            if let target, !target.isNothing {
                isHit = areEqual(value, target)
            } else {
                isHit = value.isTruthy
            }
            switch filter {
            case .where: if isHit { elements.append(item) }
            case .reject: if !isHit { elements.append(item) }
            case .find: if isHit { return item }
            case .findIndex: if isHit { return .number(Decimal(number)) }
            default: if isHit { return .boolean(true) }
            }
        }
        switch filter {
        case .where, .reject: return .list(start, elements.count)
        case .has: return .boolean(false)
        default: return .nothing
        }
    }

    private mutating func match(
        _ property: Value, of item: Value, _ program: Program
    ) throws(RowFault) -> Match {
        switch (item, property) {
        case (.object(let start, let end), _): return .found(entry(property, start, end) ?? .nothing)
        case (.record, _): return .found(self.property(property, column: nil, of: item, program))
        case (.nothing, _), (_, .nothing): return .impossible
        case (.text(let whole), .text(let part)):
            return .found(position(of: part, in: whole, from: whole.start) == nil ? .nothing : property)
        case (.number(let first), .number(let second)): return .found(first == second ? item : .nothing)
        case (.text, .number), (.text, .boolean): return .found(.nothing)
        default:
            let name = text(property)
            throw RowFault(problem: .noProperty(Syntax.string(octets(of: name))))
        }
    }

    /// The property of each element.
    mutating func mapped(_ input: Value, _ property: Value, _ program: Program) throws(RowFault) -> Value {
        let items = try items(of: input)
        let start = elements.count
        for index in items {
            let item = elements[index]
            switch item {
            case .object(let first, let end): elements.append(entry(property, first, end) ?? .nothing)
            default: elements.append(try part(property, of: item, program))
            }
        }
        return .list(start, elements.count)
    }
}

extension Value {
    var isNothing: Bool {
        if case .nothing = self { true } else { false }
    }
}
