import Ledger
import SMTP
import Transport

/// One thing that happened in a run, for those who want to hear of each.
package enum RunNews: Sendable {
    /// A message that was not accepted, or not for every recipient, and the words of the relay or our own.
    case message(row: Int, line: Int, address: [UInt8], outcome: Outcome, words: String)
    /// A connection takes messages.
    case connected(slot: Int)
    /// A connection was lost, or could not be made.
    case lost(slot: Int, RelayFailure)
    /// More happened than is kept between two looks.
    case omitted(Int)
}

/// What happened since somebody looked the last time.
struct NewsDesk: Sendable {
    /// A relay that refuses everything makes more of them than anybody reads.
    private static let most = 200

    private var news: [RunNews] = []
    private var omitted = 0

    mutating func tell(_ item: RunNews) {
        if news.count < Self.most { news.append(item) } else { omitted += 1 }
    }

    mutating func take() -> [RunNews] {
        defer { (news, omitted) = ([], 0) }
        return omitted > 0 ? news + [.omitted(omitted)] : news
    }
}
