import Ledger

extension Office {
    /// Leaves in the campaign file what the run has found out about its relays.
    func keepFindings() throws(LedgerFault) {
        let known = connections.floors.map(\.knowledge).filter { !$0.isEmpty }
        if !known.isEmpty {
            try file.keep(known.map(\.text).joined(), as: CampaignSetting.relayKnowledge)
        }
        let withoutReports = relays.reduce(0) { $0 + $1.use.withoutReports }
        if connections.asksForReports, withoutReports > 0 {
            let count = file.description.withoutReports + withoutReports
            try file.keep(String(count), as: CampaignSetting.withoutReports)
        }
    }
}
