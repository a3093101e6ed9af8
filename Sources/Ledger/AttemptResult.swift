/// What came of one claim.
package struct AttemptResult: Equatable, Sendable {
    package enum Verdict: Equatable, Sendable {
        case accepted
        case refused
        /// It was found out before anything was written that the relay refuses such a message: no attempt counts.
        case refusedUnsent
        case deferred
        case inDoubt
        /// The message could not be made after all. Nothing was sent: the attempt does not count.
        case invalid
        /// The message is not to be sent. Nothing was: the attempt does not count.
        case skipped
        /// Nothing of the message can have reached the relay: the row is as it was before the claim (pending,
        /// or what an earlier attempt had come to), and no attempt is counted or recorded.
        case released
    }

    package var row: Int
    package var verdict: Verdict
    /// When the verdict was known, milliseconds since 1970.
    package var at: Int64
    /// The reply code, when a reply decided.
    package var code: Int?
    /// The enhanced status code, such as `5.1.1`.
    package var enhanced: String?
    /// The reply's text.
    package var text: [UInt8]?
    /// What decided when it was no reply.
    ///
    /// With one, which of the message's recipients came to something else.
    package var reason: String?
    /// The relay the connection went to; empty when there was none.
    package var relay: String
    /// Which of the run's connections it was.
    package var connection: Int
    /// When a deferred row is to be tried again, milliseconds since 1970; nil when that is not planned.
    package var retryAt: Int64?

    package init(
        row: Int, verdict: Verdict, at: Int64, code: Int? = nil, enhanced: String? = nil,
        text: [UInt8]? = nil,
        reason: String? = nil, relay: String = "", connection: Int = 0
    ) {
        self.row = row
        self.verdict = verdict
        self.at = at
        self.code = code
        self.enhanced = enhanced
        self.text = text
        self.reason = reason
        self.relay = relay
        self.connection = connection
    }
}

extension AttemptResult {
    /// The message was accepted, though not for all of its recipients.
    var isPartial: Bool { verdict == .accepted && reason != nil }
}

extension AttemptResult.Verdict {
    /// What is stored; nil for what leaves no trace.
    var outcome: Outcome? {
        switch self {
        case .accepted: .accepted
        case .refused, .refusedUnsent: .refused
        case .deferred: .deferred
        case .inDoubt: .inDoubt
        case .invalid: .invalid
        case .skipped: .skipped
        case .released: nil
        }
    }

    /// Whether the claim was no attempt, although something came of it.
    var isUnsent: Bool { self == .invalid || self == .skipped || self == .refusedUnsent }
}
