import Ledger

extension PaceKeeper {
    /// Takes into account what earlier runs of a campaign sent.
    mutating func recall(_ file: CampaignFile, at now: Int64) throws(LedgerFault) {
        guard let since = memory(at: now) else { return }
        for past in try file.starts(since: since) { remember(starts: past.count, lastAt: past.last) }
    }
}
