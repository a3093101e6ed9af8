import Transport

extension CampaignSetting {
    /// Absent when the relay is reached directly.
    static let proxy = "proxy"
}

extension ReopenedCampaign {
    /// The proxy that the campaign's connections are made by; nil for none.
    ///
    /// - Throws: ``UnusableCampaign`` when what is stored is no proxy's URL.
    package func proxy() throws(UnusableCampaign) -> ProxyAddress? {
        guard let url = description.settings[CampaignSetting.proxy] else { return nil }
        do {
            return try ProxyAddress(parsing: url)
        } catch {
            throw UnusableCampaign(path: file.path, flaw: .setting(CampaignSetting.proxy))
        }
    }
}
