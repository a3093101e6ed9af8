/// What is wrong with a template, and where it stands.
public struct TemplateFault: Error, Equatable, Sendable {
    /// The path of the file, as it was given.
    public package(set) var file: String

    /// The line in that file, from 1.
    public package(set) var line: Int

    /// The place in that line, from 1, counted in Unicode scalars as an editor counts them.
    public package(set) var column: Int

    /// What is wrong there.
    package var problem: Problem

    /// A fault at this place.
    package init(file: String, line: Int, column: Int, problem: Problem) {
        self.file = file
        self.line = line
        self.column = column
        self.problem = problem
    }

    /// What can be wrong with a template.
    package enum Problem: Equatable, Sendable {
        /// `{{` or `{%` without its end.
        case unclosedOutput
        case unclosedTag
        /// A string that begins here has no closing quote.
        case unclosedString
        /// A block that begins here has no `{% end… %}`.
        case unclosedBlock(String)

        /// `{%` and no name after it.
        case missingTagName
        case unknownTag(String, nearest: String?)
        /// An end, a branch or a jump (`endif`, `else`, `break`) outside the block it belongs to; `inside` is the
        /// block that is open here.
        case misplacedTag(String, inside: String?)
        /// `{% else %}` twice, or a branch after it.
        case branchAfterElse(String)
        /// Text between `{% case %}` and its first `{% when %}` would never be shown.
        case textBeforeWhen

        /// A name that is neither a column nor a variable.
        case unknownName(String, nearest: String?)
        /// A name that several columns have, once they are written in lower snake case.
        case ambiguousName(String, columns: [String])
        /// `forloop` has no such part, or the name is not inside a loop.
        case unknownProperty(String, of: String)

        case unknownFilter(String, nearest: String?)
        /// The filter takes `least` to `most` arguments.
        case argumentCount(filter: String, found: Int, least: Int, most: Int)
        case unknownOption(String, of: String)
        /// `raw` outside HTML, where nothing is escaped.
        case onlyInHTML(filter: String)

        /// Something that cannot stand here; `found` is nil at the end of the tag.
        case unexpected(found: String?, expected: Expectation)
        /// More digits than are counted with.
        case numberTooLong(String)
        /// Blocks inside blocks, more than `limit` deep.
        case nestedTooDeep(limit: Int)
        /// `render` or `include` of a file that is not there.
        case unknownPartial(String, nearest: String?)
        /// The file of a partial cannot be read.
        case unreadablePartial(String, AttachmentFault)
        /// A partial that renders itself, by way of others perhaps.
        case recursivePartial(String)
        /// Partials inside partials, more than `limit` deep.
        case partialsTooDeep(limit: Int)
        /// More than `limit` partials in one piece of the template.
        case tooManyPartials(limit: Int)
        /// `include` of a name that is only known when a row is rendered.
        case partialNameNotFixed
        /// A part that is the same for every row cannot be rendered.
        case fails(RowFault.Problem)

        /// How the Liquid and the HTML around it go together.
        case markup(MarkupFault)
        /// What is wrong besides the Liquid.
        case message(MessageFault)
    }

    /// What the language asks for at some place.
    package enum Expectation: Equatable, Sendable {
        case value
        case name
        case filterName
        case comparison
        case endOfOutput
        case endOfTag
        /// This very word or sign.
        case literally(String)
    }
}

/// Everything that is wrong with a template, at once.
public struct TemplateFaults: Error, Equatable, Sendable {
    /// In the order in which they were found; never empty.
    public package(set) var faults: [TemplateFault]

    /// All these faults.
    package init(faults: [TemplateFault]) {
        self.faults = faults
    }
}

extension TemplateFault: CustomStringConvertible {
    /// `file:line:column: problem`, for those who write programs; the words may change.
    public var description: String { "\(file):\(line):\(column): \(problem)" }
}

extension TemplateFaults: CustomStringConvertible {
    /// A line for each fault.
    public var description: String { faults.map(\.description).joined(separator: "\n") }
}
