import CSV
import Composition

/// Everything messages are made of, compiled once: the template over the list's columns.
///
/// Immutable and shared by all connections; each makes its own ``MessageMaker`` from it.
package struct Assembly: Sendable {
    package let composer: Composer
    package let columns: [String]
    package let dialect: Dialect

    /// - Throws: every fault of the template at once.
    package init(
        template: TemplateSource, columns: [String], dialect: Dialect, settings: CompositionSettings
    ) throws(TemplateFaults) {
        composer = try Composer(compiling: template, columns: columns, settings: settings)
        self.columns = columns
        self.dialect = dialect
    }
}

/// Why a row cannot be sent, as a value; the command line has the sentences.
package enum RowProblem: Error, Equatable, Sendable {
    /// The record has more or fewer fields than the header has columns.
    case fieldCount(found: Int, expected: Int)
    case composition(RowFault)
    /// A stored record does not parse again: the campaign file was changed from outside.
    case unreadableRecord(ListFault)
    /// The address stands in an earlier row already.
    case duplicate(ofRow: Int)
}
