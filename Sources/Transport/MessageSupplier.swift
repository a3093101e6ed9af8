import Cryptography
import NIOCore
import SMTP

/// Where a conversation gets its messages and tells what became of them.
///
/// Called on the conversation's event loop only.
package protocol MessageSupplier: AnyObject {
    /// The next message, composed now, or nil when there is none at the moment (then `resupply()` later).
    func nextMessage() -> OutgoingMessage?
    func conversationSecured(version: String, cipher: String)
    func conversationReady(_ capabilities: Capabilities)
    /// Exactly once for each message handed out, at the latest before ``conversationEnded(_:)``.
    func finished(_ id: UInt64, _ verdict: Verdict)
    /// A turn is over: everything the last octets from the server brought about was reported.
    func turnEnded()
    /// Once, last.
    func conversationEnded(_ end: ConversationEnd)
}

/// An envelope and the octets that go with it.
package struct OutgoingMessage {
    package let transaction: Transaction
    package let content: MessageContent

    package init(transaction: Transaction, content: MessageContent) {
        self.transaction = transaction
        self.content = content
    }
}

/// The octets of one message: canonical CR LF lines, the last one ended.
///
/// A piece that many messages share (a static attachment) is the same buffer in each; nothing is copied.
package struct MessageContent {
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

    /// What stopped a connection that was being made or used.
    package init(_ error: any Error) {
        if let fault = error as? TLSFault {
            self = .tls(fault)
        } else {
            self = .network(NetworkFault(error))
        }
    }
}
