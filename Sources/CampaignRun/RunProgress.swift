import Ledger
import SMTP
import Transport

/// Figures of a run while it goes on.
package struct RunProgress: Sendable {
    /// Recipients this run means to try.
    package let total: Int
    package private(set) var accepted = 0
    package private(set) var refused = 0
    package private(set) var deferred = 0
    package private(set) var inDoubt = 0
    package private(set) var invalid = 0
    /// TLS version and cipher, or nil while nothing is protected.
    package var protection: String?
    /// Why the last connection ended, while nothing has come through since.
    package var trouble: ConversationEnd?

    /// What keeps the next message from being sent.
    package var pause: Pause?

    package init(total: Int) {
        self.total = total
    }

    package var done: Int { accepted + refused + deferred + inDoubt + invalid }

    mutating func count(_ settlement: Settlement) {
        switch settlement.ledgerVerdict {
        case .accepted: accepted += 1
        case .refused, .refusedUnsent: refused += 1
        case .deferred: deferred += 1
        case .inDoubt: inDoubt += 1
        case .invalid: invalid += 1
        case .released: break
        }
    }
}
