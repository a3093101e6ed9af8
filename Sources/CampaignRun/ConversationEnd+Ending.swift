import SMTP
import Transport

extension ConversationEnd {
    /// What the end of one connection means for the next: the scope of a failure is decided here.
    var ending: Schedule.Ending {
        switch self {
        case .tls: .permanent
        case .network(let fault) where fault.isPermanent: .permanent
        // What the token comes from may be there again in a moment.
        case .network, .noToken: .transient
        case .session(let end): end.ending
        }
    }

    /// The connection went without a closing reply: messages that were out may be in doubt.
    var isUnannounced: Bool {
        switch self {
        case .session(.connectionLost), .session(.deadlinePassed), .session(.protocolFault): true
        case .session, .tls, .network, .noToken: false
        }
    }
}

extension SessionEnd {
    fileprivate var ending: Schedule.Ending {
        switch self {
        case .drained:
            .drained
        case .messageLimit, .refusalBudget:
            .planned
        case .proof, .keywordsChanged:
            .proved
        case .serviceClosing, .authenticationDeferred, .tokenExpired, .protocolFault, .deadlinePassed,
            .noGreeting,
            .connectionLost:
            .transient
        case .greetingRefused(let reply), .helloRefused(let reply), .startTLSRefused(let reply),
            .refusedEarly(let reply):
            reply.isTransient ? .transient : .permanent
        case .helloUnknown, .startTLSNotOffered, .requireTLSNotOffered, .startTLSGarbled,
            .octetsBehindStartTLS, .authenticationNeedsTLS, .authenticationUnavailable,
            .authenticationRefused, .authenticationFault, .authenticationRequired:
            .permanent
        }
    }
}
