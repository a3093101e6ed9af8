import Ledger

/// What a campaign file must say, kept the simple way.
struct Model: Equatable {
    struct Standing: Equatable {
        var outcome: Outcome
        var attempts = 0
        /// The outcome before the claim, while there is one.
        var claimedFrom: Outcome?
    }

    private(set) var rows: [Int: Standing] = [:]

    init(rows: [Int: Outcome]) { self.rows = rows.mapValues { Standing(outcome: $0) } }

    init(pendingRows count: Int) {
        self.init(rows: Dictionary(uniqueKeysWithValues: (1...count).map { ($0, .pending) }))
    }

    var claimed: [Int] { rows.filter { $0.value.claimedFrom != nil }.map(\.key).sorted() }

    mutating func claim(_ row: Int) {
        guard let standing = rows[row] else { return }
        rows[row] = Standing(
            outcome: .pending, attempts: standing.attempts + 1, claimedFrom: standing.outcome)
    }

    mutating func settle(_ row: Int, _ verdict: AttemptResult.Verdict) {
        guard var standing = rows[row], let before = standing.claimedFrom else { return }
        standing.claimedFrom = nil
        switch verdict {
        case .accepted: standing.outcome = .accepted
        case .refused: standing.outcome = .refused
        case .refusedUnsent: (standing.outcome, standing.attempts) = (.refused, standing.attempts - 1)
        case .deferred: standing.outcome = .deferred
        case .inDoubt: standing.outcome = .inDoubt
        case .invalid: (standing.outcome, standing.attempts) = (.invalid, standing.attempts - 1)
        case .skipped: (standing.outcome, standing.attempts) = (.skipped, standing.attempts - 1)
        case .released: (standing.outcome, standing.attempts) = (before, standing.attempts - 1)
        }
        rows[row] = standing
    }

    /// What opening after a crash makes of open claims.
    mutating func crash() {
        for row in claimed { settle(row, .inDoubt) }
    }

    /// What a reader beside the sender sees is the same as what stands here: claimed rows are pending.
    func agrees(with file: CampaignFile) throws -> Bool {
        var found: [Int: Standing] = [:]
        try file.eachRow { found[$0.row] = Standing(outcome: $0.outcome, attempts: $0.attempts) }
        let expected = rows.mapValues { Standing(outcome: $0.outcome, attempts: $0.attempts) }
        let figures = try file.figures()
        let counted = Outcome.allCases.allSatisfy { outcome in
            figures[outcome] == rows.values.count { $0.outcome == outcome }
        }
        return found == expected && counted && figures.inFlight == claimed.count
    }

    /// Performs one `commit` of a script (see the victim's `Script`).
    mutating func perform(_ step: Substring) {
        guard step.hasPrefix("commit") else { return }
        let words = step.split(separator: " ").dropFirst()
        // Results come before claims.
        for word in words where word.first != "c" {
            let verdict: AttemptResult.Verdict =
                switch word.first {
                case "a": .accepted
                case "r": .refused
                case "d": .deferred
                case "i": .inDoubt
                case "x": .invalid
                default: .released
                }
            settle(Int(word.dropFirst()) ?? 0, verdict)
        }
        for word in words where word.first == "c" { claim(Int(word.dropFirst()) ?? 0) }
    }
}
