/// What names stand for: variables of loops, assigned variables, then columns.
struct NameScope {
    private(set) var localCount = 0
    /// Variables named like a column, which begin with its value.
    private(set) var inherited: [(local: Int, column: Int)] = []

    private let columns: ColumnTable
    private var assigned: [[UInt8]: Int] = [:]
    private var loopVariables: [(name: [UInt8], local: Int)] = []
    private var resumptions: [[UInt8]: Int] = [:]
    private var read: Set<Int> = []

    init(_ columns: ColumnTable) {
        self.columns = columns
    }

    /// Makes a variable that has no name.
    mutating func newLocal() -> Int {
        localCount += 1
        return localCount - 1
    }

    // MARK: Assigned variables

    /// Makes a variable of every name that is assigned anywhere.
    ///
    /// Known beforehand, since a loop may read in its second turn what its first assigned further down.
    mutating func declare(_ nodes: [Node]) {
        for node in nodes {
            switch node {
            case .assign(let name, _):
                declare(name)
            case .capture(let name, let body):
                declare(name)
                declare(body)
            case .branches(let branches, let otherwise):
                for branch in branches { declare(branch.body) }
                declare(otherwise ?? [])
            case .choice(let choice):
                for branch in choice.branches { declare(branch.body) }
            case .loop(let loop):
                declare(loop.body)
                declare(loop.otherwise ?? [])
            case .text, .output, .leave: break
            }
        }
    }

    private mutating func declare(_ name: Name) {
        guard assigned[name.octets] == nil else { return }
        let local = newLocal()
        assigned[name.octets] = local
        if case .column(let index) = columns.resolve(name.octets[...]) { inherited.append((local, index)) }
    }

    /// The variable that an assignment to `name` goes to.
    mutating func assigned(_ name: Name) -> Int {
        declare(name)
        return assigned[name.octets] ?? newLocal()
    }

    /// Whether anything but an assignment uses the variable.
    func isRead(_ local: Int) -> Bool { read.contains(local) }

    func isVariable(_ name: String) -> Bool {
        let octets = Array(name.utf8)
        return assigned[octets] != nil || loopVariables.contains { $0.name == octets }
    }

    // MARK: Loops

    mutating func enterLoop(_ variable: Name) -> Int {
        let local = newLocal()
        loopVariables.append((variable.octets, local))
        return local
    }

    mutating func leaveLoop() {
        loopVariables.removeLast()
    }

    /// The variable in which loops of the same title leave where they ended.
    mutating func resumption(of title: [UInt8]) -> Int {
        if let local = resumptions[title] { return local }
        let local = newLocal()
        resumptions[title] = local
        return local
    }

    // MARK: Resolving

    mutating func resolve(_ name: Name) -> Result<Operand, SyntaxFault> {
        if let variable = loopVariables.last(where: { $0.name == name.octets }) {
            return .success(.local(variable.local))
        }
        if let local = assigned[name.octets] {
            read.insert(local)
            return .success(.local(local))
        }
        return column(name)
    }

    /// What the name stands for among the columns alone.
    func column(_ name: Name) -> Result<Operand, SyntaxFault> {
        switch columns.resolve(name.octets[...]) {
        case .column(let index):
            return .success(.column(index))
        case .ambiguous(let indexes):
            let names = indexes.map { columns.names[$0] }
            return .failure(SyntaxFault(.ambiguousName(name.string, columns: names), at: name.offset))
        case .unknown:
            let candidates = columns.allNames + assigned.keys + loopVariables.map(\.name)
            let nearest = Spelling.nearest(to: name.octets, among: candidates)
            return .failure(SyntaxFault(.unknownName(name.string, nearest: nearest), at: name.offset))
        }
    }
}
