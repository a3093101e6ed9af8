/// Finds out, along all ways through a program, where in HTML each of its values goes.
///
/// Goes by instructions and not by tags, so that whatever jumps, loops or leaves a loop is followed alike. Each
/// instruction is visited until what is known before it no longer changes; that ends, since joining two ways only
/// ever loses knowledge.
struct MarkupFlow {
    /// What is known before an instruction.
    private struct Point: Equatable {
        var context = MarkupContext()
        /// Where the captures that are open were begun, the outermost first.
        var outer: [MarkupContext] = []
    }

    private(set) var faults: [SyntaxFault] = []

    private let program: Program
    /// Where in the template each instruction comes from, and where the template ends.
    private let origins: [SourcePlace]
    private var points: [Point?]
    private var waiting = [0]
    private var isFinal = false

    init(_ program: Program, origins: [SourcePlace], end: SourcePlace) {
        self.program = program
        self.origins = origins + [end]
        points = [Point()] + Array(repeating: nil, count: program.instructions.count)
    }

    /// The instructions, with those that write replaced by such as write where the value goes.
    mutating func instructions() -> [Instruction] {
        while let index = waiting.popLast() { _ = visit(index) }
        isFinal = true
        let instructions = program.instructions.indices.map { visit($0) }
        let end = program.instructions.count
        if let context = points[end]?.context, !context.isComplete {
            note(.unfinished(context.position), at: end)
        }
        return instructions
    }

    /// Follows an instruction to what comes after it, and returns what has to stand in its place.
    private mutating func visit(_ index: Int) -> Instruction {
        guard program.instructions.indices.contains(index), var point = points[index] else {
            // Nothing leads here.
            return program.instructions.indices.contains(index) ? program.instructions[index] : .jump(index)
        }
        var instruction = program.instructions[index]
        switch instruction {
        case .text(let start, let end):
            read(start..<end, &point.context, index)
        case .column(let column):
            let place = merge(into: &point.context, index)
            // A cell is never markup.
            if place != .text, place != .quoted { instruction = .columnIn(column, place) }
        case .write:
            let place = merge(into: &point.context, index)
            if place != .text { instruction = .writeIn(place) }
        case .beginCell:
            read(Self.cellStart, &point.context, index)
        case .endCell:
            read(Self.cellEnd, &point.context, index)
        case .beginChanged:
            point.outer.append(point.context)
        case .endChanged:
            // What stands in the block is written or not, as after an `if`.
            let before = point.outer.popLast() ?? MarkupContext()
            join(Point(context: before, outer: point.outer), into: index + 1, from: index)
        case .stop:
            return instruction
        case .beginCapture:
            point.outer.append(point.context)
            point.context = MarkupContext()
        case .endCapture:
            if !point.context.isComplete || point.context.state == .tagOpen {
                note(.unfinishedCapture(point.context.position), at: index)
            }
            point.context = point.outer.popLast() ?? MarkupContext()
        case .jump(let target):
            join(point, into: target, from: index)
            return instruction
        case .jumpIf(let target), .jumpUnless(let target), .jumpIfTurned(_, let target),
            .nextTurn(_, _, let target):
            join(point, into: target, from: index)
        case .load, .range, .element, .property, .filter, .store, .compare, .cycle, .count, .beginLoop,
            .branch,
            .columnIn,
            .writeIn:
            break
        }
        join(point, into: index + 1, from: index)
        return instruction
    }

    private mutating func read(_ range: Range<Int>, _ context: inout MarkupContext, _ index: Int) {
        for offset in range {
            guard let fault = context.read(program.text[offset]) else { continue }
            // Literal text stands in the template as it stands here.
            note(fault, at: index, plus: offset - range.lowerBound)
        }
    }

    /// What `tablerow` writes around a cell; the end of a row, which may follow, changes no more.
    private static let cellStart = Array("<td class=\"col1\">".utf8)
    private static let cellEnd = Array("</td>".utf8)

    private mutating func read(_ markup: [UInt8], _ context: inout MarkupContext, _ index: Int) {
        for octet in markup {
            if let fault = context.read(octet) { note(fault, at: index) }
        }
    }

    private mutating func merge(into context: inout MarkupContext, _ index: Int) -> MarkupPlace {
        defer { context.readMerged() }
        // What the author calls raw is written as it is.
        if index > 0, case .write = program.instructions[index],
            case .filter(.raw, _, _) = program.instructions[index - 1]
        {
            return .text
        }
        do {
            let place = try context.place()
            context.noteMerged()
            return place
        } catch {
            note(error, at: index)
            return .text
        }
    }

    private mutating func join(_ point: Point, into target: Int, from index: Int) {
        guard let known = points[target] else {
            points[target] = point
            waiting.append(target)
            return
        }
        guard known != point else { return }
        var joined = known
        if let context = known.context.joined(with: point.context), known.outer == point.outer {
            joined.context = context
        } else {
            let isLoop = target <= index
            let (first, second) = (known.context.position, point.context.position)
            faults.append(
                SyntaxFault(
                    .markup(isLoop ? .loopDiffers(first, second) : .branchesDiffer(first, second)),
                    at: origins[target]))
            joined.context = .lost
        }
        guard joined != known else { return }
        points[target] = joined
        waiting.append(target)
    }

    /// Faults are told once everything is known.
    private mutating func note(_ fault: MarkupFault, at index: Int, plus offset: Int = 0) {
        guard isFinal else { return }
        var place = origins[index]
        place.offset += offset
        faults.append(SyntaxFault(.markup(fault), at: place))
    }
}
