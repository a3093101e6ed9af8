import CampaignRun
import Ledger

extension SendingPlan.Line {
    /// What a list that was read holds.
    ///
    /// - Parameter sample: which of them are sent, when the lot decides.
    static func subject(
        of imported: ImportSummary, signing: Signing?, limit: Int?, sample: RowSample? = nil
    ) -> [Self] {
        let count = min(imported.messages, limit ?? .max)
        let isPart = count < imported.messages
        let sizes =
            "\(amount(ofOctets: imported.totalOctets)) in all, "
            + "the largest \(amount(ofOctets: imported.largestMessage))"
        var lines = [
            Self(
                label: "messages",
                text: isPart
                    ? "\(count.grouped) of the list's \(imported.messages.grouped), which have \(sizes)"
                    : "\(count.grouped), \(sizes)"),
            Self(label: "from", text: (imported.sender ?? "<>").printable),
        ]
        if let first = imported.firstRecipient, let last = imported.lastRecipient {
            let range = first == last ? first.printable : "\(first.printable) … \(last.printable)"
            lines.append(Self(label: "to", text: isPart ? "\(count.grouped) of \(range)" : range))
        }
        if let sample { lines.append(Self(label: "seed", text: "\(sample.seed), of the rows by lot")) }
        if let signing { lines.append(Self(label: "signed", text: signing.phrase)) }
        return lines
    }

    /// What a campaign has left.
    ///
    /// - Parameters:
    ///   - retrying: outcomes that are tried again.
    ///   - messages: that will be sent.
    static func subject(of figures: Figures, retrying: Set<Outcome>, messages: Int) -> [Self] {
        let (tried, others) = (
            retrying.union([.pending]), Set(Outcome.allCases).subtracting(retrying.union([.pending]))
        )
        func phrase(_ outcomes: Set<Outcome>) -> String {
            Outcome.allCases.filter { outcomes.contains($0) && figures[$0] > 0 }
                .map { "\(figures[$0].grouped) \($0.title)" }.joined(separator: ", ")
        }
        let left = tried.reduce(0) { $0 + figures[$1] }
        var lines = [
            Self(
                label: "rows", text: "\(left.grouped) of \(figures.rows.grouped) are left: \(phrase(tried))"),
            Self(label: "messages", text: messages.grouped),
        ]
        let rest = phrase(others)
        if !rest.utf8.isEmpty { lines.append(Self(label: "not sent", text: rest)) }
        return lines
    }
}
