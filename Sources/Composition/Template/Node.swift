/// A part of a parsed template.
indirect enum Node {
    case text(Range<Int>)
    case output(Pipeline, offset: Int)
    case assign(Name, Pipeline)
    case capture(Name, [Node])
    case branches([Branch], otherwise: [Node]?)
    case choice(Choice)
    case loop(Loop)
    case partial(Partial)
    case cycle(Cycle)
    /// `increment` or `decrement`.
    case count(Name, step: Int)
    case ifChanged([Node])
    /// `skip` or `fail`, with the reason.
    case stop(Pipeline, isSkip: Bool)
    /// Where a branch begins; only in what is compiled to find out which branches rows take.
    case branch(TemplateBranch.Kind, offset: Int)
    /// `break`, or `continue`.
    case leave(isBreak: Bool, offset: Int)

    struct Branch {
        var condition: Condition
        /// As `unless` does.
        var isNegated: Bool
        var body: [Node]
    }

    /// `case`.
    struct Choice {
        var subject: Expression
        var branches: [(values: [Expression]?, body: [Node])]
    }

    /// `render` and `include`.
    struct Partial {
        var name: Expression
        var offset: Int
        /// `render`, which sees none of the variables around it.
        var isIsolated: Bool
        /// What follows `with` or `for`.
        var bound: Expression?
        /// It was `for`: once for each element.
        var isLoop = false
        /// The variable for it, when it is not the name of the partial.
        var alias: Name?
        var arguments: [(name: Name, value: Expression)] = []
    }

    /// `cycle`.
    struct Cycle {
        var group: Expression?
        /// The items as they are written, which stand for a group that has no name.
        var title: [UInt8]
        var items: [Expression]
    }

    /// `for` and `tablerow`.
    struct Loop {
        var variable: Name
        /// What `offset: continue` goes by: the variable and the collection, as they are written.
        var title: [UInt8]
        var collection: Expression
        var limit: Expression?
        var offset: Expression?
        var continues = false
        var isReversed = false
        /// `tablerow`, with the number of cells in a row.
        var isTable = false
        var columns: Expression?
        var body: [Node] = []
        var otherwise: [Node]?
    }
}

extension Node {
    /// Where it stands, as far as it knows.
    var start: Int? {
        switch self {
        case .text(let range): range.lowerBound
        case .output(_, let offset), .leave(_, let offset): offset
        case .assign(let name, _), .capture(let name, _): name.offset
        case .loop(let loop): loop.variable.offset
        case .branches(let branches, _): branches.first?.condition.first.left.start
        case .choice(let choice): choice.subject.start
        case .partial(let partial): partial.offset
        case .cycle(let cycle): cycle.items.lazy.compactMap(\.start).first
        case .count(let name, _): name.offset
        case .ifChanged(let body): body.lazy.compactMap(\.start).first
        case .stop(let reason, _): reason.source.start
        case .branch: nil
        }
    }
}

extension Expression {
    /// Where its first name stands, if it has one.
    fileprivate var start: Int? {
        switch self {
        case .name(let name), .columnName(let name): name.offset
        case .property(let base, _), .element(let base, _): base.start
        case .range, .literal: nil
        }
    }
}

// MARK: - Blocks that show nothing

extension [Node] {
    /// Where the first tag stands.
    var firstTag: Int? {
        for node in self {
            if case .output(_, let offset) = node { return offset }
            if case .assign(let name, _) = node { return name.offset }
        }
        return nil
    }

    /// Whether a block of these would show white space at most: as in every Liquid, it then shows nothing.
    func showsNothing(in octets: ArraySlice<UInt8>) -> Bool {
        allSatisfy { node in
            switch node {
            case .text(let range): octets[range].allSatisfy(Syntax.isSpace)
            case .output: false
            case .partial, .cycle, .count, .stop: false
            case .ifChanged(let body): body.showsNothing(in: octets)
            case .assign, .capture, .leave, .branch: true
            case .branches(let branches, let otherwise):
                branches.allSatisfy { $0.body.showsNothing(in: octets) }
                    && (otherwise ?? []).showsNothing(in: octets)
            case .choice(let choice): choice.branches.allSatisfy { $0.body.showsNothing(in: octets) }
            case .loop(let loop):
                !loop.isTable && loop.body.showsNothing(in: octets)
                    && (loop.otherwise ?? []).showsNothing(in: octets)
            }
        }
    }

    /// The same without literal text.
    var withoutText: [Node] {
        filter { node in
            if case .text = node { false } else { true }
        }
    }
}
