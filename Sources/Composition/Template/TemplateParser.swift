/// Parses a template into nodes, and goes on after a fault to find the others.
struct TemplateParser {
    private(set) var faults: [SyntaxFault] = []

    let octets: ArraySlice<UInt8>
    let columns: ColumnTable
    let place: Program.Place
    private let nestingLimit: Int
    private var segments: [Segment] = []
    private var index = 0
    /// The names of the blocks that are open, the outermost first.
    private var openBlocks: [(name: String, group: Int)] = []
    /// The `liquid` tag that is being read.
    private var group = 0
    private let isPartial: Bool
    /// Whether branches begin with a node that says so.
    let marksBranches: Bool
    private var isTooDeep = false

    init(
        _ octets: ArraySlice<UInt8>, columns: ColumnTable, place: Program.Place, nestingLimit: Int,
        isPartial: Bool = false, marksBranches: Bool = false
    ) {
        self.octets = octets
        self.columns = columns
        self.place = place
        self.nestingLimit = nestingLimit
        self.isPartial = isPartial
        self.marksBranches = marksBranches
    }

    mutating func parse() -> [Node] {
        var lexer = TemplateLexer(octets)
        lexer.run()
        segments = lexer.segments
        faults = lexer.faults
        return nodes(branches: []).nodes
    }

    /// A tag whose name has been read.
    struct Tag {
        let name: String
        /// Where `{%` stands.
        let offset: Int
        var parser: ExpressionParser
    }

    /// Why a list of nodes ended.
    enum Ending {
        /// With one of the tags that divide the block.
        case branch(Tag)
        /// With the end of the block.
        case closed
        /// An outer block ends here, or the template does.
        case abandoned
    }

    // MARK: Blocks

    /// The nodes up to the end of the innermost open block, or to one of `branches`.
    mutating func nodes(branches: Set<String>) -> (nodes: [Node], ending: Ending) {
        var nodes: [Node] = []
        while index < segments.count {
            let segment = segments[index]
            index += 1
            group = segment.group
            switch segment.kind {
            case .text:
                nodes.append(.text(segment.range))
            case .output:
                attempt { (parser) throws(SyntaxFault) in nodes.append(try parser.output(segment)) }
            case .tag:
                guard let tag = tag(segment) else { continue }
                if branches.contains(tag.name), openBlocks.last?.group == group {
                    return (nodes, .branch(tag))
                }
                if tag.name.utf8.starts(with: "end".utf8) {
                    if let ending = ending(tag) { return (nodes, ending) }
                    continue
                }
                attempt { (parser) throws(SyntaxFault) in
                    if let node = try parser.node(tag) { nodes.append(node) }
                }
            }
        }
        return (nodes, .abandoned)
    }

    /// How a tag that ends some block ends this one.
    ///
    /// If it ends an outer one, that is left for the outer one to see.
    private mutating func ending(_ tag: Tag) -> Ending? {
        let name = String(tag.name.dropFirst(3))
        guard openBlocks.contains(where: { $0.name == name && $0.group == group }) else {
            let isKnown = Self.blockNames.contains(name)
            note(isKnown ? misplaced(tag) : unknown(tag), at: tag.offset)
            return nil
        }
        if let last = openBlocks.last, last.name == name, last.group == group { return .closed }
        index -= 1
        return .abandoned
    }

    /// Parses what is inside a block.
    ///
    /// - Parameter content: calls ``nodes(branches:)`` until the block ends, and says how it did.
    mutating func block(_ tag: Tag, _ content: (inout TemplateParser) -> Ending) throws(SyntaxFault) {
        guard openBlocks.count < nestingLimit else {
            // What is inside cannot be told from what follows any more.
            index = segments.count
            isTooDeep = true
            throw SyntaxFault(.nestedTooDeep(limit: nestingLimit), at: tag.offset)
        }
        openBlocks.append((tag.name, group))
        defer { openBlocks.removeLast() }
        if case .abandoned = content(&self), !isTooDeep { note(.unclosedBlock(tag.name), at: tag.offset) }
    }

    // MARK: Tags

    private func readName(_ segment: Segment) -> Tag? {
        var parser = ExpressionParser(TagLexer(octets, in: segment.range), columns: columns)
        guard parser.lexer.next.kind == .name else { return nil }
        let name = Syntax.string(parser.lexer.nextOctets)
        parser.lexer.take()
        return Tag(name: name, offset: segment.start, parser: parser)
    }

    private mutating func tag(_ segment: Segment) -> Tag? {
        if let tag = readName(segment) { return tag }
        faults.append(SyntaxFault(.missingTagName, at: segment.start))
        return nil
    }

    private mutating func output(_ segment: Segment) throws(SyntaxFault) -> Node {
        var parser = ExpressionParser(TagLexer(octets, in: segment.range), columns: columns)
        let start = parser.lexer.next.range.lowerBound
        let pipeline = try parser.pipeline(in: place)
        if let fault = parser.unknownWords(from: start) { throw fault }
        try parser.expectEnd(.endOfOutput)
        return .output(pipeline, offset: segment.start)
    }

    func misplaced(_ tag: Tag) -> TemplateFault.Problem {
        .misplacedTag(tag.name, inside: openBlocks.last?.name)
    }

    /// Whether a loop is open, so that `break` has something to leave.
    ///
    /// Around a partial there may be one that is not seen here.
    var isInLoop: Bool {
        isPartial || openBlocks.contains { $0.name == "for" || $0.name == "tablerow" }
    }

    /// Notes a fault and goes on.
    mutating func attempt(_ work: (inout TemplateParser) throws(SyntaxFault) -> Void) {
        do {
            try work(&self)
        } catch {
            faults.append(error)
        }
    }

    mutating func note(_ problem: TemplateFault.Problem, at offset: Int) {
        faults.append(SyntaxFault(problem, at: offset))
    }
}
