/// Turns nodes into instructions: names into column numbers and variables, blocks into jumps.
struct ProgramCompiler {
    private(set) var faults: [SyntaxFault] = []

    let octets: ArraySlice<UInt8>
    var program = Program()
    var names: NameScope
    /// The loops around the instruction that comes next.
    var loops: [OpenLoop] = []
    /// The variables of the captures around it.
    var captures: [Int] = []
    private var columnsUsed: Set<Int> = []
    /// Where each instruction comes from, and the next one.
    private var origins: [Int] = []
    private var origin = 0

    /// A loop whose body is being compiled.
    struct OpenLoop {
        var frame: Int
        /// Where `continue` goes.
        var next: Int
        /// Jumps of `break`, whose target is not known yet.
        var breaks: [Int] = []
        /// How many captures were open when it began.
        var captureCount: Int
    }

    init(_ octets: ArraySlice<UInt8>, columns: ColumnTable, place: Program.Place, limits: Program.Limits) {
        self.octets = octets
        names = NameScope(columns)
        program.columnNames = columns.names
        program.place = place
        program.limits = limits
    }

    mutating func compile(_ nodes: [Node]) -> Program {
        names.declare(nodes)
        for (local, column) in names.inherited {
            program.inherited.append(Program.Inheritance(local: local, column: column))
        }
        emit(nodes)
        if program.place == .html {
            var flow = MarkupFlow(program, origins: origins, end: octets.endIndex)
            program.instructions = flow.instructions()
            faults += flow.faults
        }
        // A variable that is never read needs no column.
        program.inherited.removeAll { !names.isRead($0.local) }
        for inheritance in program.inherited { columnsUsed.insert(inheritance.column) }
        program.localCount = names.localCount
        program.referencedColumns = columnsUsed.sorted()
        return program
    }

    // MARK: Instructions

    var nextInstruction: Int { program.instructions.count }

    @discardableResult
    mutating func emit(_ instruction: Instruction) -> Int {
        program.instructions.append(instruction)
        origins.append(origin)
        return program.instructions.count - 1
    }

    /// Gives jumps that were emitted early the place they lead to.
    mutating func land(_ jumps: [Int]) {
        let target = nextInstruction
        for jump in jumps {
            switch program.instructions[jump] {
            case .jump: program.instructions[jump] = .jump(target)
            case .jumpIf: program.instructions[jump] = .jumpIf(target)
            case .jumpUnless: program.instructions[jump] = .jumpUnless(target)
            case .jumpIfTurned(let frame, _): program.instructions[jump] = .jumpIfTurned(frame: frame, target)
            case .nextTurn(let frame, let variable, _):
                program.instructions[jump] = .nextTurn(frame: frame, variable: variable, exit: target)
            default: break
            }
        }
    }

    mutating func note(_ problem: TemplateFault.Problem, at offset: Int) {
        faults.append(SyntaxFault(problem, at: offset))
    }

    // MARK: Nodes

    mutating func emit(_ nodes: [Node]) {
        for node in nodes { emit(node) }
    }

    /// What a block shows; nothing at all where that would be white space at most.
    mutating func emit(body: [Node], isSilent: Bool) {
        emit(isSilent ? body.withoutText : body)
    }

    private mutating func emit(_ node: Node) {
        if let start = node.start { origin = start }
        switch node {
        case .text(let range):
            emitText(octets[range])
        case .output(let pipeline, _):
            emit(pipeline)
            // A cell without filters is written at once.
            if case .load(.column(let index))? = program.instructions.last {
                program.instructions[nextInstruction - 1] = .column(index)
            } else {
                emit(.write)
            }
        case .assign(let name, let pipeline):
            emit(pipeline)
            emit(.store(names.assigned(name)))
        case .capture(let name, let body):
            emitCapture(name, body)
        case .branches(let branches, let otherwise):
            emitBranches(branches, otherwise, isSilent: [node].showsNothing(in: octets))
        case .choice(let choice):
            emitChoice(choice, isSilent: [node].showsNothing(in: octets))
        case .loop(let loop):
            emitLoop(loop, isSilent: [node].showsNothing(in: octets))
        case .leave(let isBreak, let offset):
            emitLeave(isBreak: isBreak, at: offset)
        }
    }

    private mutating func emitText(_ text: ArraySlice<UInt8>) {
        guard !text.isEmpty else { return }
        let start = program.text.count
        program.text.append(contentsOf: text)
        emit(.text(start, program.text.count))
    }

    private mutating func emitCapture(_ name: Name, _ body: [Node]) {
        let variable = names.assigned(name)
        let depth = captures.count
        emit(.beginCapture(depth: depth))
        captures.append(variable)
        program.captureDepth = max(program.captureDepth, captures.count)
        emit(body)
        captures.removeLast()
        emit(.endCapture(depth: depth, variable: variable))
    }

    private mutating func emitLeave(isBreak: Bool, at offset: Int) {
        guard let loop = loops.last else {
            return note(.misplacedTag(isBreak ? "break" : "continue", inside: "else"), at: offset)
        }
        // What was captured so far is kept, as if the captures ended here.
        for depth in (loop.captureCount..<max(captures.count, loop.captureCount)).reversed() {
            emit(.endCapture(depth: depth, variable: captures[depth]))
        }
        let jump = emit(.jump(loop.next))
        if isBreak { loops[loops.count - 1].breaks.append(jump) }
    }

    // MARK: Values

    /// Leaves the value of a pipeline in the accumulator.
    mutating func emit(_ pipeline: Pipeline) {
        // Arguments that must be worked out are, before the accumulator is taken for the value itself.
        var calls: [(call: Pipeline.Call, arguments: [Operand])] = []
        for call in pipeline.calls {
            var arguments = call.arguments.map { operand($0) }
            if call.filter == .default {
                if arguments.isEmpty { arguments.append(constant(.text(constantText([])))) }
                if let option = call.allowsFalse { arguments.append(operand(option)) }
            }
            calls.append((call, arguments))
        }
        load(pipeline.source)
        for (call, arguments) in calls {
            let first = program.arguments.count
            program.arguments.append(contentsOf: arguments)
            emit(.filter(call.filter, first: first, count: arguments.count))
        }
    }

    /// Leaves a value in the accumulator.
    mutating func load(_ expression: Expression) {
        switch expression {
        case .range(let first, let last):
            let (first, last) = (operand(first), operand(last))
            emit(.range(first, last))
        case .element(let list, let index):
            let index = operand(index)
            load(list)
            emit(.element(index))
        case .property(let base, let name):
            if isLoop(base) { emit(.load(loopPart(base, name))) } else { loadProperty(name, of: base) }
        case .literal, .name, .columnName:
            let operand = operand(expression)
            emit(.load(operand))
        }
    }

    private mutating func loadProperty(_ name: Name, of base: Expression) {
        let filter: Filter? =
            switch name.string {
            case "size": .size
            case "first": .first
            case "last": .last
            default: nil
            }
        guard let filter else {
            return note(.unknownProperty(name.string, of: base.title), at: name.offset)
        }
        load(base)
        emit(.filter(filter, first: program.arguments.count, count: 0))
    }

    /// A value that an instruction can name; what must be worked out first goes through a variable of its own.
    mutating func operand(_ expression: Expression) -> Operand {
        switch expression {
        case .literal(let literal): return constant(literal)
        case .name(let name), .columnName(let name):
            return resolve(name, isColumn: expression.isColumnName)
        case .property(let base, let name) where isLoop(base): return loopPart(base, name)
        case .property, .element, .range: break
        }
        load(expression)
        let local = names.newLocal()
        emit(.store(local))
        return .local(local)
    }

    private mutating func resolve(_ name: Name, isColumn: Bool) -> Operand {
        switch isColumn ? names.column(name) : names.resolve(name) {
        case .success(let operand):
            if case .column(let index) = operand { columnsUsed.insert(index) }
            return operand
        case .failure(let fault):
            faults.append(fault)
            return constant(Value.nothing)
        }
    }

    private mutating func constant(_ literal: Literal) -> Operand {
        switch literal {
        case .nothing: constant(Value.nothing)
        case .empty: constant(Value.empty)
        case .blank: constant(Value.blank)
        case .boolean(let isTrue): constant(Value.boolean(isTrue))
        case .number(let number): constant(Value.number(number))
        case .text(let octets): constant(Value.text(constantText(octets)))
        }
    }

    mutating func constant(_ value: Value) -> Operand {
        program.constants.append(value)
        return .constant(program.constants.count - 1)
    }

    private mutating func constantText(_ octets: [UInt8]) -> Text {
        let start = program.text.count
        program.text.append(contentsOf: octets)
        return Text(origin: .constant, start: start, end: program.text.count)
    }
}
