extension ReopenedCampaign {
    /// What the runs so far have learned of the relay.
    package var relayKnowledge: RelayKnowledge? {
        description.settings[CampaignSetting.relayKnowledge].flatMap {
            RelayKnowledge(parsing: Array($0.utf8))
        }
    }
}
