import CSV
import Composition
import Ledger

/// Puts every record of a list into a campaign file, each message composed once to know that it can be.
package struct ListImport {
    private var walk: ListWalk
    private let approval: Approval?

    /// - Parameters:
    ///   - wording: the sentence kept in the campaign file as a row's reason.
    ///   - approval: what the messages have to be; nil when nobody was asked.
    ///   - date: unix seconds, for the Date header.
    ///   - interruption: ends the import with ``Interrupted``.
    package init(
        _ assembly: Assembly, rules: RowRules, wording: any Wording, approval: Approval? = nil, date: Int64,
        interruption: Interruption? = nil
    ) {
        walk = ListWalk(
            assembly, rules: rules, purpose: .sending, wording: wording, date: date,
            interruption: interruption)
        self.approval = approval
    }

    /// Imports all that `reader` still has.
    ///
    /// - Throws: `ListFault`, `LedgerFault`, ``NotApproved``, ``Interrupted``, or ``ImportStop`` when a row's problem ends the import.
    package mutating func run(_ reader: inout ListReader, into file: CampaignFile) throws -> ImportSummary {
        guard let approval else {
            try walk.run(&reader, into: file) { _ in nil }
            return walk.summary
        }
        var digest = CampaignDigest(campaignID: approval.campaignID)
        try walk.run(&reader, into: file) { stop in
            guard stop.problem == nil else { return nil }
            let message = stop.message.digest
            digest.add(message, row: stop.row)
            return message
        }
        guard digest.approval == approval else {
            throw NotApproved(approved: approval, found: digest.approval, messages: digest.messages)
        }
        return walk.summary
    }
}
