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
    /// `--where` is not true of the row.
    case notSelected
    /// The row is not in the list any more, and that was accepted.
    case notInList
    /// The message would go to an address that gets nothing.
    case suppressed(by: Suppression.Match)
    /// More than `limit` records have the same value in the column that groups them.
    case groupTooLarge(limit: Int)
    /// The records of a group go to different addresses: that of `row` differs from the first one's.
    case addressDiffers(row: Int)
    /// The message is not the one that was approved.
    case notApproved

    /// Whether it is not this row that has to be changed, but the campaign.
    var isOfCampaign: Bool {
        if case .signing = self { return true }
        return false
    }

    var isDuplicate: Bool { kind == .duplicate }

    /// What kind of a problem it is, which decides how it is counted and recorded.
    package enum Kind: Equatable, Sendable {
        case invalid
        case duplicate
        /// Left out because the template says so.
        case skippedByTemplate
        case notSelected
        /// Left out because of a suppression list.
        case suppressed
    }

    package var kind: Kind {
        switch self {
        case .duplicate: .duplicate
        case .notSelected, .notInList: .notSelected
        case .suppressed: .suppressed
        case .composition(let fault):
            if case .skipped = fault.problem { .skippedByTemplate } else { .invalid }
        case .fieldCount, .signing, .unreadableRecord, .notApproved, .groupTooLarge, .addressDiffers: .invalid
        }
    }

    /// Whether somebody wanted the row left out, so that nothing is wrong with it.
    var isDeliberate: Bool { kind == .skippedByTemplate || kind == .notSelected || kind == .suppressed }
}
