import Ledger

extension Office {
    /// Leaves in the campaign file what the run has found out about the relay.
    func keepFindings() throws(LedgerFault) {
        if !connections.knowledge.isEmpty {
            try file.keep(connections.knowledge.text, as: CampaignSetting.relayKnowledge)
        }
        if connections.asksForReports, use.withoutReports > 0 {
            let count = file.description.withoutReports + use.withoutReports
            try file.keep(String(count), as: CampaignSetting.withoutReports)
        }
    }
}
