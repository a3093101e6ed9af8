import Transport

extension CampaignSetting {
    /// Absent when the system chooses.
    static let sourceAddress = "source-address"
}

extension ReopenedCampaign {
    /// Where the campaign's connections come from; nil for the system's choice.
    ///
    /// - Throws: ``UnusableCampaign`` when what is stored is no address.
    package func sourceAddress() throws(UnusableCampaign) -> SourceAddress? {
        guard let text = description.settings[CampaignSetting.sourceAddress] else { return nil }
        guard let address = SourceAddress(text) else {
            throw UnusableCampaign(path: file.path, flaw: .setting(CampaignSetting.sourceAddress))
        }
        return address
    }
}
