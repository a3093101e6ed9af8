// What filters do. Which arguments they have was checked when the template was compiled.

extension Machine {
    /// The value that a filter makes of `input`.
    mutating func apply(
        _ filter: Filter, to input: Value, _ argument: Value?, _ second: Value?,
        _ call: ArraySlice<Operand>, _ program: Program
    ) throws(RowFault) -> Value {
        switch filter {
        case .default:
            return isMissing(input, allowsFalse: second?.isTruthy ?? false) ? argument ?? .nothing : input
        case .plus, .minus, .times, .dividedBy, .modulo, .round, .abs, .ceil, .floor, .atLeast, .atMost:
            return .number(try calculate(filter, input, argument, program))
        case .split, .join, .first, .last, .size:
            return try applyToList(filter, input, argument)
        case .raw, .escape, .newlineToBr, .urlEncode, .append, .prepend, .strip, .lstrip, .rstrip:
            return .text(applyToMarkup(filter, text(input), argument, place: program.place))
        case .h: return .text(applyToMarkup(.escape, text(input), nil, place: program.place))
        case .compact, .concat, .reverse, .sort, .sortNatural, .uniq, .sum:
            return try applyToItems(filter, input, argument, program)
        case .where, .reject, .find, .findIndex, .has:
            return try search(filter, input, argument ?? .nothing, second, program)
        case .map: return try mapped(input, argument ?? .nothing, program)
        case .escapeOnce, .stripHTML, .urlDecode, .base64Encode, .base64Decode, .base64URLSafeEncode,
            .base64URLSafeDecode:
            return .text(try transcoded(filter, text(input), place: program.place))
        case .slice, .truncatewords:
            return try applyToParts(filter, input, argument, second, program)
        case .date: return dated(input, format: text(argument ?? .nothing))
        case .money: return .text(try money(input, call, program))
        case .plural: return try plural(input, argument, second, program)
        case .titlecaseName: return .text(titlecased(text(input)))
        case .upcase, .downcase, .capitalize, .stripNewlines:
            return .text(applyToLetters(filter, text(input)))
        case .replaceLast, .removeLast:
            let replacement = text(second ?? .nothing)
            return .text(replacingLast(text(argument ?? .nothing), in: text(input), by: replacement))
        case .replace, .replaceFirst, .remove, .removeFirst:
            let wanted = text(argument ?? .nothing)
            let replacement = text(second ?? .nothing)
            let isOnce = filter == .replaceFirst || filter == .removeFirst
            return .text(try replacing(wanted, in: text(input), by: replacement, isOnce: isOnce))
        case .truncate:
            if case .nothing? = argument { throw RowFault(problem: .notANumber("")) }
            let limit = try argument.map { (value) throws(RowFault) in try whole(value, program) }
            return .text(truncating(text(input), to: limit ?? 50, mark: second))
        }
    }

    /// Nothing, `false`, an empty text or an empty list; white space is something.
    private func isMissing(_ value: Value, allowsFalse: Bool) -> Bool {
        switch value {
        case .nothing, .empty, .blank: true
        case .boolean(let isTrue): !isTrue && !allowsFalse
        case .text(let text): text.isEmpty
        case .list(let start, let end), .object(let start, let end): start == end
        case .number, .record, .range: false
        }
    }

    // MARK: Numbers

    private func calculate(
        _ filter: Filter, _ input: Value, _ argument: Value?, _ program: Program
    ) throws(RowFault) -> Decimal {
        let number = try operand(input, program)
        let other = try operand(argument ?? .nothing, program)
        let result: Decimal?
        switch filter {
        case .plus: result = number.adding(other)
        case .minus: result = number.adding(other.negated)
        case .times: result = number.multiplied(by: other)
        case .dividedBy, .modulo:
            guard other != .zero else {
                throw RowFault(column: column(of: argument ?? .nothing, program), problem: .divisionByZero)
            }
            result = filter == .modulo ? number.remainder(dividingBy: other) : number.divided(by: other)
        case .round: result = number.rounded(to: try whole(argument ?? .nothing, program))
        case .abs: result = number.magnitude
        case .ceil: result = number.ceiling
        case .floor: result = number.floor
        case .atLeast: result = max(number, other)
        case .atMost: result = min(number, other)
        default: result = nil
        }
        guard let result else { throw RowFault(column: column(of: input, program), problem: .numberTooLarge) }
        return result
    }

    // MARK: Lists

    private mutating func applyToList(
        _ filter: Filter, _ input: Value, _ argument: Value?
    ) throws(RowFault) -> Value {
        switch filter {
        case .split: split(text(input), at: text(argument ?? .nothing))
        case .join: join(try flat(input), with: argument)
        case .first: end(of: input, isFirst: true)
        case .last: end(of: input, isFirst: false)
        default: .number(Decimal(size(of: input)))
        }
    }

    mutating func end(of value: Value, isFirst: Bool) -> Value {
        switch value {
        case .list(let start, let end): start == end ? .nothing : elements[isFirst ? start : end - 1]
        case .object(let start, let end): isFirst && start < end ? .list(start, start + 2) : .nothing
        case .range(let first, let last): first > last ? .nothing : .number(Decimal(isFirst ? first : last))
        default: .nothing
        }
    }

    func size(of value: Value) -> Int {
        switch value {
        case .text(let text): octets(of: text).count { $0 & 0xC0 != 0x80 }
        case .list(let start, let end): end - start
        case .object(let start, let end): (end - start) / 2
        case .range: LoopFrame(over: value, isReversed: false).count
        case .nothing, .empty, .blank, .boolean, .number, .record: 0
        }
    }

    /// Elements with something between; anything but a list is an element itself.
    private mutating func join(_ value: Value, with argument: Value?) -> Value {
        switch value {
        case .list(let start, let end):
            let glue = argument.map { text($0) }
            return .text(
                making { machine in
                    for index in start..<end where machine.made.count <= machine.limits.octets {
                        if index > start { machine.appendGlue(glue) }
                        machine.appendShown(machine.elements[index])
                    }
                })
        case .range(let first, let last):
            let glue = argument.map { text($0) }
            return .text(
                making { machine in
                    var number = first
                    while number <= last, machine.made.count <= machine.limits.octets {
                        if number > first { machine.appendGlue(glue) }
                        Decimal(number).append(to: &machine.made)
                        number += 1
                    }
                })
        default: return value
        }
    }

    /// A list whose lists are flattened; most have none.
    private mutating func flat(_ value: Value) throws(RowFault) -> Value {
        guard case .list(let start, let end) = value else { return value }
        let isNested = elements[start..<end].contains { element in
            switch element {
            case .list, .range: true
            default: false
            }
        }
        guard isNested else { return value }
        let items = try items(of: value)
        return .list(items.lowerBound, items.upperBound)
    }

    private mutating func appendGlue(_ glue: Text?) {
        if let glue { appendMade(glue) } else { made.append(0x20) }
    }

    // MARK: Splitting

    /// The parts of a text; empty ones at the end are left out, as in every Liquid.
    private mutating func split(_ whole: Text, at separator: Text) -> Value {
        let start = elements.count
        if octets(of: separator).elementsEqual(CollectionOfOne(0x20)) {
            splitAtSpaces(whole)
        } else if separator.isEmpty {
            splitScalars(whole)
        } else {
            var partStart = whole.start
            while let partEnd = position(of: separator, in: whole, from: partStart) {
                appendElement(whole, partStart, partEnd)
                partStart = partEnd + separator.count
            }
            appendElement(whole, partStart, whole.end)
        }
        while elements.count > start, case .text(let last)? = elements.last, last.isEmpty {
            elements.removeLast()
        }
        return .list(start, elements.count)
    }

    private mutating func appendElement(_ whole: Text, _ start: Int, _ end: Int) {
        elements.append(.text(Text(origin: whole.origin, start: start, end: end)))
    }

    private mutating func splitAtSpaces(_ whole: Text) {
        var start = whole.start
        for index in whole.start..<whole.end where Syntax.isSpace(octet(index, of: whole)) {
            if start < index { appendElement(whole, start, index) }
            start = index + 1
        }
        appendElement(whole, start, whole.end)
    }

    private mutating func splitScalars(_ whole: Text) {
        var start = whole.start
        for index in whole.start..<whole.end where octet(index, of: whole) & 0xC0 != 0x80 {
            if start < index { appendElement(whole, start, index) }
            start = index
        }
        appendElement(whole, start, whole.end)
    }
}
