import Ledger
import SMTP

/// A recipient claimed for one attempt: the claim is in the ledger before this value exists.
struct ClaimedRecipient: Sendable {
    let recipient: PendingRecipient
    /// Unix seconds of the first attempt: the message's Date, the same in every attempt.
    let date: Int64
}

/// What came of one claim.
struct Settlement: Sendable {
    enum Result: Sendable {
        case verdict(Verdict)
        /// It could not be composed any more (an attachment is gone).
        case invalid(RowProblem)
        /// An address passed composing and not the envelope's gate; never sent.
        case unsendable
    }

    let claim: ClaimedRecipient
    let result: Result

    init(_ claim: ClaimedRecipient, _ result: Result) {
        self.claim = claim
        self.result = result
    }
}
