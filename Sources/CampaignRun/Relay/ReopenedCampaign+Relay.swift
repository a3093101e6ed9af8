extension ReopenedCampaign {
    /// Whether every relay on the way is to use TLS; see ``DeliverySettings/requiresTLSOnward``.
    package var requiresTLSOnward: Bool { description.settings[CampaignSetting.requiresTLSOnward] != nil }

    /// What the runs so far have learned of the relays they used.
    package var relayKnowledge: [RelayKnowledge] {
        RelayKnowledge.all(in: Array((description.settings[CampaignSetting.relayKnowledge] ?? "").utf8))
    }
}

extension RelayKnowledge {
    /// Reads texts that stand one behind another, as many as make sense.
    static func all(in octets: [UInt8]) -> [RelayKnowledge] {
        var found: [RelayKnowledge] = []
        var start = octets.startIndex
        let end = Array("\nend\n".utf8)
        while let close = octets[start...].firstRange(of: end) {
            if let knowledge = RelayKnowledge(parsing: Array(octets[start..<close.upperBound])) {
                found.append(knowledge)
            }
            start = close.upperBound
        }
        return found
    }
}
