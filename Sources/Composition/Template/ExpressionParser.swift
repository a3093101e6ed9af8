/// Parses the inside of a tag: values, filters, conditions.
struct ExpressionParser {
    var lexer: TagLexer
    private let columns: ColumnTable
    private var bracketDepth = 0
    private static let bracketLimit = 16
    /// The most parts of a path; whatever walks through a path goes one step down for each.
    private static let partLimit = 64

    init(_ lexer: TagLexer, columns: ColumnTable) {
        self.lexer = lexer
        self.columns = columns
    }

    // MARK: Values

    mutating func expression() throws(SyntaxFault) -> Expression {
        var expression = try primary()
        var parts = 0
        while true {
            parts += 1
            guard parts <= Self.partLimit else {
                throw SyntaxFault(.nestedTooDeep(limit: Self.partLimit), at: lexer.next.range.lowerBound)
            }
            if lexer.takes(".") {
                expression = .property(expression, try name(expecting: .name))
            } else if lexer.takes("[") {
                expression = .element(expression, try key())
                try expect("]")
            } else {
                return expression
            }
        }
    }

    /// What stands between brackets; brackets inside brackets are limited, so that they do not pile up.
    private mutating func key() throws(SyntaxFault) -> Expression {
        guard bracketDepth < Self.bracketLimit else {
            throw SyntaxFault(.nestedTooDeep(limit: Self.bracketLimit), at: lexer.next.range.lowerBound)
        }
        bracketDepth += 1
        defer { bracketDepth -= 1 }
        return try expression()
    }

    private mutating func primary() throws(SyntaxFault) -> Expression {
        if let name = columns.unusualName(startingAt: lexer.rest) {
            let offset = lexer.next.range.lowerBound
            lexer.goOn(from: offset + name.count)
            return .columnName(Name(octets: name, offset: offset))
        }
        let token = lexer.next
        switch token.kind {
        case .name: return word(lexer.take())
        case .string: return .literal(.text(Array(content(of: lexer.take()))))
        case .number: return .literal(.number(try number(lexer.take())))
        case .openString: throw SyntaxFault(.unclosedString, at: token.range.lowerBound)
        case .sign where lexer.isNext("("): return try range()
        case .sign where lexer.isNext("["): return try bracketedName()
        case .sign, .end: throw unexpected(.value)
        }
    }

    private func word(_ token: Token) -> Expression {
        let octets = Array(lexer.octets[token.range])
        switch Syntax.string(octets) {
        case "nil", "null": return .literal(.nothing)
        case "true": return .literal(.boolean(true))
        case "false": return .literal(.boolean(false))
        case "empty": return .literal(.empty)
        case "blank": return .literal(.blank)
        default: return .name(Name(octets: octets, offset: token.range.lowerBound))
        }
    }

    private func content(of string: Token) -> ArraySlice<UInt8> {
        lexer.octets[string.range].dropFirst().dropLast()
    }

    private func number(_ token: Token) throws(SyntaxFault) -> Decimal {
        let digits = lexer.octets[token.range]
        guard let number = Decimal(parsing: digits) else {
            throw SyntaxFault(.numberTooLong(Syntax.string(digits)), at: token.range.lowerBound)
        }
        return number
    }

    private mutating func range() throws(SyntaxFault) -> Expression {
        try expect("(")
        let first = try bound()
        try expect("..")
        let last = try bound()
        try expect(")")
        return .range(first, last)
    }

    /// One end of a range, which is no range itself; so parentheses do not pile up.
    private mutating func bound() throws(SyntaxFault) -> Expression {
        guard !lexer.isNext("(") else { throw unexpected(.value) }
        return try expression()
    }

    private mutating func bracketedName() throws(SyntaxFault) -> Expression {
        let offset = lexer.next.range.lowerBound
        try expect("[")
        guard lexer.next.kind == .string else { throw unexpected(.name) }
        let name = Name(octets: Array(content(of: lexer.take())), offset: offset)
        try expect("]")
        return .columnName(name)
    }

    mutating func name(expecting expectation: TemplateFault.Expectation) throws(SyntaxFault) -> Name {
        guard lexer.next.kind == .name else { throw unexpected(expectation) }
        let token = lexer.take()
        return Name(octets: Array(lexer.octets[token.range]), offset: token.range.lowerBound)
    }

    // MARK: Filters

    mutating func pipeline(in place: Program.Place) throws(SyntaxFault) -> Pipeline {
        var pipeline = Pipeline(source: try expression(), calls: [])
        while lexer.takes("|") {
            pipeline.calls.append(try call(in: place))
        }
        return pipeline
    }

    private mutating func call(in place: Program.Place) throws(SyntaxFault) -> Pipeline.Call {
        let name = try name(expecting: .filterName)
        guard let filter = Filter(named: name.string) else { throw Self.unknownFilter(name) }
        guard filter != .raw || place == .html else {
            throw SyntaxFault(.onlyInHTML(filter: name.string), at: name.offset)
        }
        var call = Pipeline.Call(filter: filter, arguments: [], offset: name.offset)
        if lexer.takes(":") {
            repeat {
                try argument(of: &call)
            } while lexer.takes(",")
        }
        let allowed = filter.argumentCount
        guard allowed.contains(call.arguments.count) else {
            let problem = TemplateFault.Problem.argumentCount(
                filter: name.string, found: call.arguments.count, least: allowed.lowerBound,
                most: allowed.upperBound)
            throw SyntaxFault(problem, at: name.offset)
        }
        return call
    }

    private mutating func argument(of call: inout Pipeline.Call) throws(SyntaxFault) {
        let start = lexer
        if lexer.next.kind == .name {
            let option = try name(expecting: .name)
            if lexer.takes(":") {
                guard call.filter.options.contains(option.string) else {
                    throw SyntaxFault(
                        .unknownOption(option.string, of: call.filter.rawValue), at: option.offset)
                }
                call.options[option.string] = try expression()
                return
            }
            lexer = start
        }
        call.arguments.append(try expression())
    }

    private static func unknownFilter(_ name: Name) -> SyntaxFault {
        let nearest = Spelling.nearest(
            to: name.octets, among: Filter.allCases.map { Array($0.rawValue.utf8) })
        return SyntaxFault(.unknownFilter(name.string, nearest: nearest), at: name.offset)
    }

    // MARK: Conditions

    mutating func condition() throws(SyntaxFault) -> Condition {
        var condition = Condition(first: try comparison(), rest: [])
        while lexer.isNext("and") || lexer.isNext("or") {
            let isAnd = lexer.isNext("and")
            lexer.take()
            condition.rest.append((isAnd, try comparison()))
        }
        return condition
    }

    private mutating func comparison() throws(SyntaxFault) -> Condition.Comparison {
        let left = try expression()
        guard let comparator = comparator() else { return Condition.Comparison(left: left) }
        lexer.take()
        return Condition.Comparison(left: left, comparator: comparator, right: try expression())
    }

    private func comparator() -> Comparator? {
        guard lexer.next.kind == .sign || lexer.next.kind == .name else { return nil }
        return switch Syntax.string(lexer.nextOctets) {
        case "==": .equal
        case "!=", "<>": .unequal
        case "<": .less
        case "<=": .lessOrEqual
        case ">": .greater
        case ">=": .greaterOrEqual
        case "contains": .contains
        default: nil
        }
    }

    // MARK: Faults

    mutating func expect(_ sign: StaticString) throws(SyntaxFault) {
        guard lexer.takes(sign) else {
            throw unexpected(.literally(sign.withUTF8Buffer { Syntax.string($0) }))
        }
    }

    /// What to say of words one after another: most often they are meant to be the name of a column.
    func unknownWords(from start: Int) -> SyntaxFault? {
        guard lexer.next.kind == .name, start < lexer.next.range.lowerBound else { return nil }
        let words = lexer.octets[start..<lexer.next.range.upperBound]
        guard words.allSatisfy({ Syntax.isNameOctet($0) || $0 == 0x20 }) else { return nil }
        let whole = Array(
            words + lexer.rest.dropFirst(lexer.nextOctets.count).prefix { $0 != UInt8(ascii: "|") })
        let name = Array(whole.reversed().drop(while: Syntax.isSpace).reversed())
        return Spelling.nearest(to: name, among: columns.allNames).map {
            SyntaxFault(.unknownName(Syntax.string(name), nearest: $0), at: start)
        }
    }

    /// The tag must be at its end now.
    func expectEnd(_ expectation: TemplateFault.Expectation) throws(SyntaxFault) {
        guard lexer.next.kind == .end else { throw unexpected(expectation) }
    }

    func unexpected(_ expectation: TemplateFault.Expectation) -> SyntaxFault {
        guard lexer.next.kind != .openString else {
            return SyntaxFault(.unclosedString, at: lexer.next.range.lowerBound)
        }
        let found = lexer.next.kind == .end ? nil : Syntax.string(lexer.nextOctets)
        return SyntaxFault(.unexpected(found: found, expected: expectation), at: lexer.next.range.lowerBound)
    }
}
