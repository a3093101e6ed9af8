import Ledger
import SMTP

/// How one run goes about the campaign.
package struct RunSettings: Sendable {
    /// Connections at the most.
    package var connections: Int
    /// Messages to try in this run; nil for all.
    package var limit: Int?
    /// Outcomes that are tried again beside `pending`.
    package var retrying: Set<Outcome>
    /// The sentence recorded for a row that cannot be composed any more.
    package var wording: @Sendable (RowProblem) -> String

    package init(
        connections: Int, limit: Int?, retrying: Set<Outcome>,
        wording: @escaping @Sendable (RowProblem) -> String
    ) {
        self.connections = connections
        self.limit = limit
        self.retrying = retrying
        self.wording = wording
    }
}
