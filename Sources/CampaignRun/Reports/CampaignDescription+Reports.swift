import Ledger

extension CampaignDescription {
    /// The relays it was made for, as ``RelayEntry`` reads them.
    var relays: [String] {
        (settings[CampaignSetting.relay] ?? "").utf8.split(separator: 0x0A).map {
            String(decoding: Array($0), as: UTF8.self)
        }
    }

    /// Messages accepted so far by a relay that did not offer the reports that were asked for.
    package var withoutReports: Int { settings[CampaignSetting.withoutReports].flatMap { Int($0) } ?? 0 }
}
