import CSV
import Composition

/// Why a row cannot be sent, as a value; the command line has the sentences.
package enum RowProblem: Error, Equatable, Sendable {
    /// The record has more or fewer fields than the header has columns.
    case fieldCount(found: Int, expected: Int)
    case composition(RowFault)
    /// A stored record does not parse again: the campaign file was changed from outside.
    case unreadableRecord(ListFault)
    /// The address stands in an earlier row already.
    case duplicate(ofRow: Int)

    var isDuplicate: Bool {
        if case .duplicate = self { return true }
        return false
    }
}
