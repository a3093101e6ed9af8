/// What names stand for: variables of loops, assigned variables, counters, then data, columns and `rows`.
struct NameScope {
    /// What is known of a value before any row is: whether it has columns.
    enum Kind {
        case plain
        case record
        case records
        case unknown
    }

    private(set) var localCount = 0
    /// Variables named like a column, which begin with its value.
    private(set) var inherited: [(local: Int, column: Int)] = []

    /// The same for data.
    private(set) var shadowed: [(local: Int, data: Operand)] = []

    let columns: ColumnTable
    /// Values by name, and what a name that nobody knows stands for; nil where such a name is a fault.
    private let data: (names: [[UInt8]: Operand], unknown: Operand)?
    private var assigned: [[UInt8]: Int] = [:]
    private var counters: [[UInt8]: Int] = [:]
    private var bound: [(name: [UInt8], local: Int)] = []
    private var resumptions: [[UInt8]: Int] = [:]
    private var cycles: [[UInt8]: Int] = [:]
    private var kinds: [Int: Kind] = [:]
    private var read: Set<Int> = []

    init(_ columns: ColumnTable, data: (names: [[UInt8]: Operand], unknown: Operand)?) {
        self.columns = columns
        self.data = data
    }

    /// A scope in which only data and columns are known, as a rendered partial has it.
    func isolated() -> NameScope {
        var scope = NameScope(columns, data: data)
        scope.localCount = localCount
        return scope
    }

    /// Goes on behind the variables of a scope that was isolated from this one.
    mutating func leave(_ isolated: NameScope) {
        localCount = isolated.localCount
    }

    /// Whether a name that nobody knows is `nil` instead of a fault.
    var isLenient: Bool { data != nil }

    /// Makes a variable that has no name.
    mutating func newLocal() -> Int {
        localCount += 1
        return localCount - 1
    }

    // MARK: Assigned variables

    mutating func declare(_ name: Name) {
        guard assigned[name.octets] == nil else { return }
        let local = newLocal()
        assigned[name.octets] = local
        if let operand = data?.names[name.octets] {
            shadowed.append((local, operand))
        } else if case .column(let index) = columns.resolve(name.octets[...]) {
            inherited.append((local, index))
        }
    }

    /// The variable that an assignment to `name` goes to.
    mutating func assigned(_ name: Name) -> Int {
        declare(name)
        return assigned[name.octets] ?? newLocal()
    }

    /// All variables that are assigned by name.
    var assignedLocals: [Int] { assigned.values.sorted() }

    /// Whether anything but an assignment uses the variable.
    func isRead(_ local: Int) -> Bool { read.contains(local) }

    func isVariable(_ name: String) -> Bool {
        let octets = Array(name.utf8)
        return assigned[octets] != nil || bound.contains { $0.name == octets }
    }

    /// The variable of `increment` and `decrement`.
    mutating func counter(_ name: Name) -> Int {
        if let local = counters[name.octets] { return local }
        let local = newLocal()
        counters[name.octets] = local
        return local
    }

    /// Notes what a variable holds; one that holds this here and that there is unknown.
    mutating func note(_ kind: Kind, of local: Int) {
        if let known = kinds[local], known != kind { return kinds[local] = .unknown }
        kinds[local] = kind
    }

    func kind(of local: Int) -> Kind { kinds[local] ?? .unknown }

    // MARK: Loops

    /// Makes a variable that is known until ``unbind()``.
    mutating func bind(_ name: [UInt8], kind: Kind) -> Int {
        let local = newLocal()
        bound.append((name, local))
        kinds[local] = kind
        return local
    }

    mutating func unbind() {
        bound.removeLast()
    }

    /// The variable in which loops of the same title leave where they ended.
    mutating func resumption(of title: [UInt8]) -> Int {
        if let local = resumptions[title] { return local }
        let local = newLocal()
        resumptions[title] = local
        return local
    }

    /// The variable in which the cycles of a group leave how far they are.
    mutating func cycle(_ group: [UInt8]) -> Int {
        if let local = cycles[group] { return local }
        let local = newLocal()
        cycles[group] = local
        return local
    }

    // MARK: Resolving

    mutating func resolve(_ name: Name) -> Result<Operand, SyntaxFault> {
        let result = lookUp(name)
        if case .success(.local(let local)) = result { read.insert(local) }
        return result
    }

    /// The same without noting that it is read.
    func lookUp(_ name: Name) -> Result<Operand, SyntaxFault> {
        if let variable = bound.last(where: { $0.name == name.octets }) {
            return .success(.local(variable.local))
        }
        if let local = assigned[name.octets] { return .success(.local(local)) }
        if let local = counters[name.octets] { return .success(.local(local)) }
        return column(name)
    }

    /// What the name stands for among data and columns alone.
    func column(_ name: Name) -> Result<Operand, SyntaxFault> {
        if let operand = data?.names[name.octets] { return .success(operand) }
        switch columns.resolve(name.octets[...]) {
        case .column(let index):
            return .success(.column(index))
        case .ambiguous(let indexes):
            let names = indexes.map { columns.names[$0] }
            return .failure(SyntaxFault(.ambiguousName(name.string, columns: names), at: name.offset))
        case .unknown:
            if let data { return .success(data.unknown) }
            if name.octets.elementsEqual("rows".utf8) { return .success(.rows) }
            let candidates = columns.allNames + assigned.keys + counters.keys + bound.map(\.name)
            let nearest = Spelling.nearest(to: name.octets, among: candidates)
            return .failure(SyntaxFault(.unknownName(name.string, nearest: nearest), at: name.offset))
        }
    }
}
