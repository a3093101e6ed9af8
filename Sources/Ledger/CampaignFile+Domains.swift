extension CampaignFile {
    /// One row as ``pending(after:limit:retrying:isAddressed:)`` gives it, with its address; nil when it is claimed.
    package func pending(row: Int) throws(LedgerFault) -> PendingRecipient? {
        try reader().pending(row: row)
    }

    /// Every message that was started at or after `time` (milliseconds since 1970), with its address, nearly in that order.
    package func eachStart(since time: Int64, _ body: ([UInt8], Int64) -> Void) throws(LedgerFault) {
        try reader().eachStart(since: time, body)
    }
}
