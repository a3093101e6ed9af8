import CampaignRun

/// Says what is about to happen, and asks where somebody can answer.
struct Consent {
    /// By `--yes`, or by `--approved`, which names these very messages.
    let isGiven: Bool
    /// Nothing is said unless there is a question.
    let isQuiet: Bool

    /// - Parameter interruption: no, when it is requested before there is an answer.
    func isHad(for plan: SendingPlan, unless interruption: Interruption) -> Bool {
        let asks = !isGiven && Terminal.isInteractive
        if asks || !isQuiet { Terminal.print(plan.lines) }
        return !asks || Terminal.confirms(plan.question, unless: interruption)
    }
}
