/// What is marked in a campaign beside the attempts of a run.
extension CampaignFile {
    /// Gives rows that may be claimed an outcome without an attempt, in one transaction.
    ///
    /// - Throws: ``LedgerFault/writeFailed(path:reason:)``, ``LedgerFault/misuse(_:)``.
    package func skip(_ results: [AttemptResult]) throws(LedgerFault) {
        let books = try books()
        try storage().commit { try books.settle(unclaimed: results, in: $0) }
    }

    /// Records messages that came back, one a row: the first, or a hard one in place of a soft one.
    ///
    /// - Returns: how many rows have a bounce now that had none.
    package func record(_ bounces: [Bounce], at now: Int64) throws(LedgerFault) -> Int {
        var added = 0
        try storage().commit { added = try BounceTable.record(bounces, at: now, in: $0) }
        return added
    }

    /// Keeps a setting, in place of the one of that name.
    package func keep(_ value: String, as setting: String) throws(LedgerFault) {
        try storage().commit { database in
            try database.execute(
                sql: "INSERT OR REPLACE INTO setting VALUES (?, ?)", arguments: [setting, value])
        }
    }
}
