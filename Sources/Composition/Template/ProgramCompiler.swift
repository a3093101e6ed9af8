/// Turns nodes into instructions: names into column numbers and variables, blocks into jumps.
struct ProgramCompiler {
    private(set) var faults: [SyntaxFault] = []
    /// The template's own text, and those of the partials that were needed.
    private(set) var sources: [SourceText]
    /// The one that is being compiled.
    var source = 0

    var program = Program()
    var names: NameScope
    /// The loops around the instruction that comes next.
    var loops: [OpenLoop] = []
    /// The variables of the captures around it.
    var captures: [Int] = []
    /// How many loops are running.
    var frameDepth = 0
    /// The partials around it, and how many there were in all.
    var openPartials: [String] = []
    var partialCount = 0
    /// Partials that were parsed, by name.
    var parsedPartials: [String: ParsedPartial?] = [:]
    let partials: Partials
    private var columnsUsed: Set<Int> = []
    /// Where each instruction comes from, and the next one.
    private var origins: [SourcePlace] = []
    private var origin = SourcePlace()

    /// A loop whose body is being compiled.
    struct OpenLoop {
        enum Kind { case `for`, tablerow, render }
        var kind = Kind.for
        var frame: Int
        /// What `forloop.name` says.
        var title: [UInt8] = []
        /// Where `continue` goes; nil when that is not known yet.
        var next: Int?
        var continues: [Int] = []
        /// Jumps of `break`, whose target is not known yet.
        var breaks: [Int] = []
        /// How many captures were open when it began.
        var captureCount: Int
    }

    init(
        _ text: SourceText, columns: ColumnTable, place: Program.Place, limits: Program.Limits,
        partials: Partials, data: [(key: String, value: TemplateData)]?
    ) {
        sources = [text]
        self.partials = partials
        if let data {
            program.constants.append(.nothing)
            var operands: [[UInt8]: Operand] = [:]
            for (key, value) in data {
                program.constants.append(program.keep(value))
                operands[Array(key.utf8)] = .constant(program.constants.count - 1)
            }
            names = NameScope(columns, data: (operands, .constant(0)))
        } else {
            names = NameScope(columns, data: nil)
        }
        program.columns = columns
        program.columnNames = columns.names
        program.place = place
        program.limits = limits
    }

    mutating func compile(_ nodes: [Node]) -> Program {
        declare(nodes)
        for (local, data) in names.shadowed {
            emit(.load(data))
            emit(.store(local))
        }
        for (local, column) in names.inherited {
            program.inherited.append(Program.Inheritance(local: local, column: column))
        }
        emit(nodes)
        if program.place == .html {
            var flow = MarkupFlow(program, origins: origins, end: SourcePlace(offset: octets.endIndex))
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

    /// The text that the offsets of nodes lead into.
    var octets: ArraySlice<UInt8> { sources[source].octets }

    /// Adds the text of a partial, and returns its number.
    mutating func add(_ text: SourceText) -> Int {
        sources.append(text)
        return sources.count - 1
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
        add(SyntaxFault(problem, at: offset), from: source)
    }

    mutating func add(_ fault: SyntaxFault, from source: Int) {
        var fault = fault
        fault.source = source
        faults.append(fault)
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
        if let start = node.start { origin = SourcePlace(source: source, offset: start) }
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
            let kind = kind(of: pipeline)
            emit(pipeline)
            let local = names.assigned(name)
            names.note(kind, of: local)
            emit(.store(local))
        case .capture(let name, let body):
            emitCapture(name, body)
        case .branches(let branches, let otherwise):
            emitBranches(branches, otherwise, isSilent: [node].showsNothing(in: octets))
        case .choice(let choice):
            emitChoice(choice, isSilent: [node].showsNothing(in: octets))
        case .loop(let loop):
            emitLoop(loop, isSilent: [node].showsNothing(in: octets))
        case .partial(let partial): emitPartial(partial)
        case .cycle(let cycle): emitCycle(cycle)
        case .count(let name, let step):
            emit(.count(names.counter(name), step))
            emit(.write)
        case .ifChanged(let body): emitIfChanged(body, isSilent: [node].showsNothing(in: octets))
        case .stop(let reason, let isSkip):
            emit(reason)
            emit(.stop(isSkip: isSkip))
        case .leave(let isBreak, let offset):
            emitLeave(isBreak: isBreak, at: offset)
        }
    }

    private mutating func emitText(_ text: ArraySlice<UInt8>) {
        guard !text.isEmpty else { return }
        let start = program.text.count
        if program.place == .header, source > 0 {
            // A line end of a partial's file must not become one of the header.
            program.text.append(contentsOf: text.lazy.map { $0 < 0x20 || $0 == 0x7F ? 0x20 : $0 })
        } else {
            program.text.append(contentsOf: text)
        }
        emit(.text(start, program.text.count))
    }

    private mutating func emitIfChanged(_ body: [Node], isSilent: Bool) {
        let last = names.cycle([])
        let depth = captures.count
        emit(.beginChanged(depth: depth))
        captures.append(names.newLocal())
        program.captureDepth = max(program.captureDepth, captures.count)
        emit(body: body, isSilent: isSilent)
        captures.removeLast()
        emit(.endChanged(depth: depth, variable: last))
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
        let jump = emit(.jump(loop.next ?? 0))
        if isBreak {
            loops[loops.count - 1].breaks.append(jump)
        } else if loop.next == nil {
            loops[loops.count - 1].continues.append(jump)
        }
    }

    // MARK: Values

    /// Leaves the value of a pipeline in the accumulator.
    mutating func emit(_ pipeline: Pipeline) {
        // Arguments that must be worked out are, before the accumulator is taken for the value itself.
        var calls: [(call: Pipeline.Call, arguments: [Operand])] = []
        for call in pipeline.calls {
            var arguments = call.arguments.map { operand($0) }
            if call.filter == .default, arguments.isEmpty {
                arguments.append(constant(.text(constantText([]))))
            }
            if !call.options.isEmpty {
                // Options have their places behind all arguments there may be.
                while arguments.count < call.filter.argumentCount.upperBound {
                    arguments.append(constant(Value.nothing))
                }
                for name in call.filter.options {
                    arguments.append(call.options[name].map { operand($0) } ?? constant(Value.nothing))
                }
            }
            if call.filter == .date { program.needsMoment = true }
            calls.append((call, arguments))
        }
        checkColumns(of: pipeline)
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
        case .element(let base, .literal(.text(let key))) where !base.isName("forloop"):
            loadProperty(Name(octets: key, offset: base.offset), of: base)
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
        let column = column(name, of: base)
        load(base)
        let key = constant(.text(constantText(name.octets)))
        emit(.property(key: key, column: column))
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

    mutating func use(_ column: Int) { columnsUsed.insert(column) }

    private mutating func resolve(_ name: Name, isColumn: Bool) -> Operand {
        switch isColumn ? names.column(name) : names.resolve(name) {
        case .success(let operand):
            if case .column(let index) = operand { use(index) }
            if case .rows = operand { program.usesRows = true }
            return operand
        case .failure(let fault):
            add(fault, from: source)
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

    mutating func constantText(_ octets: [UInt8]) -> Text {
        let start = program.text.count
        program.text.append(contentsOf: octets)
        return Text(origin: .constant, start: start, end: program.text.count)
    }
}
