import Ledger

extension ReopenedCampaign {
    /// The campaign's pace with what is said now in the place of what was.
    package func pace(replacing texts: [PaceOption: [String]]) throws(PaceFault) -> PaceSettings {
        try PaceSettings(stored: description.settings, replacing: texts)
    }

    /// Makes it the campaign's from now on.
    package func keep(_ pace: PaceSettings) throws(LedgerFault) {
        let settings = description.settings
        // Times that were planned with a longer wait hold on.
        let horizon = RetryPolicy.horizon(stored: settings)
        if let text = settings[PaceOption.retryAfter.rawValue], pace.retries.horizon < horizon,
            RetryPolicy.horizon(stored: [CampaignSetting.longestRetryAfter: text]) == horizon
        {
            try file.keep(text, as: CampaignSetting.longestRetryAfter)
        }
        let stored = pace.stored
        for option in PaceOption.allCases {
            let (old, new) = (settings[option.rawValue] ?? "", stored[option.rawValue] ?? "")
            if Array(old.utf8) != Array(new.utf8) { try file.keep(new, as: option.rawValue) }
        }
    }

    /// What `pace` allows from `now` on.
    package func keeper(of pace: PaceSettings, at now: Int64) throws(LedgerFault) -> PaceKeeper {
        var keeper = PaceKeeper(pace, at: now)
        try keeper.recall(file, at: now)
        return keeper
    }
}
