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

/// An envelope and the octets that go with it.
public struct OutgoingMessage: Sendable {
    /// Who sends to whom, and what must be known of the octets.
    public let transaction: Transaction
    package let content: MessageContent

    package init(transaction: Transaction, content: MessageContent) {
        self.transaction = transaction
        self.content = content
    }

    /// A message with its envelope.
    ///
    /// - Parameters:
    ///   - sender: the reverse path; nil for the null path `<>`, to which nothing is reported back.
    ///   - recipients: the forward paths, at least one.
    ///   - octets: header, empty line and body (RFC 5322) as BDAT carries them: lines that end in CR LF, the last one too,
    ///     no other CR or LF, dots not doubled.
    ///   - body: what the octets are made of; `sevenBit` promises that none is over 127.
    ///   - isInternationalized: whether header fields hold UTF-8 (RFC 6532).
    public init(
        from sender: Path?, to recipients: [Path], octets: [UInt8], body: BodyType = .sevenBit,
        isInternationalized: Bool = false
    ) {
        transaction = Transaction(
            id: 0, reversePath: sender, forwardPaths: recipients, size: octets.count, body: body,
            isInternationalized: isInternationalized)
        content = MessageContent(pieces: [ByteBuffer(bytes: octets)])
    }

    /// The same under another number.
    func numbered(_ id: UInt64) -> OutgoingMessage {
        var transaction = transaction
        transaction.id = id
        return OutgoingMessage(transaction: transaction, content: content)
    }
}

/// The octets of one message: canonical CR LF lines, the last one ended.
///
/// A piece that many messages share (a static attachment) is the same buffer in each; nothing is copied.
package struct MessageContent: Sendable {
    package let pieces: [ByteBuffer]

    /// Octets in all.
    var size: Int { pieces.reduce(0) { $0 + $1.readableBytes } }

    package init(pieces: [ByteBuffer]) {
        self.pieces = pieces
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
        } else {
            self = .network(NetworkFault(error))
        }
    }
}
