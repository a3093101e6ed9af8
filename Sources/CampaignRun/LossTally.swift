import SMTP

/// How often a row's message was on a connection that was lost before it was out.
///
/// A message that costs every connection it is offered to (a middle box that resets on its content) must not be
/// the first on each new one for ever.
struct LossTally {
    private static let limit = 3
    private var losses: [Int: Int] = [:]

    /// The same, or that the row is given up for this run.
    mutating func judged(_ settlement: Settlement) -> Settlement {
        guard case .verdict(.notSent(let reason)) = settlement.result,
            note(settlement.claim.recipient.row, reason)
        else { return settlement }
        return Settlement(claim: settlement.claim, result: .givenUp(reason), slot: settlement.slot)
    }

    /// Counts one more for `row`; true when it is to be given up for this run.
    private mutating func note(_ row: Int, _ reason: NotSentReason) -> Bool {
        switch reason {
        case .connectionLost, .deadlinePassed, .protocolFault: break
        case .notStarted, .draining, .closing, .resetRefused, .neverReady: return false
        }
        losses[row, default: 0] += 1
        return losses[row, default: 0] >= Self.limit
    }
}
