/// A piece of template, compiled to a flat list of instructions over column numbers.
///
/// Immutable, and shared by all threads that render.
package struct Program: Sendable {
    /// Where the output goes, which decides how merged values are escaped.
    package enum Place: Equatable, Sendable {
        /// As they are.
        case plainText
        /// With `& < > " '` escaped, octet by octet: a combining mark after one of them changes nothing.
        case html
        /// As they are, but a control character in a value is a fault of the row.
        case header
    }

    /// How much a template may do.
    package struct Limits: Equatable, Sendable {
        /// Blocks inside blocks.
        package var nesting = 64
        /// Partials inside partials.
        package var partialDepth = 16
        /// Partials of one piece, each as often as it is rendered.
        package var partials = 1000
        /// Turns of all loops of one piece together.
        package var iterations = 100_000
        /// Elements of lists that filters and comparisons of one piece look at, in all; sixteen octets of text count as one.
        package var work = 100_000_000
        /// Octets that one piece may write or hold at once.
        package var octets = 16 * 1024 * 1024

        package init() {}

        package static let standard = Limits()
    }

    var instructions: [Instruction] = []
    /// Literal text, back to back: what is copied to the output, and what expressions compare with.
    var text: [UInt8] = []
    var constants: [Value] = []
    /// The arguments of filters, in a row for each call.
    var arguments: [Operand] = []
    var loops: [LoopPlan] = []
    var localCount = 0
    /// Variables that have the name of a column, and its value until something is assigned to them.
    var inherited: [Inheritance] = []
    var captureDepth = 0
    var loopDepth = 0
    var columnNames: [String] = []
    /// For names of columns that only a row tells, as `where` may have them.
    var columns = ColumnTable([])
    /// Elements of lists that are the same for every row.
    var data: [Value] = []
    var place = Place.plainText
    var limits = Limits.standard
    /// Whether it is a header's value of text and cells only.
    private(set) var isFlat = false

    /// The columns that the piece reads, without repetition, in the order of the list.
    package internal(set) var referencedColumns: [Int] = []

    /// Those that its instructions note, until ``number(in:place:)`` gives them numbers of the whole template.
    var branches: [(place: TemplateBranch, isOfPartial: Bool)] = []

    /// Whether it may tell the time.
    var needsMoment = false
    /// Whether it goes through the records of the group.
    var usesRows = false

    /// Whether the piece renders the same for every row, and without a fault.
    package var isStatic: Bool { referencedColumns.isEmpty && !needsMoment && !usesRows }

    /// A variable and the column whose value it begins with.
    struct Inheritance: Sendable {
        var local: Int
        var column: Int
    }
}

// MARK: - Compiling

extension Program {
    /// Compiles the Liquid of `octets`.
    ///
    /// All faults that can be found are appended to `faults`, in the order in which they stand. If there are any,
    /// the program renders something, but nothing to rely on.
    ///
    /// - Parameters:
    ///   - file: the path that faults name.
    ///   - line: the line of the first octet in that file, from 1.
    ///   - column: its place in that line in Unicode scalars, from 1.
    ///   - columns: the names that the list offers.
    ///   - place: where the output goes.
    ///   - partials: what `render` and `include` can name.
    ///   - marksBranches: makes a program that notes the branches it takes, which has to be numbered.
    ///   - data: values by name, besides the columns; with these, a name that nobody knows is `nil`.
    package static func compile(
        _ octets: ArraySlice<UInt8>, file: String, line: Int, column: Int, columns: ColumnTable, place: Place,
        limits: Limits = .standard, partials: Partials = Partials(), marksBranches: Bool = false,
        data: [(key: String, value: TemplateData)]? = nil, faults: inout [TemplateFault]
    ) -> Program {
        var parser = TemplateParser(
            octets, columns: columns, place: place, nestingLimit: limits.nesting,
            marksBranches: marksBranches)
        let nodes = parser.parse()
        var compiler = ProgramCompiler(
            SourceText(octets: octets, file: file, line: line, column: column), columns: columns,
            place: place,
            limits: limits, partials: partials, marksBranches: marksBranches, data: data)
        var program = compiler.compile(nodes)
        var found = parser.faults + compiler.faults
        if found.isEmpty, let fault = program.fold() {
            found.append(SyntaxFault(.fails(fault.problem), at: nodes.firstTag ?? octets.startIndex))
        }
        // What no row decides is no branch, and was folded.
        if program.instructions.contains(where: { if case .branch = $0 { true } else { false } }) {
            program.branches = compiler.branchPlaces
        }
        program.findIsFlat()
        compiler.append(found, to: &faults)
        return program
    }

    private mutating func findIsFlat() {
        isFlat =
            place == .header
            && instructions.allSatisfy { instruction in
                switch instruction {
                case .text, .column: true
                default: false
                }
            }
    }

    /// Renders a piece that reads no column now, once and for all.
    private mutating func fold() -> RowFault? {
        guard isStatic, !instructions.isEmpty else { return nil }
        if instructions.count == 1, case .text = instructions[0] { return nil }
        var output: [UInt8] = []
        var scratch = RenderScratch()
        do {
            try render(Row(octets: [], ends: []), into: &output, scratch: &scratch)
        } catch {
            return error
        }
        let (limits, place, names) = (limits, place, columnNames)
        self = Program()
        self.limits = limits
        self.place = place
        columnNames = names
        instructions = output.isEmpty ? [] : [.text(0, output.count)]
        text = output
        return nil
    }
}
