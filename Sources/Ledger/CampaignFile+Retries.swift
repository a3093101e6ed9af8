extension CampaignFile {
    /// Gives every deferred row that has none a time for its next attempt: `now`, in milliseconds since 1970.
    ///
    /// - Parameter isHurried: those that have one are due now, too.
    package func planRetries(at now: Int64, isHurried: Bool = false) throws(LedgerFault) {
        try retries().planAll(at: now, isHurried: isHurried)
    }

    /// When the next of the planned attempts is due; nil when none is planned.
    package func nextRetry() throws(LedgerFault) -> Int64? { try retries().first() }

    /// Deferred rows whose time has come, those that wait for longest first; their times are forgotten.
    package func takeDue(at now: Int64, limit: Int) throws(LedgerFault) -> [PendingRecipient] {
        try retries().takeDue(at: now, limit: limit)
    }

    private func retries() throws(LedgerFault) -> RetryTable {
        guard case .sending(_, let books, _) = phase else { throw .misuse(.notSending) }
        return books.retries
    }
}
