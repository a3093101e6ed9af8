extension ReopenedCampaign {
    /// Whether every relay on the way is to use TLS; see ``DeliverySettings/requiresTLSOnward``.
    package var requiresTLSOnward: Bool { description.settings[CampaignSetting.requiresTLSOnward] != nil }

    /// What the runs so far have learned of the relay.
    package var relayKnowledge: RelayKnowledge? {
        description.settings[CampaignSetting.relayKnowledge].flatMap {
            RelayKnowledge(parsing: Array($0.utf8))
        }
    }
}
