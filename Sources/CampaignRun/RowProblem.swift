import CSV
import Composition

/// Why a row cannot be sent, as a value; the command line has the sentences.
package enum RowProblem: Error, Equatable, Sendable {
    /// The record has more or fewer fields than the header has columns.
    case fieldCount(found: Int, expected: Int)
    case composition(RowFault)
    /// The message cannot be signed as the campaign wants it.
    case signing(SigningFault)
    /// A stored record does not parse again: the campaign file was changed from outside.
    case unreadableRecord(ListFault)
    /// The address stands in an earlier row already.
    case duplicate(ofRow: Int)

    /// Whether it is not this row that has to be changed, but the campaign.
    var isOfCampaign: Bool {
        if case .signing = self { return true }
        return false
    }

    var isDuplicate: Bool {
        if case .duplicate = self { return true }
        return false
    }
}
