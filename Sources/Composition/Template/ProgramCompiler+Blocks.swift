extension ProgramCompiler {
    // MARK: Conditions

    mutating func emitBranches(_ branches: [Node.Branch], _ otherwise: [Node]?, isSilent: Bool) {
        var exits: [Int] = []
        for (number, branch) in branches.enumerated() {
            let misses = emitTest(branch.condition, isNegated: branch.isNegated)
            emit(body: branch.body, isSilent: isSilent)
            if number < branches.count - 1 || otherwise != nil { exits.append(emit(.jump(0))) }
            land(misses)
        }
        if let otherwise { emit(body: otherwise, isSilent: isSilent) }
        land(exits)
    }

    /// Emits what falls through if the condition holds (if it does not, when negated), and returns the jumps that
    /// are taken otherwise.
    private mutating func emitTest(_ condition: Condition, isNegated: Bool) -> [Int] {
        var hits: [Int] = []
        var misses: [Int] = []
        emit(condition.first)
        // `and` and `or` bind from the right: what stands left of one decides it alone, or leaves it to the rest.
        for (isAnd, comparison) in condition.rest {
            let jump = emit(isAnd ? .jumpUnless(0) : .jumpIf(0))
            if isAnd == isNegated { hits.append(jump) } else { misses.append(jump) }
            emit(comparison)
        }
        misses.append(emit(isNegated ? .jumpIf(0) : .jumpUnless(0)))
        land(hits)
        return misses
    }

    private mutating func emit(_ comparison: Condition.Comparison) {
        guard let comparator = comparison.comparator, let right = comparison.right else {
            return load(comparison.left)
        }
        let first = operand(comparison.left)
        let second = operand(right)
        emit(.compare(first, comparator, second))
    }

    /// Every `when` that fits is shown, and `else` if none before it did, as in every Liquid.
    mutating func emitChoice(_ choice: Node.Choice, isSilent: Bool) {
        let subject = operand(choice.subject)
        let hasMatched = names.newLocal()
        let (no, yes) = (constant(Value.boolean(false)), constant(Value.boolean(true)))
        emit(.load(no))
        emit(.store(hasMatched))
        for branch in choice.branches {
            guard let values = branch.values else {
                emit(.load(.local(hasMatched)))
                let skip = emit(.jumpIf(0))
                emit(body: branch.body, isSilent: isSilent)
                land([skip])
                continue
            }
            var hits: [Int] = []
            for value in values {
                let value = operand(value)
                emit(.compare(subject, .equal, value))
                hits.append(emit(.jumpIf(0)))
            }
            let miss = emit(.jump(0))
            land(hits)
            emit(.load(yes))
            emit(.store(hasMatched))
            emit(body: branch.body, isSilent: isSilent)
            land([miss])
        }
    }

    // MARK: Loops

    mutating func emitLoop(_ loop: Node.Loop, isSilent: Bool) {
        let frame = frameDepth
        let kind = elementKind(of: loop.collection)
        let resumption = names.resumption(of: loop.title)
        let limit = loop.limit.map { operand($0) }
        let offset = loop.continues ? .local(resumption) : loop.offset.map { operand($0) }
        let columns = loop.columns.map { operand($0) }
        load(loop.collection)
        // What is nothing has no table either; an empty list has one without cells.
        let absence = loop.isTable ? [emit(.jumpUnless(0))] : []
        program.loops.append(
            LoopPlan(
                frame: frame, limit: limit, offset: offset, columns: columns, isReversed: loop.isReversed,
                resumption: resumption))
        program.loopDepth = max(program.loopDepth, frame + 1)
        emit(.beginLoop(program.loops.count - 1))
        frameDepth += 1
        defer { frameDepth -= 1 }
        let variable = names.bind(loop.variable.octets, kind: kind)
        defer { land(absence) }
        guard !loop.isTable else { return emitTable(loop, frame: frame, variable: variable) }
        let next = emit(.nextTurn(frame: frame, variable: variable, exit: 0))
        loops.append(OpenLoop(frame: frame, title: loop.title, next: next, captureCount: captures.count))
        emit(body: loop.body, isSilent: isSilent)
        emit(.jump(next))
        names.unbind()
        let breaks = loops.removeLast().breaks
        land([next])
        guard let otherwise = loop.otherwise else { return land(breaks) }
        let skip = emit(.jumpIfTurned(frame: frame, 0))
        emit(body: otherwise, isSilent: isSilent)
        land(breaks + [skip])
    }

    private mutating func emitTable(_ loop: Node.Loop, frame: Int, variable: Int) {
        emitMarkup("<tr class=\"row1\">\n")
        let next = emit(.nextTurn(frame: frame, variable: variable, exit: 0))
        emit(.beginCell(frame: frame))
        loops.append(OpenLoop(kind: .tablerow, frame: frame, captureCount: captures.count))
        emit(loop.body)
        names.unbind()
        let open = loops.removeLast()
        land(open.continues)
        emit(.endCell(frame: frame))
        emit(.jump(next))
        if !open.breaks.isEmpty {
            land(open.breaks)
            emitMarkup("</td>")
        }
        land([next])
        emitMarkup("</tr>\n")
    }

    private mutating func emitMarkup(_ text: StaticString) {
        let text = constantText(text.withUTF8Buffer { Array($0) })
        emit(.text(text.start, text.end))
    }

    /// Whether the expression is `forloop`, or one of its `parentloop`s.
    func isLoop(_ expression: Expression) -> Bool {
        if expression.isName("tablerowloop") { return !names.isVariable("tablerowloop") }
        return expression.loopLevel != nil && !names.isVariable("forloop")
    }

    /// What `forloop.…` names, with any number of `parentloop` between.
    mutating func loopPart(_ base: Expression, _ name: Name) -> Operand {
        let isTable = base.isName("tablerowloop")
        let candidates = loops.filter { ($0.kind == .tablerow) == isTable }
        let level = base.loopLevel ?? 0
        let loop = level < candidates.count ? candidates[candidates.count - 1 - level] : nil
        if let loop, level == 0 || loop.kind == .for {
            if let part = LoopPart(rawValue: name.string), isTable || !part.isOfTable {
                return .loop(part, frame: loop.frame)
            }
            if name.string == "name", !isTable { return constant(.text(constantText(loop.title))) }
        }
        if !names.isLenient { note(.unknownProperty(name.string, of: base.title), at: name.offset) }
        return constant(Value.nothing)
    }
}

extension Expression {
    var isColumnName: Bool {
        if case .columnName = self { true } else { false }
    }

    /// How many loops further out `forloop` or `forloop.parentloop…` leads; nil for anything else.
    var loopLevel: Int? {
        switch self {
        case .name(let name): name.octets.elementsEqual("forloop".utf8) ? 0 : nil
        case .property(let base, let name):
            name.octets.elementsEqual("parentloop".utf8) ? base.loopLevel.map { $0 + 1 } : nil
        default: nil
        }
    }

    func isName(_ wanted: StaticString) -> Bool {
        guard case .name(let name) = self else { return false }
        return wanted.withUTF8Buffer { name.octets.elementsEqual($0) }
    }

    /// Where it begins, as far as that is known.
    var offset: Int {
        switch self {
        case .name(let name), .columnName(let name): name.offset
        case .property(_, let name): name.offset
        case .element(let base, _), .range(let base, _): base.offset
        case .literal: 0
        }
    }

    /// What faults call the expression.
    var title: String {
        switch self {
        case .name(let name), .columnName(let name): name.string
        case .property(let base, let name): base.title + "." + name.string
        case .element(let base, _): base.title + "[…]"
        case .range: "(…)"
        case .literal: "…"
        }
    }
}
