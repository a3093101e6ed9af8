import CampaignRun

/// What progress shows of a run at one moment.
struct ProgressState: Equatable {
    /// A number of messages with one outcome, in the order in which they are shown.
    struct Tally: Equatable {
        enum Kind: String, CaseIterable {
            case accepted
            case refused
            case deferred
            case inDoubt = "in doubt"
            case invalid
            case skipped
        }

        let kind: Kind
        let count: Int
    }

    /// Milliseconds since 1970.
    var now: Int64
    /// Messages that the run means to send.
    var total: Int
    /// One for each kind.
    var tallies: [Tally]
    /// Messages that were turned away for now and are tried again; they have no outcome yet.
    var toRetry = 0
    /// Messages a second; nil before anything is known.
    var speed: Double?
    var averageSpeed: Double?
    /// Seconds, with the pace's rates and hours; nil while nobody knows.
    var timeLeft: Int?
    var connections = 0
    /// Messages that each connection may leave unanswered, where that is more than one.
    var window: Int?
    /// What is waited for.
    var pause: Pause?
    /// Why the last connection ended, while nothing has come through since; it may hold any character.
    var trouble: String?

    var done: Int { tallies.reduce(0) { $0 + $1.count } }

    /// Those that were not accepted.
    var failures: [Tally] { tallies.filter { $0.kind != .accepted && $0.count > 0 } }

    func count(_ kind: Tally.Kind) -> Int { tallies.first { $0.kind == kind }?.count ?? 0 }
}
