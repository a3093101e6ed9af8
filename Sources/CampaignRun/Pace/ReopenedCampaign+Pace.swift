import Ledger

extension ReopenedCampaign {
    /// The campaign's pace with what is said now in the place of what was; kept for the next time.
    ///
    /// - Throws: ``PaceFault``, `LedgerFault`.
    package func pace(replacing texts: [PaceOption: [String]]) throws -> PaceSettings {
        let settings = description.settings
        let pace = try PaceSettings(stored: settings, replacing: texts)
        let stored = pace.stored
        for option in PaceOption.allCases {
            let (old, new) = (settings[option.rawValue] ?? "", stored[option.rawValue] ?? "")
            if Array(old.utf8) != Array(new.utf8) { try file.keep(new, as: option.rawValue) }
        }
        return pace
    }
}
