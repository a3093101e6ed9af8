extension TemplateParser {
    /// The tags that have an end.
    static let blockNames: Set<String> = [
        "if", "unless", "case", "for", "tablerow", "capture", "ifchanged", "comment", "raw", "doc",
    ]

    private static let tagNames = blockNames.union([
        "assign", "echo", "break", "continue", "else", "elsif", "when", "render", "include", "cycle",
        "increment", "decrement", "liquid", "skip", "fail",
    ])

    /// The node that a tag begins; nil for one that only does something to its surroundings.
    mutating func node(_ tag: Tag) throws(SyntaxFault) -> Node? {
        switch tag.name {
        case "assign": return try assign(tag)
        case "echo": return try echo(tag)
        case "capture": return try capture(tag)
        case "if": return try branches(tag, isNegated: false)
        case "unless": return try branches(tag, isNegated: true)
        case "case": return try choice(tag)
        case "for", "tablerow": return try loop(tag)
        case "render", "include": return try partial(tag)
        case "cycle": return try cycle(tag)
        case "increment", "decrement": return try count(tag)
        case "ifchanged": return try ifChanged(tag)
        case "skip", "fail": return try stop(tag)
        case "break", "continue": return try leave(tag)
        case "else", "elsif", "when": throw SyntaxFault(misplaced(tag), at: tag.offset)
        default: throw SyntaxFault(unknown(tag), at: tag.offset)
        }
    }

    func unknown(_ tag: Tag) -> TemplateFault.Problem {
        let candidates = Self.tagNames.map { Array($0.utf8) } + Self.blockNames.map { Array("end\($0)".utf8) }
        return .unknownTag(tag.name, nearest: Spelling.nearest(to: Array(tag.name.utf8), among: candidates))
    }

    // MARK: Simple tags

    private func assign(_ tag: Tag) throws(SyntaxFault) -> Node {
        var parser = tag.parser
        let name = try parser.name(expecting: .name)
        try parser.expect("=")
        let pipeline = try parser.pipeline(in: place)
        try parser.expectEnd(.endOfTag)
        return .assign(name, pipeline)
    }

    private func echo(_ tag: Tag) throws(SyntaxFault) -> Node {
        var parser = tag.parser
        let pipeline = try parser.pipeline(in: place)
        try parser.expectEnd(.endOfTag)
        return .output(pipeline, offset: tag.offset)
    }

    private func leave(_ tag: Tag) throws(SyntaxFault) -> Node {
        guard isInLoop else { throw SyntaxFault(misplaced(tag), at: tag.offset) }
        try tag.parser.expectEnd(.endOfTag)
        return .leave(isBreak: tag.name == "break", offset: tag.offset)
    }

    private mutating func capture(_ tag: Tag) throws(SyntaxFault) -> Node {
        let name = read(tag) { (parser) throws(SyntaxFault) in try parser.name(expecting: .name) }
        var body: [Node] = []
        try block(tag) { parser in
            let (nodes, ending) = parser.nodes(branches: [])
            body = nodes
            return ending
        }
        return .capture(name ?? Name(octets: [], offset: tag.offset), body)
    }

    // MARK: Conditions

    private mutating func branches(_ tag: Tag, isNegated: Bool) throws(SyntaxFault) -> Node? {
        var branches: [Node.Branch] = []
        var otherwise: [Node]?
        try block(tag) { parser in
            var opener = tag
            while true {
                let isElse = opener.name == "else"
                let condition = parser.condition(opener) ?? .never
                let (nodes, ending) = parser.nodes(branches: ["elsif", "else"])
                let body = parser.marked(nodes, .body, of: opener)
                if otherwise != nil {
                    parser.note(.branchAfterElse(opener.name), at: opener.offset)
                } else if isElse {
                    otherwise = body
                } else {
                    let isNegated = isNegated && opener.offset == tag.offset
                    branches.append(Node.Branch(condition: condition, isNegated: isNegated, body: body))
                }
                guard case .branch(let next) = ending else { return ending }
                opener = next
            }
        }
        return .branches(branches, otherwise: otherwise ?? mark(.nothing, of: tag))
    }

    /// The condition of a branch; nil for `else`, which has none, and for one that is wrong.
    ///
    /// What stands in a branch with a wrong condition is parsed all the same, so that its faults are told, too.
    private mutating func condition(_ tag: Tag) -> Condition? {
        read(tag) { (parser) throws(SyntaxFault) in tag.name == "else" ? nil : try parser.condition() } ?? nil
    }

    private mutating func choice(_ tag: Tag) throws(SyntaxFault) -> Node? {
        let subject = read(tag) { (parser) throws(SyntaxFault) in try parser.expression() }
        var choice = Node.Choice(subject: subject ?? .literal(.nothing), branches: [])
        try block(tag) { parser in
            var (before, ending) = parser.nodes(branches: ["when", "else"])
            parser.refuseText(before, in: tag)
            while case .branch(let opener) = ending {
                let values = opener.name == "else" ? nil : parser.values(opener) ?? []
                (before, ending) = parser.nodes(branches: ["when", "else"])
                choice.branches.append((values, parser.marked(before, .body, of: opener)))
            }
            return ending
        }
        if let nothing = mark(.nothing, of: tag), choice.branches.allSatisfy({ $0.values != nil }) {
            choice.branches.append((nil, nothing))
        }
        return .choice(choice)
    }

    private mutating func refuseText(_ nodes: [Node], in tag: Tag) {
        guard !nodes.showsNothing(in: octets) else { return }
        for case .text(let range) in nodes {
            guard let start = octets[range].firstIndex(where: { !Syntax.isSpace($0) }) else { continue }
            return note(.textBeforeWhen, at: start)
        }
        note(.textBeforeWhen, at: nodes.firstTag ?? tag.offset)
    }

    /// What `when` compares with: values with commas or `or` between them.
    private mutating func values(_ tag: Tag) -> [Expression]? {
        read(tag) { (parser) throws(SyntaxFault) in
            var values = [try parser.expression()]
            while parser.lexer.takes(",") || parser.lexer.takes("or") {
                values.append(try parser.expression())
            }
            return values
        }
    }

    // MARK: Loops

    private mutating func loop(_ tag: Tag) throws(SyntaxFault) -> Node? {
        var loop = read(tag) { (parser) throws(SyntaxFault) in
            try Self.loopHead(&parser, isTable: tag.name == "tablerow")
        }
        try block(tag) { parser in
            let (body, ending) = parser.nodes(branches: tag.name == "for" ? ["else"] : [])
            loop?.body = parser.marked(body, .body, of: tag)
            guard case .branch(let opener) = ending else {
                loop?.otherwise = parser.mark(.nothing, of: tag)
                return ending
            }
            let (otherwise, end) = parser.nodes(branches: [])
            loop?.otherwise = parser.marked(otherwise, .body, of: opener)
            return end
        }
        return loop.map { .loop($0) }
    }

    private static func loopHead(
        _ parser: inout ExpressionParser, isTable: Bool
    ) throws(SyntaxFault) -> Node.Loop {
        let variable = try parser.name(expecting: .name)
        guard parser.lexer.takes("in") else { throw parser.unexpected(.literally("in")) }
        let start = parser.lexer.next.range.lowerBound
        let collection = try parser.expression()
        let written = parser.lexer.octets[start..<parser.lexer.next.range.lowerBound]
        let title = variable.octets + [UInt8(ascii: "-")] + written.filter { !Syntax.isSpace($0) }
        var loop = Node.Loop(variable: variable, title: title, collection: collection)
        loop.isTable = isTable
        while parser.lexer.next.kind != .end {
            if parser.lexer.takes(",") { continue }
            try loopOption(&parser, &loop)
        }
        return loop
    }

    private static func loopOption(
        _ parser: inout ExpressionParser, _ loop: inout Node.Loop
    ) throws(SyntaxFault) {
        guard parser.lexer.next.kind == .name else { throw parser.unexpected(.endOfTag) }
        let option = try parser.name(expecting: .name)
        switch option.string {
        case "reversed":
            loop.isReversed = true
        case "limit":
            try parser.expect(":")
            loop.limit = try parser.expression()
        case "offset":
            try parser.expect(":")
            loop.continues = parser.lexer.takes("continue")
            if !loop.continues { loop.offset = try parser.expression() }
        case "cols" where loop.isTable:
            try parser.expect(":")
            loop.columns = try parser.expression()
        default:
            let tag = loop.isTable ? "tablerow" : "for"
            throw SyntaxFault(.unknownOption(option.string, of: tag), at: option.offset)
        }
    }

    // MARK: Branches

    /// What stands for a branch that the template leaves out; nil when branches are not marked.
    private func mark(_ kind: TemplateBranch.Kind, of tag: Tag) -> [Node]? {
        marksBranches ? [.branch(kind, offset: tag.offset)] : nil
    }

    private func marked(_ nodes: [Node], _ kind: TemplateBranch.Kind, of tag: Tag) -> [Node] {
        (mark(kind, of: tag) ?? []) + nodes
    }

    // MARK: Reading a tag to its end

    /// Parses what follows a tag's name; nil, and a note of the fault, if that fails.
    ///
    /// A block whose opening tag is wrong is still a block: what is inside is parsed all the same.
    mutating func read<Result>(
        _ tag: Tag, _ parse: (inout ExpressionParser) throws(SyntaxFault) -> Result
    ) -> Result? {
        var parser = tag.parser
        do {
            let result = try parse(&parser)
            try parser.expectEnd(.endOfTag)
            return result
        } catch {
            note(error.problem, at: error.offset)
            return nil
        }
    }
}
