import Ledger
import SMTP
import Transport

/// How a run ended; what became of each recipient stands in the ledger.
package enum RunEnd: Sendable {
    /// Nothing was left to try, or the limit was reached.
    case completed
    case interrupted
    /// More recipients were refused than the user said.
    case tooManyRefused(RefusalCount)
    /// None of the relays could be used (any more), each for its own reason.
    case relaysFailed([RelayFailure])
    /// The ledger or the log could not be written. What the relay said of messages that were out at that
    /// moment stands only here.
    case recordingFailed(any Error, unrecorded: [String])

    init(_ finish: Schedule.Finish, failures: [RelayFailure]) {
        self =
            switch finish {
            case .exhausted: .completed
            case .interrupted: .interrupted
            case .relayFailed: .relaysFailed(failures)
            }
    }
}

/// How a run ended, and where the campaign stands then.
package struct RunResult: Sendable {
    package let end: RunEnd
    /// Nil when the campaign file cannot be read any more.
    package let figures: Figures?
    /// In the order in which they were given.
    package let relays: [RelayResult]
    /// Why the transcript is not whole.
    package let transcriptFailure: FileFault?
}
