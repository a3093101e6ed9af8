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
    /// The relay's URL, recorded with each attempt.
    package var relay: String
    /// The sentences recorded with rows.
    package var wording: any Wording

    package init(
        connections: Int, limit: Int?, retrying: Set<Outcome>, relay: String,
        wording: any Wording
    ) {
        self.connections = connections
        self.limit = limit
        self.retrying = retrying
        self.relay = relay
        self.wording = wording
    }
}
