import Ledger
import SMTP
import Transport

/// How a run ended; what became of each recipient stands in the ledger.
package enum RunEnd: Sendable {
    /// Nothing was left to try, or the limit was reached.
    case completed
    case interrupted
    /// The relay could not be used (any more).
    case relayFailed(ConversationEnd)
    /// The ledger or the log could not be written. What the relay said of messages that were out at that
    /// moment stands only here.
    case recordingFailed(any Error, unrecorded: [String])

    init(_ finish: Schedule.Finish, failure: ConversationEnd?) {
        self =
            switch finish {
            case .exhausted: .completed
            case .interrupted: .interrupted
            case .relayFailed: .relayFailed(failure ?? .session(.connectionLost))
            }
    }
}

/// How a run ended, and where the campaign stands then.
package struct RunResult: Sendable {
    package let end: RunEnd
    /// Nil when the campaign file cannot be read any more.
    package let figures: Figures?
    /// What is known of the relay now.
    package let knowledge: RelayKnowledge
    package let use: RelayUse
    /// Why the transcript is not whole.
    package let transcriptFailure: FileFault?
}
