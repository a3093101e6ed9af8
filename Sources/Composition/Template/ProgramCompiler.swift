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
    /// Whether the program tells which branches it takes.
    let marksBranches: Bool
    /// Those it has, by the numbers in its instructions.
    private(set) var branches: [(kind: TemplateBranch.Kind, place: SourcePlace)] = []
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
        partials: Partials, marksBranches: Bool, data: [(key: String, value: TemplateData)]?
    ) {
        sources = [text]
        self.marksBranches = marksBranches
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

    mutating func use(_ column: Int) { columnsUsed.insert(column) }

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
        case .branch(let kind, let offset):
            branches.append((kind, SourcePlace(source: source, offset: offset)))
            emit(.branch(branches.count - 1))
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
}
