import Cryptography
import SMTP
import Transport

extension ConversationEnd {
    /// What the end of one connection means for the next: the scope of a failure is decided here.
    var ending: Schedule.Ending {
        switch self {
        case .tls(let fault): fault.mayPass ? .transient : .permanent
        case .network(let fault) where fault.isPermanent: .permanent
        // What the token comes from may be there again in a moment.
        case .network, .noToken: .transient
        case .session(let end): end.ending
        }
    }

    /// The connection went without a closing reply: messages that were out may be in doubt.
    ///
    /// A server that closes with octets unread resets the connection, which is the network's word for the same.
    var isUnannounced: Bool {
        switch self {
        case .session(.connectionLost), .session(.deadlinePassed), .session(.protocolFault), .tls, .network:
            true
        case .session, .noToken: false
        }
    }
}

extension TLSFault {
    /// Another connection may do better: octets were damaged on the way, or the other side is in trouble of its own.
    fileprivate var mayPass: Bool {
        switch self {
        case .violation, .notOpen: true
        // bad_record_mac, record_overflow, internal_error, user_canceled (RFC 8446 §6).
        case .alert(let code, _): [20, 22, 80, 90].contains(code)
        case .certificate, .serverName, .notTLS, .versionTooOld, .noSharedCipher, .file, .setup: false
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
