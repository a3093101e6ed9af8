import Ledger

/// Why rows have the outcome they have, and how many for each reason.
struct OutcomeReasons {
    struct Reason: Equatable {
        let outcome: Outcome
        /// The server's, or our own where it said nothing.
        let words: String
        fileprivate(set) var count: Int
    }

    /// Reasons told apart at the most.
    private static let most = 1000

    private var reasons: [Reason] = []

    /// - Throws: `LedgerFault`.
    init(of campaign: CampaignFile) throws {
        try campaign.eachRow { row in
            guard row.outcome != .accepted, row.outcome != .pending else { return }
            let reply = row.code.map { code in
                ([String(code)] + [row.enhanced].compactMap(\.self)
                    + [String(decoding: row.text ?? [], as: UTF8.self)]).joined(separator: " ")
            }
            add(row.outcome, reply ?? row.reason ?? "")
        }
    }

    private mutating func add(_ outcome: Outcome, _ words: String) {
        let octets = Array(words.utf8)
        if let index = reasons.firstIndex(where: {
            $0.outcome == outcome && $0.words.utf8.elementsEqual(octets)
        }) {
            reasons[index].count += 1
        } else if reasons.count < Self.most {
            reasons.append(Reason(outcome: outcome, words: words, count: 1))
        }
    }

    /// The most frequent first.
    func sorted(of outcome: Outcome) -> [Reason] {
        reasons.filter { $0.outcome == outcome && !$0.words.utf8.isEmpty }.sorted { $0.count > $1.count }
    }
}
