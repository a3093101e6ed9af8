import CSV
import Composition
import Ledger

/// Puts every record of a list into a campaign file, each message composed once to know that it can be.
package struct ListImport {
    private var walk: ListWalk
    private let approval: Approval?
    private let sample: RowSample?

    /// - Parameters:
    ///   - wording: the sentence kept in the campaign file as a row's reason.
    ///   - approval: what the messages have to be; nil when nobody was asked.
    ///   - date: unix seconds, for the Date header.
    ///   - sample: what to draw of the messages; see ``ImportSummary/drawn``.
    ///   - interruption: ends the import with ``Interrupted``.
    package init(
        _ assembly: Assembly, rules: RowRules, wording: any Wording, approval: Approval? = nil, date: Int64,
        sample: RowSample? = nil, interruption: Interruption? = nil
    ) {
        walk = ListWalk(
            assembly, rules: rules, purpose: .sending, wording: wording, date: date,
            interruption: interruption)
        self.approval = approval
        self.sample = sample
    }

    /// Imports all that `reader` still has.
    ///
    /// - Throws: `ListFault`, `LedgerFault`, ``NotApproved``, ``Interrupted``, or ``ImportStop`` when a row's problem ends the import.
    package mutating func run(_ reader: inout ListReader, into file: CampaignFile) throws -> ImportSummary {
        var digest = approval.map { CampaignDigest(campaignID: $0.campaignID) }
        var lot = Lot<Int>(sample?.count ?? 0, seed: sample?.seed ?? 0)
        try walk.run(&reader, into: file) { stop in
            guard stop.problem == nil else { return nil }
            lot.offer(stop.row)
            guard digest != nil else { return nil }
            let message = stop.message.digest
            digest?.add(message, row: stop.row)
            return message
        }
        if let approval, let digest, digest.approval != approval {
            throw NotApproved(approved: approval, found: digest.approval, messages: digest.messages)
        }
        var summary = walk.summary
        summary.drawn = sample.map { _ in RowSelection(rows: lot.drawn) }
        return summary
    }
}
