/// A row, and whom it is for.
package struct AddressedRow: Equatable, Sendable {
    package var row: Int
    package var address: [UInt8]
    package var outcome: Outcome
}

extension CampaignFile {
    /// The next rows with one of these outcomes, in the order of the list; no claimed ones.
    package func addresses(
        after row: Int, limit: Int, of outcomes: Set<Outcome>
    ) throws(LedgerFault) -> [AddressedRow] {
        try reader().addresses(after: row, limit: limit, of: outcomes)
    }

    /// How many messages those rows make that stand in `ranges`; one count of each range.
    package func messagesLeft(
        retrying: Set<Outcome>, in ranges: [ClosedRange<Int>]
    ) throws(LedgerFault) -> Int {
        try reader().messagesLeft(of: retrying.union([.pending]), in: ranges)
    }

    /// One row as ``pending(after:limit:retrying:isAddressed:)`` gives it, with its address; nil when it is claimed.
    package func pending(row: Int) throws(LedgerFault) -> PendingRecipient? {
        try reader().pending(row: row)
    }

    /// Every message that was started at or after `time` (milliseconds since 1970), with its address, nearly in that order.
    package func eachStart(since time: Int64, _ body: ([UInt8], Int64) -> Void) throws(LedgerFault) {
        try reader().eachStart(since: time, body)
    }
}
