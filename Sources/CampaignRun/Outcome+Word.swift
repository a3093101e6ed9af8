import Ledger

extension Outcome {
    /// The word for it in reports, logs and options.
    package var word: String {
        switch self {
        case .pending: "pending"
        case .accepted: "accepted"
        case .refused: "refused"
        case .deferred: "deferred"
        case .inDoubt: "in-doubt"
        case .invalid: "invalid"
        case .skipped: "skipped"
        }
    }
}
