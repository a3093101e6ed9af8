import SMTP
import Transport

extension ConversationEnd {
    /// What the end of one connection means for the next: the scope of a failure is decided here.
    var ending: Schedule.Ending {
        switch self {
        case .tls: .permanent
        case .network(.unknownHost): .permanent
        case .network: .transient
        case .session(let end): end.ending
        }
    }
}

extension SessionEnd {
    fileprivate var ending: Schedule.Ending {
        switch self {
        case .drained, .messageLimit, .refusalBudget, .proof:
            .planned
        case .serviceClosing, .authenticationDeferred, .protocolFault, .deadlinePassed, .connectionLost:
            .transient
        case .greetingRefused(let reply), .helloRefused(let reply), .startTLSRefused(let reply),
            .refusedEarly(let reply):
            reply.isTransient ? .transient : .permanent
        case .startTLSNotOffered, .octetsBehindStartTLS, .authenticationNeedsTLS, .authenticationUnavailable,
            .authenticationRefused, .authenticationRequired:
            .permanent
        }
    }
}
