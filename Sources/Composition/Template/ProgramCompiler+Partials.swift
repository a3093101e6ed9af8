/// A partial whose tags have been read.
struct ParsedPartial {
    var source: Int
    var nodes: [Node]
}

// Partials are compiled into the program where they are named.

extension ProgramCompiler {
    // MARK: Names that are assigned

    /// Makes a variable of every name that is assigned anywhere.
    ///
    /// Known beforehand, since a loop may read in its second turn what its first assigned further down.
    mutating func declare(_ nodes: [Node]) {
        var open: [[Node]] = [nodes]
        var included: Set<String> = []
        while let nodes = open.popLast() {
            for node in nodes {
                switch node {
                case .assign(let name, _): names.declare(name)
                case .count(let name, _): _ = names.counter(name)
                case .capture(let name, let body):
                    names.declare(name)
                    open.append(body)
                case .partial(let partial) where !partial.isIsolated:
                    guard let name = fixedName(partial.name), included.insert(name).inserted,
                        let parsed = parsed(name)
                    else { continue }
                    open.append(parsed.nodes)
                default: open += node.bodies
                }
            }
        }
    }

    // MARK: Finding

    /// The name of a partial, when it is known now.
    private mutating func fixedName(_ expression: Expression) -> String? {
        switch expression {
        case .literal(.text(let octets)): return Syntax.string(octets)
        case .name(let name):
            guard case .success(.constant(let index)) = names.resolve(name),
                case .text(let text) = program.constants[index]
            else { return nil }
            return Syntax.string(program.text[text.start..<text.end])
        default: return nil
        }
    }

    /// The partial, parsed once; nil if there is none of that name.
    private mutating func parsed(_ name: String) -> ParsedPartial? {
        if let parsed = parsedPartials[name] { return parsed }
        guard case .success(let file)? = partials.file(named: name, in: program.place) else {
            parsedPartials[name] = .some(nil)
            return nil
        }
        let source = add(SourceText(octets: file.octets[...], file: file.path))
        var parser = TemplateParser(
            file.octets[...], columns: names.columns, place: program.place,
            nestingLimit: program.limits.nesting, isPartial: true, marksBranches: marksBranches)
        let parsed = ParsedPartial(source: source, nodes: parser.parse())
        for fault in parser.faults { add(fault, from: source) }
        parsedPartials[name] = parsed
        return parsed
    }

    // MARK: Rendering

    mutating func emitPartial(_ partial: Node.Partial) {
        guard let name = fixedName(partial.name) else {
            return note(.partialNameNotFixed, at: partial.offset)
        }
        guard let parsed = parsed(name) else {
            if case .failure(let fault)? = partials.file(named: name, in: program.place) {
                return note(.unreadablePartial(name, fault), at: partial.offset)
            }
            return note(.unknownPartial(name, nearest: partials.nearest(to: name)), at: partial.offset)
        }
        guard !openPartials.contains(name) else { return note(.recursivePartial(name), at: partial.offset) }
        guard openPartials.count < program.limits.partialDepth else {
            return note(.partialsTooDeep(limit: program.limits.partialDepth), at: partial.offset)
        }
        partialCount += 1
        guard partialCount <= program.limits.partials, program.text.count <= program.limits.octets else {
            if partialCount == program.limits.partials + 1 || program.text.count > program.limits.octets {
                note(.tooManyPartials(limit: program.limits.partials), at: partial.offset)
            }
            return
        }
        openPartials.append(name)
        defer { openPartials.removeLast() }
        if partial.isIsolated { render(parsed, partial, name) } else { include(parsed, partial, name) }
    }

    /// The variable that a bound value gets: the alias, else the last part of the partial's name.
    private func variable(_ partial: Node.Partial, _ name: String) -> [UInt8] {
        partial.alias?.octets ?? Array(name.utf8).split(separator: UInt8(ascii: "/")).last.map { Array($0) }
            ?? []
    }

    private mutating func emit(_ parsed: ParsedPartial) {
        let outer = source
        source = parsed.source
        emit(parsed.nodes)
        source = outer
    }

    /// Shares the variables around it; its arguments are known inside only.
    private mutating func include(_ parsed: ParsedPartial, _ partial: Node.Partial, _ name: String) {
        let arguments = partial.arguments.map {
            (name: $0.name.octets, kind: kind(of: $0.value), operand: operand($0.value))
        }
        for argument in arguments {
            let local = names.bind(argument.name, kind: argument.kind)
            emit(.load(argument.operand))
            emit(.store(local))
        }
        if let bound = partial.bound {
            let next = beginLoop(over: bound, keepsObjects: true)
            let local = names.bind(variable(partial, name), kind: elementKind(of: bound))
            let turn = emit(.nextTurn(frame: next, variable: local, exit: 0))
            emit(parsed)
            emit(.jump(turn))
            land([turn])
            names.unbind()
            frameDepth -= 1
        } else {
            emit(parsed)
        }
        for _ in arguments { names.unbind() }
    }

    /// Sees nothing but its arguments, data and columns.
    private mutating func render(_ parsed: ParsedPartial, _ partial: Node.Partial, _ name: String) {
        var arguments = partial.arguments.map {
            (name: $0.name, kind: kind(of: $0.value), operand: operand($0.value))
        }
        let variable = Name(octets: variable(partial, name), offset: partial.offset)
        var turn: (instruction: Int, frame: Int, element: Int)?
        if let bound = partial.bound {
            if partial.isLoop {
                let frame = beginLoop(over: bound, keepsObjects: false)
                let element = names.newLocal()
                turn = (emit(.nextTurn(frame: frame, variable: element, exit: 0)), frame, element)
                arguments.append((variable, elementKind(of: bound), .local(element)))
            } else {
                arguments.append((variable, kind(of: bound), operand(bound)))
            }
        }
        let (outer, outerLoops) = (names, loops)
        names = outer.isolated()
        loops = turn.map { [OpenLoop(kind: .render, frame: $0.frame, captureCount: captures.count)] } ?? []
        for argument in arguments { names.declare(argument.name) }
        declare(parsed.nodes)
        begin(arguments.map { ($0.name, $0.kind, $0.operand) })
        emit(parsed)
        let breaks = loops.first?.breaks ?? []
        let continues = loops.first?.continues ?? []
        let inner = names
        (names, loops) = (outer, outerLoops)
        names.leave(inner)
        guard let turn else { return }
        land(continues)
        emit(.jump(turn.instruction))
        land(breaks + [turn.instruction])
        frameDepth -= 1
    }

    /// Gives the variables of an isolated partial what they begin with; an earlier turn may have left something.
    private mutating func begin(_ arguments: [(name: Name, kind: NameScope.Kind, operand: Operand)]) {
        let inherited = Dictionary(names.inherited.map { ($0.local, $0.column) }) { first, _ in first }
        let given = Set(arguments.map { names.assigned($0.name) })
        let shadowed = Dictionary(names.shadowed.map { ($0.local, $0.data) }) { first, _ in first }
        for local in names.assignedLocals where !given.contains(local) {
            if let column = inherited[local] { use(column) }
            emit(.load(inherited[local].map { .column($0) } ?? shadowed[local] ?? constant(Value.nothing)))
            emit(.store(local))
        }
        for argument in arguments {
            let local = names.assigned(argument.name)
            names.note(argument.kind, of: local)
            emit(.load(argument.operand))
            emit(.store(local))
        }
    }

    /// Begins a loop in which what is no list is one element.
    private mutating func beginLoop(over bound: Expression, keepsObjects: Bool) -> Int {
        let frame = frameDepth
        load(bound)
        program.loops.append(
            LoopPlan(
                frame: frame, isReversed: false, takesAnything: true, keepsObjects: keepsObjects,
                resumption: names.newLocal()))
        program.loopDepth = max(program.loopDepth, frame + 1)
        emit(.beginLoop(program.loops.count - 1))
        frameDepth += 1
        return frame
    }

    // MARK: Cycles

    mutating func emitCycle(_ cycle: Node.Cycle) {
        let items = cycle.items.map { operand($0) }
        var group = cycle.title
        if let name = cycle.group {
            // One whose name is known now goes by what it says, any other by how it is written.
            if case .constant(let index) = operand(name) {
                group =
                    [UInt8(ascii: ":")] + Array("\(program.constants[index].title(in: program.text))".utf8)
            } else {
                group = [UInt8(ascii: "=")] + Array(name.title.utf8)
            }
        }
        let first = program.arguments.count
        program.arguments += items
        emit(.cycle(names.cycle(group), first: first, count: items.count))
        emit(.write)
    }
}

extension Value {
    /// What tells a constant from another.
    fileprivate func title(in text: [UInt8]) -> String {
        if case .text(let place) = self { return "\"" + Syntax.string(text[place.start..<place.end]) }
        return "\(self)"
    }
}

extension Node {
    /// The nodes inside.
    fileprivate var bodies: [[Node]] {
        switch self {
        case .capture(_, let body), .ifChanged(let body): [body]
        case .branches(let branches, let otherwise): branches.map(\.body) + [otherwise ?? []]
        case .choice(let choice): choice.branches.map(\.body)
        case .loop(let loop): [loop.body, loop.otherwise ?? []]
        case .text, .output, .assign, .partial, .cycle, .count, .stop, .leave, .branch: []
        }
    }
}
