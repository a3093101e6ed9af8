// How conditions compare.

extension Machine {
    func compare(_ left: Value, _ comparator: Comparator, _ right: Value) -> Bool {
        switch comparator {
        case .equal: areEqual(left, right)
        case .unequal: !areEqual(left, right)
        case .less: order(left, right).map { $0 < 0 } ?? false
        case .lessOrEqual: order(left, right).map { $0 <= 0 } ?? false
        case .greater: order(left, right).map { $0 > 0 } ?? false
        case .greaterOrEqual: order(left, right).map { $0 >= 0 } ?? false
        case .contains: contains(left, right)
        }
    }

    // MARK: Equality

    func areEqual(_ left: Value, _ right: Value) -> Bool {
        switch (left, right) {
        case (.empty, .empty), (.blank, .blank), (.nothing, .nothing): true
        case (.empty, let other), (let other, .empty): isEmpty(other)
        case (.blank, let other), (let other, .blank): isBlank(other)
        case (.boolean(let first), .boolean(let second)): first == second
        case (.number(let first), .number(let second)): first == second
        case (.number(let number), .text(let text)), (.text(let text), .number(let number)):
            readsAsNumber(text) == number
        case (.text(let first), .text(let second)): octets(of: first) == octets(of: second)
        // An empty cell equals "" as well as nil: whoever compares with either means the same.
        case (.nothing, .text(let text)), (.text(let text), .nothing): text.isEmpty
        case (.record(let first), .record(let second)): first == second
        case (.list(let start, let end), .list(let otherStart, let otherEnd)),
            (.object(let start, let end), .object(let otherStart, let otherEnd)):
            end - start == otherEnd - otherStart
                && zip(start..<end, otherStart..<otherEnd).allSatisfy { areEqual(elements[$0], elements[$1]) }
        case (.range(let first, let last), .range(let otherFirst, let otherLast)):
            first == otherFirst && last == otherLast
        default: false
        }
    }

    /// Has no content: an empty text or list, and an empty cell.
    private func isEmpty(_ value: Value) -> Bool {
        switch value {
        case .text(let text): text.isEmpty
        case .list(let start, let end), .object(let start, let end): start == end
        case .nothing, .empty: true
        case .blank, .boolean, .number, .record, .range: false
        }
    }

    /// Has nothing to show: empty, `nil`, `false`, or white space.
    private func isBlank(_ value: Value) -> Bool {
        switch value {
        case .text(let text): octets(of: text).allSatisfy(Syntax.isSpace)
        case .nothing, .blank, .boolean(false): true
        case .list(let start, let end), .object(let start, let end): start == end
        case .empty, .boolean, .number, .record, .range: false
        }
    }

    /// The number that a text of the list is; what the template itself has between quotes is text.
    private func readsAsNumber(_ text: Text) -> Decimal? {
        text.origin == .constant ? nil : Decimal(parsing: octets(of: text))
    }

    // MARK: Order

    /// Negative, zero or positive; nil for what has no order.
    func order(_ left: Value, _ right: Value) -> Int? {
        switch (left, right) {
        case (.number(let first), .number(let second)): Self.order(first, second)
        case (.number(let number), .text(let text)): readsAsNumber(text).map { Self.order(number, $0) }
        case (.text(let text), .number(let number)): readsAsNumber(text).map { Self.order($0, number) }
        case (.text(let first), .text(let second)): order(first, second)
        default: nil
        }
    }

    private static func order(_ first: Decimal, _ second: Decimal) -> Int {
        first == second ? 0 : first < second ? -1 : 1
    }

    /// Two texts that read as numbers are ordered as numbers, unless the template says both.
    private func order(_ first: Text, _ second: Text) -> Int {
        if first.origin != .constant || second.origin != .constant,
            let left = Decimal(parsing: octets(of: first)), let right = Decimal(parsing: octets(of: second))
        {
            return Self.order(left, right)
        }
        let (left, right) = (octets(of: first), octets(of: second))
        if left == right { return 0 }
        return left.lexicographicallyPrecedes(right) ? -1 : 1
    }

    // MARK: Containing

    private func contains(_ left: Value, _ right: Value) -> Bool {
        switch (left, right) {
        case (_, .nothing): false
        case (.list(let start, let end), _): (start..<end).contains { areEqual(elements[$0], right) }
        case (.range(let first, let last), .number(let number)):
            number.isWhole && first <= number.truncated && number.truncated <= last
        case (.object(let start, let end), _):
            stride(from: start, to: end, by: 2).contains { areEqual(elements[$0], right) }
        case (.text(let whole), .text(let part)): position(of: part, in: whole, from: whole.start) != nil
        case (.text(let whole), .number(let number)):
            octets(of: whole).contains(digits(of: number))
        default: false
        }
    }

    private func digits(of number: Decimal) -> [UInt8] {
        var digits: [UInt8] = []
        number.append(to: &digits)
        return digits
    }

    /// Where `part` begins in the buffer of `whole`, at `start` or later.
    func position(of part: Text, in whole: Text, from start: Int) -> Int? {
        guard start <= whole.end else { return nil }
        return OctetSearch.position(of: octets(of: part), in: buffer(of: whole)[start..<whole.end])
    }
}
