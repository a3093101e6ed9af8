// Tags that render other files, count, or end the row.

extension TemplateParser {
    func partial(_ tag: Tag) throws(SyntaxFault) -> Node {
        var parser = tag.parser
        let isIsolated = tag.name == "render"
        // `render` takes a name in quotes only; so it can be checked, and cannot come from the list.
        guard !isIsolated || parser.lexer.next.kind == .string else {
            throw SyntaxFault(.partialNameNotFixed, at: parser.lexer.next.range.lowerBound)
        }
        var partial = Node.Partial(
            name: try parser.expression(), offset: tag.offset, isIsolated: isIsolated)
        if parser.lexer.isNext("with") || parser.lexer.isNext("for") {
            partial.isLoop = parser.lexer.isNext("for")
            parser.lexer.take()
            partial.bound = try parser.expression()
        }
        if parser.lexer.takes("as") { partial.alias = try parser.name(expecting: .name) }
        while parser.lexer.next.kind != .end {
            if parser.lexer.takes(",") { continue }
            let name = try parser.name(expecting: .name)
            try parser.expect(":")
            partial.arguments.append((name, try parser.expression()))
        }
        return .partial(partial)
    }

    func cycle(_ tag: Tag) throws(SyntaxFault) -> Node {
        var parser = tag.parser
        let start = parser.lexer.next.range.lowerBound
        var group: Expression?
        var items = [try parser.expression()]
        if parser.lexer.takes(":") {
            group = items.removeLast()
            if parser.lexer.next.kind != .end { items.append(try parser.expression()) }
        }
        while parser.lexer.takes(",") {
            if parser.lexer.next.kind == .end { break }
            items.append(try parser.expression())
        }
        let end = parser.lexer.next.range.lowerBound
        try parser.expectEnd(.endOfTag)
        guard !items.isEmpty else { throw parser.unexpected(.value) }
        let title = octets[start..<max(start, min(end, octets.endIndex))].filter { !Syntax.isSpace($0) }
        return .cycle(Node.Cycle(group: group, title: title, items: items))
    }

    func count(_ tag: Tag) throws(SyntaxFault) -> Node {
        var parser = tag.parser
        let name = try parser.name(expecting: .name)
        try parser.expectEnd(.endOfTag)
        return .count(name, step: tag.name == "increment" ? 1 : -1)
    }

    mutating func ifChanged(_ tag: Tag) throws(SyntaxFault) -> Node {
        try tag.parser.expectEnd(.endOfTag)
        var body: [Node] = []
        try block(tag) { parser in
            let (nodes, ending) = parser.nodes(branches: [])
            body = nodes
            return ending
        }
        return .ifChanged(body)
    }

    func stop(_ tag: Tag) throws(SyntaxFault) -> Node {
        var parser = tag.parser
        let reason = try parser.pipeline(in: place)
        try parser.expectEnd(.endOfTag)
        return .stop(reason, isSkip: tag.name == "skip")
    }
}
