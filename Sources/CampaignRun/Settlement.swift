import Ledger
import SMTP

/// A recipient claimed for one attempt: the claim is in the ledger before this value exists.
struct ClaimedRecipient: Sendable {
    let recipient: PendingRecipient
    /// Unix seconds of the first attempt: the message's Date, the same in every attempt.
    let date: Int64
    /// When it was claimed, milliseconds since 1970: its start, for rates and caps.
    let claimedAt: Int64
    /// It goes to a domain whose answers are waited for.
    var isSlow = false
    /// When it was composed, by a clock that is never set, in milliseconds.
    var offeredAt: Int64 = 0
    /// The first recipient's address, once the message was composed.
    var address: [UInt8] = []
}

/// What came of one claim.
struct Settlement: Sendable {
    enum Result: Sendable {
        case verdict(Verdict)
        /// It cost connection after connection before it was out: not in this run any more.
        case givenUp(NotSentReason)
        /// It could not be composed any more (an attachment is gone).
        case invalid(RowProblem)
        /// An address passed composing and not the envelope's gate; never sent.
        case unsendable(PathFault)
    }

    let claim: ClaimedRecipient
    let result: Result
    /// The connection's number.
    let slot: Int
    /// Milliseconds for which nothing but this answer was waited for on its connection; 0 for what was no answer.
    let wait: Int64
    /// When the recipient is tried again, milliseconds since 1970; nil when it is not.
    private(set) var retryAt: Int64?

    init(claim: ClaimedRecipient, result: Result, slot: Int, wait: Int64 = 0) {
        (self.claim, self.result, self.slot, self.wait) = (claim, result, slot, wait)
    }

    func retried(at time: Int64?) -> Settlement {
        var settlement = self
        settlement.retryAt = time
        return settlement
    }
}

extension Settlement {
    /// The one place where the conversation's words become the ledger's.
    func ledgerResult(at milliseconds: Int64, relay: String, wording: some Wording) -> AttemptResult {
        var attempt = AttemptResult(
            row: claim.recipient.row, verdict: ledgerVerdict, at: milliseconds, relay: relay, connection: slot
        )
        if let reply {
            attempt.code = reply.code
            attempt.enhanced = reply.enhanced?.description
            attempt.text = Array(reply.text.utf8)
        }
        attempt.reason = reason(wording)
        attempt.retryAt = retryAt
        return attempt
    }

    /// The JSON line of the live log; nil when the row is simply pending again.
    ///
    /// - Parameter relay: nil when the run has only one.
    func logLine(at milliseconds: Int64, relay: String?, wording: some Wording) -> [UInt8]? {
        guard let outcome else { return nil }
        var object = JSONObject()
        object.add("time", Timestamp.text(milliseconds))
        object.add("row", claim.recipient.row)
        object.add("line", claim.recipient.line)
        object.add("address", claim.address)
        object.add("outcome", outcome.word)
        object.add("code", reply?.code)
        object.add("enhanced", reply?.enhanced?.description)
        if let reply { object.add("reply", Array(reply.text.utf8)) }
        object.add("reason", reason(wording))
        object.add("relay", relay)
        object.add("connection", slot)
        object.add("retry", retryAt.map(Timestamp.text))
        return object.finish() + [UInt8(ascii: "\n")]
    }

    /// A message that reached only some of its recipients counts by what became of the first of them.
    var ledgerVerdict: AttemptResult.Verdict {
        switch result {
        case .verdict(.accepted): .accepted
        case .verdict(.partlyAccepted(_, let failures)):
            failures.contains { $0.recipient == 0 } ? .refused : .accepted
        case .verdict(.refused): .refused
        // No server was asked: the row cannot be sent through this relay (RFC 6531 §3.2).
        case .verdict(.refusedLocally(.needsSMTPUTF8)): .invalid
        case .verdict(.refusedLocally): .refusedUnsent
        case .verdict(.deferred), .givenUp: .deferred
        case .verdict(.notSent): .released
        case .verdict(.inDoubt): .inDoubt
        case .invalid(let problem) where problem.kind == .suppressed:
            // What an earlier attempt came to is not to be forgotten.
            claim.recipient.outcome.isLasting ? .released : .skipped
        case .invalid, .unsendable: .invalid
        }
    }

    /// The outcome of the row; nil when it is simply pending again.
    private var outcome: Outcome? {
        switch ledgerVerdict {
        case .accepted: .accepted
        case .refused, .refusedUnsent: .refused
        case .deferred: .deferred
        case .inDoubt: .inDoubt
        case .invalid: .invalid
        case .skipped: .skipped
        case .released: nil
        }
    }

    private var reply: Reply? {
        switch result {
        case .verdict(.accepted(let reply)), .verdict(.refused(let reply, _)),
            .verdict(.deferred(let reply, _)):
            reply
        case .verdict(.partlyAccepted(let reply, let failures)):
            failures.first { $0.recipient == 0 }?.reply ?? reply
        case .verdict(.refusedLocally), .verdict(.notSent), .verdict(.inDoubt), .givenUp, .invalid,
            .unsendable:
            nil
        }
    }

    private func reason(_ wording: some Wording) -> String? {
        switch result {
        case .verdict(.accepted), .verdict(.refused), .verdict(.deferred), .verdict(.notSent): nil
        case .verdict(.partlyAccepted(_, let failures)): wording.sentence(for: failures)
        case .verdict(.refusedLocally(let refusal)): wording.sentence(for: refusal)
        case .verdict(.inDoubt(let doubt)): wording.sentence(for: doubt)
        case .givenUp(let reason): wording.sentence(for: reason)
        case .invalid(let problem): wording.sentence(for: problem)
        case .unsendable(let fault): wording.sentence(for: fault)
        }
    }

    /// The server said that another attempt makes sense.
    var isDeferral: Bool {
        if case .verdict(.deferred) = result { true } else { false }
    }

    /// Whether the message was offered to a relay, or may have been.
    var wasOffered: Bool {
        switch result {
        case .verdict(.notSent), .verdict(.refusedLocally), .invalid, .unsendable: false
        case .verdict, .givenUp: true
        }
    }

    /// Whether it tells that the relay takes and judges messages.
    var showsProgress: Bool {
        switch result {
        case .verdict(.accepted), .verdict(.partlyAccepted), .verdict(.refused), .verdict(.deferred): true
        case .verdict(.refusedLocally), .verdict(.notSent), .verdict(.inDoubt), .givenUp, .invalid,
            .unsendable:
            false
        }
    }

    /// Some of the message's recipients were refused, and others not.
    private var isPartial: Bool {
        if case .verdict(.partlyAccepted) = result { true } else { false }
    }

    /// Nil for what was accepted for all recipients, and for what is pending again.
    func news(wording: some Wording) -> RunNews? {
        guard let outcome, outcome != .accepted || isPartial else { return nil }
        let reply = isPartial ? nil : self.reply
        return .message(
            row: claim.recipient.row, line: claim.recipient.line, address: claim.address, outcome: outcome,
            words: reply.map { "\($0)" } ?? reason(wording) ?? "")
    }

    /// For the terminal, when the ledger cannot take it any more.
    func unrecordedLine(at milliseconds: Int64, relay: String?, wording: some Wording) -> String? {
        logLine(at: milliseconds, relay: relay, wording: wording).map {
            String(decoding: $0.dropLast(), as: UTF8.self)
        }
    }
}

/// The sentences that are kept with a row; the command line has them.
package protocol Wording: Sendable {
    func sentence(for problem: RowProblem) -> String
    func sentence(for fault: PathFault) -> String
    func sentence(for refusal: LocalRefusal) -> String
    func sentence(for doubt: InDoubtReason) -> String
    func sentence(for reason: NotSentReason) -> String
    /// The recipients of a message that others of its recipients got.
    func sentence(for failures: [RecipientFailure]) -> String
}
