import NIOCore
import SMTP

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
    ///   - octets: header, empty line and body (RFC 5322): lines that end in CR LF, the last one too, dots not doubled.
    ///   - body: what the octets are made of.
    ///   - isInternationalized: whether header fields hold UTF-8 (RFC 6532).
    /// - Throws: when the octets are not what is said of them; binary ones are not looked at.
    public init(
        from sender: Path?, to recipients: [Path], octets: [UInt8], body: BodyType = .sevenBit,
        isInternationalized: Bool = false
    ) throws(ContentFault) {
        if body != .binaryMIME { try ContentFault.check(octets, isSevenBit: body == .sevenBit) }
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

    package init(pieces: [ByteBuffer]) {
        self.pieces = pieces
    }
}
