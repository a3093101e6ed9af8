import Ledger

/// Where a campaign stands, for other programs; docs/reports.md says what the members mean.
package struct CampaignStatus {
    private let campaign: CampaignFile
    private let figures: Figures

    /// - Throws: `LedgerFault`.
    package init(of campaign: CampaignFile) throws(LedgerFault) {
        self.campaign = campaign
        figures = try campaign.figures()
    }

    package var json: JSONObject {
        let description = campaign.description
        var object = JSONObject()
        object.add("campaign", description.name)
        object.add("id", description.id)
        object.add("file", campaign.path)
        object.add("list", description.listPath)
        object.add("relays", description.relays)
        object.add("created", Timestamp.text(description.createdAt))
        object.add("inUse", campaign.isInUse)
        object.add("rows", figures.rows)
        var outcomes = JSONObject()
        for outcome in Outcome.allCases { outcomes.add(outcome.word, figures[outcome]) }
        object.add("outcomes", outcomes)
        object.add("inFlight", figures.inFlight)
        object.add("partial", figures.partial)
        var bounces = JSONObject()
        bounces.add("hard", figures.hardBounces)
        bounces.add("soft", figures.softBounces)
        object.add("bounces", bounces)
        object.add("firstAttempt", figures.firstAttemptAt.map(Timestamp.text))
        object.add("lastAttempt", figures.lastAttemptAt.map(Timestamp.text))
        return object
    }
}
