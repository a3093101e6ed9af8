import Ledger

extension CampaignDescription {
    /// Messages accepted so far by a relay that did not offer the reports that were asked for.
    package var withoutReports: Int { settings[CampaignSetting.withoutReports].flatMap { Int($0) } ?? 0 }
}
