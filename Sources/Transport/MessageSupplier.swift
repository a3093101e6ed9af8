import Cryptography
import NIOCore
import SMTP

/// Where a conversation gets its messages and tells what became of them.
///
/// Called on the conversation's event loop only.
package protocol MessageSupplier: AnyObject {
    /// The next message, composed now, or nil when there is none at the moment (then `resupply()` later).
    func nextMessage() -> OutgoingMessage?
    /// TLS stands.
    func conversationSecured(by tls: TLSDescription)
    func conversationReady(_ capabilities: Capabilities)
    /// Exactly once for each message handed out, at the latest before ``conversationEnded(_:_:)``.
    func finished(_ id: UInt64, _ verdict: Verdict)
    /// A turn is over: everything the last octets from the server brought about was reported.
    func turnEnded()
    /// Whether somebody wants to see the conversation; asked once, at its beginning.
    var keepsTranscript: Bool { get }
    /// What was said since the last time; only when ``keepsTranscript``.
    func transcribed(_ lines: [TranscriptLine])
    /// Once, last.
    func conversationEnded(_ end: ConversationEnd, _ figures: ConversationFigures)
}

extension MessageSupplier {
    package var keepsTranscript: Bool { false }
    package func transcribed(_ lines: [TranscriptLine]) {}
}

/// What protects a connection.
package struct TLSDescription {
    /// In OpenSSL's words, such as `TLSv1.3`.
    package let version: String
    package let cipher: String
    /// Looked up when asked for: nearly nobody does.
    package let certificates: () -> [CertificateSummary]
}

/// What a conversation cost, and what it has shown of the relay.
package struct ConversationFigures: Equatable, Sendable {
    package var session: SessionFigures
    /// Octets written, before TLS makes more of them.
    package var octets = 0
    /// The shortest time between a command of the opening and its reply; nil when there was none.
    package var roundTrip: TimeAmount?

    package init(session: SessionFigures) {
        self.session = session
    }
}

/// Why a conversation is over.
package enum ConversationEnd: Sendable {
    case session(SessionEnd)
    case tls(TLSFault)
    /// No connection could be made, or the system reported an error on it.
    case network(NetworkFault)
    /// There was nothing to authenticate with.
    case noToken(NoToken)

    /// What stopped a connection that was being made or used.
    package init(_ error: any Error) {
        if let fault = error as? TLSFault {
            self = .tls(fault)
        } else if let fault = error as? NoToken {
            self = .noToken(fault)
        } else if error as? ChannelError == .ioOnClosedChannel {
            self = .session(.connectionLost)
        } else {
            self = .network(NetworkFault(error))
        }
    }
}
