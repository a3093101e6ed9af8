import Ledger
import SMTP

/// How one run goes about the campaign.
package struct RunSettings: Sendable {
    /// Transactions that a connection may leave unanswered, if the relay is proven to take it; 1 for no more than
    /// one ahead, nil for what the relay has earned.
    package var window: Int?
    /// Messages to try in this run; nil for all.
    package var limit: Int?
    /// Outcomes that are tried again beside `pending`.
    package var retrying: Set<Outcome>
    /// The only rows to try; nil for all.
    package var rows: RowSelection?
    /// Rows not to try, whatever else is said; none that is deferred.
    package var omitted: Set<Int> = []
    /// The sentences recorded with rows.
    package var wording: any Wording
    /// When messages may start.
    package var pace = PaceSettings.unlimited
    /// Whether progress tells of each message that was not accepted, and of connections.
    package var tellsNews = false
    /// Deferred rows that are tried again do not wait for their time.
    package var isHurried = false
    /// Decides how long exactly the waits between attempts are.
    package var seed = UInt64.random(in: 0...(.max))

    /// With fewer messages than this the proof would cost more round trips than it saves.
    static let fewestForProof = 64

    package init(window: Int?, limit: Int?, retrying: Set<Outcome>, wording: any Wording) {
        self.window = window
        self.limit = limit
        self.retrying = retrying
        self.wording = wording
    }
}
