/// Runs programs.
///
/// It borrows the output, the cells and the literals for one run, and keeps its own buffers for the next.
struct Machine: Sendable {
    /// The message so far, and where this run began in it.
    var output: [UInt8] = []
    var outputStart = 0
    /// Where in the output of this run literal text stands, in its order.
    var marks: [LiteralMark] = []
    /// What the run may do.
    var limits = Program.Limits.standard

    // The buffers that texts are places in.
    var row = Row(octets: [], ends: [])
    var literals: [UInt8] = []
    /// What filters and captures made.
    var made: [UInt8] = []

    /// The elements of lists.
    var elements: [Value] = []
    var accumulator = Value.nothing
    /// The time of the message, in seconds since 1970, and how many seconds its clock is ahead of UTC.
    var now: Int64 = 0
    var utcOffset: Int32 = 0
    /// The column it was last loaded from, for faults.
    var sourceColumn: Int?

    /// The records of the group, as a list.
    private var rows = Value.nothing
    var locals: [Value] = []
    private var frames: [LoopFrame] = []
    private var captureStarts: [Int] = []
    private var turns = 0
    /// The branches that were taken since somebody asked, by all runs.
    var branches = BranchSet()
    /// What was done so far, in the steps of ``Program/Limits/work``.
    var work = 0
    /// How much of `made` and `elements` a variable or a loop may still refer to.
    private var keptOctets = 0
    private var keptElements = 0

    // MARK: A run

    /// Takes what the run needs; nothing of it is copied.
    mutating func begin(_ program: Program, _ row: Row, _ output: inout [UInt8]) {
        swap(&self.output, &output)
        outputStart = self.output.count
        limits = program.limits
        self.row = row
        literals = program.text
        marks.removeAll(keepingCapacity: true)
        made.removeAll(keepingCapacity: true)
        elements.removeAll(keepingCapacity: true)
        elements.append(contentsOf: program.data)
        if program.usesRows {
            let count = max(row.group.count, 1)
            rows = .list(elements.count, elements.count + count)
            for number in 0..<count { elements.append(.record(number)) }
        }
        (turns, work, keptOctets, keptElements) = (0, 0, 0, elements.count)
        Self.resize(&locals, to: program.localCount, .nothing)
        Self.resize(&frames, to: program.loopDepth, LoopFrame())
        Self.resize(&captureStarts, to: program.captureDepth, 0)
        for inheritance in program.inherited { locals[inheritance.local] = cell(inheritance.column) }
    }

    /// Gives everything back, so that nobody who changes the row later must copy it.
    mutating func end(_ output: inout [UInt8]) {
        swap(&self.output, &output)
        row = Row(octets: [], ends: [])
        literals = []
        accumulator = .nothing
        sourceColumn = nil
    }

    private static func resize<Element>(_ array: inout [Element], to count: Int, _ element: Element) {
        array.removeAll(keepingCapacity: true)
        for _ in 0..<count { array.append(element) }
    }

    mutating func run(_ program: Program) throws(RowFault) {
        var next = 0
        while next < program.instructions.count {
            let instruction = program.instructions[next]
            next += 1
            switch instruction {
            case .text(let start, let end):
                marks.append(
                    LiteralMark(
                        start: output.count - outputStart, end: output.count - outputStart + end - start,
                        instruction: next - 1))
                output.append(program.text.span.extracting(start..<end))
            case .column(let index):
                try writeCell(index, program)
            case .jump(let target):
                next = target
            case .jumpIf(let target):
                if accumulator.isTruthy { next = target }
            case .jumpUnless(let target):
                if !accumulator.isTruthy { next = target }
            case .nextTurn(let frame, let variable, let exit):
                if try !takeTurn(frame, variable) { next = exit }
            case .jumpIfTurned(let frame, let target):
                if frames[frame].count > 0 { next = target }
            default:
                try step(instruction, program)
            }
            guard output.count - outputStart <= limits.octets, made.count <= limits.octets else {
                throw RowFault(problem: .outputTooLong(limit: limits.octets))
            }
        }
    }

    /// The instructions that only work on values.
    private mutating func step(_ instruction: Instruction, _ program: Program) throws(RowFault) {
        switch instruction {
        case .load(let operand):
            accumulator = value(of: operand, program)
            if case .column(let index) = operand { sourceColumn = index } else { sourceColumn = nil }
        case .range(let first, let last):
            accumulator = .range(
                try whole(value(of: first, program), program), try whole(value(of: last, program), program))
        case .element(let index):
            accumulator = element(of: accumulator, at: value(of: index, program), program)
        case .property(let key, let column):
            if case .text = accumulator { try spend(steps(through: accumulator)) }
            accumulator = property(value(of: key, program), column: column, of: accumulator, program)
        case .filter(let filter, let first, let count):
            let argument = count > 0 ? value(of: program.arguments[first], program) : nil
            let second = count > 1 ? value(of: program.arguments[first + 1], program) : nil
            let call = program.arguments[first..<(first + count)]
            try spend(
                steps(through: accumulator) + steps(through: argument) + steps(through: second))
            accumulator = try apply(filter, to: accumulator, argument, second, call, program)
            guard elements.count <= limits.octets else {
                throw RowFault(problem: .outputTooLong(limit: limits.octets))
            }
            try spend(steps(through: accumulator))
        case .columnIn(let index, let place):
            try writeCell(index, in: place, program)
        case .write, .writeIn:
            if case .writeIn(let place) = instruction {
                try write(in: place, program)
            } else {
                try write(program)
            }
            made.removeLast(made.count - keptOctets)
            elements.removeLast(elements.count - keptElements)
        case .store(let local):
            locals[local] = accumulator
            keep()
        case .compare(let left, let comparator, let right):
            let (first, second) = (value(of: left, program), value(of: right, program))
            try spend(steps(through: first) + steps(through: second))
            accumulator = .boolean(compare(first, comparator, second))
        case .beginLoop(let index):
            try beginLoop(program.loops[index], program)
        case .beginCapture(let depth), .beginChanged(let depth):
            captureStarts[depth] = output.count
        case .endCapture(let depth, let variable):
            endCapture(from: captureStarts[depth], variable, isMarkup: program.place == .html)
        case .beginCell(let frame):
            output.append(contentsOf: "<td class=\"col\(frames[frame].cell + 1)\">".utf8)
        case .endCell(let frame):
            endCell(frames[frame])
        case .cycle(let local, let first, let count):
            cycle(local, program.arguments[first..<(first + count)], program)
        case .branch(let number):
            branches.insert(number)
        case .count(let local, let step):
            count(local, by: step)
        case .stop(let isSkip):
            let text = text(accumulator)
            let reason = Syntax.string(octets(of: text))
            throw RowFault(problem: isSkip ? .skipped(reason) : .failed(reason))
        case .endChanged(let depth, let variable):
            try spend((output.count - captureStarts[depth]) / 16)
            endChanged(from: captureStarts[depth], variable)
        case .text, .column, .jump, .jumpIf, .jumpUnless, .nextTurn, .jumpIfTurned: break
        }
    }

    /// What the buffers hold now stays for the rest of the run.
    private mutating func keep() {
        (keptOctets, keptElements) = (made.count, elements.count)
    }

    // MARK: Operands

    func value(of operand: Operand, _ program: Program) -> Value {
        switch operand {
        case .constant(let index): program.constants[index]
        case .column(let index): cell(index)
        case .local(let index): locals[index]
        case .loop(let part, let frame): frames[frame].value(of: part)
        case .rows: rows
        }
    }

    /// An empty cell is nothing.
    private func cell(_ column: Int) -> Value {
        let bounds = row.bounds(of: column)
        guard !bounds.isEmpty else { return .nothing }
        return .text(Text(origin: .cell, start: bounds.lowerBound, end: bounds.upperBound))
    }

    // MARK: Captures

    private mutating func endCapture(from start: Int, _ variable: Int, isMarkup: Bool) {
        let madeStart = made.count
        made.append(contentsOf: output[start...])
        truncate(to: start)
        locals[variable] = .text(Text(origin: .made, isMarkup: isMarkup, start: madeStart, end: made.count))
        keep()
    }

    private mutating func truncate(to start: Int) {
        output.removeSubrange(start...)
        while let mark = marks.last, mark.start >= start - outputStart { marks.removeLast() }
    }

    /// Takes back what was written if it was written before, by any of the `ifchanged`.
    private mutating func endChanged(from start: Int, _ variable: Int) {
        if case .text(let last) = locals[variable], octets(of: last).elementsEqual(output[start...]) {
            return truncate(to: start)
        }
        let madeStart = made.count
        made.append(contentsOf: output[start...])
        locals[variable] = .text(Text(origin: .made, start: madeStart, end: made.count))
        keep()
    }

    // MARK: Loops

    private mutating func beginLoop(_ plan: LoopPlan, _ program: Program) throws(RowFault) {
        let offset = try count(plan.offset, program)
        let limit = try count(plan.limit, program)
        var frame = LoopFrame(over: loopItems(plan), isReversed: plan.isReversed)
        frame.narrow(offset: offset ?? 0, limit: limit)
        frame.columns = max(try count(plan.columns, program) ?? frame.count, 1)
        frames[plan.frame] = frame
        locals[plan.resumption] = .number(Decimal(frame.end))
        keep()
    }

    /// An option of a loop; nothing is as good as leaving it out.
    private func count(_ operand: Operand?, _ program: Program) throws(RowFault) -> Int? {
        guard let operand else { return nil }
        let value = value(of: operand, program)
        if case .nothing = value { return nil }
        return try whole(value, program)
    }

    /// What a loop over the accumulator goes through; a text is a list of itself.
    private mutating func loopItems(_ plan: LoopPlan) -> Value {
        switch accumulator {
        case .text(let text) where text.isEmpty && !plan.takesAnything: return .nothing
        case .text, .record: break
        case .object where plan.keepsObjects: break
        case .list, .range, .object: return accumulator
        case .nothing, .empty, .blank, .boolean, .number: guard plan.takesAnything else { return .nothing }
        }
        elements.append(accumulator)
        return .list(elements.count - 1, elements.count)
    }

    /// Puts the next element into the variable; false when there is none.
    private mutating func takeTurn(_ index: Int, _ variable: Int) throws(RowFault) -> Bool {
        guard let position = frames[index].advance() else { return false }
        turns += 1
        guard turns <= limits.iterations else {
            throw RowFault(problem: .tooManyIterations(limit: limits.iterations))
        }
        if frames[index].isRange {
            locals[variable] = .number(Decimal(position))
        } else if frames[index].isObject {
            locals[variable] = .list(position, position + 2)
        } else {
            locals[variable] = elements[position]
        }
        return true
    }
}

/// A stretch of rendered output that is literal text of the template.
struct LiteralMark: Sendable {
    /// Where it begins in the output of the run, and where it ends.
    let start: Int
    let end: Int
    /// The instruction that wrote it.
    let instruction: Int
}
