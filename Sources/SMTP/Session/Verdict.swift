/// What we know about one transaction when it is over.
///
/// Each one offered gets exactly one.
public enum Verdict: Equatable, Sendable {
    /// The server took responsibility for every recipient (RFC 5321 §4.2.5): its reply to the end of data.
    case accepted(Reply)
    /// The message is at the server, but not for the recipients listed (at least one, in the order of the
    /// envelope). Trying the whole transaction again would deliver it twice to the others.
    case partlyAccepted(Reply, failures: [RecipientFailure])
    /// 5xx: nobody got it. `recipient` is the index in `forwardPaths` whose RCPT was refused, or nil when the
    /// reply is to MAIL, DATA or the end of data.
    case refused(Reply, recipient: Int?)
    /// 4xx, or every recipient was refused and at least one of them with 4xx: nobody got it, trying again makes
    /// sense. `recipient` as above.
    case deferred(Reply, recipient: Int?)
    /// The server cannot take such a message; nothing was written.
    case refusedLocally(LocalRefusal)
    /// The end of the message never reached the server's end of the wire: safe to try again, no attempt counted.
    case notSent(NotSentReason)
    /// The server may have it, as when its last octet was handed to the kernel and no reply came (RFC 1047).
    ///
    /// Never tried again without being asked.
    case inDoubt(InDoubtReason)
}

/// One recipient whom the server refused.
public struct RecipientFailure: Equatable, Sendable {
    /// Index in the transaction's `forwardPaths`.
    public let recipient: Int
    /// 4xx or 5xx.
    public let reply: Reply

    /// A refusal of one recipient; `recipient` is its index in the transaction.
    public init(recipient: Int, reply: Reply) {
        self.recipient = recipient
        self.reply = reply
    }
}

/// Why a transaction cannot be given to this server at all.
public enum LocalRefusal: Equatable, Sendable {
    /// Larger than the SIZE that the server advertises. A chunk over the limit makes some servers run its rest
    /// as commands, so such a message is never started.
    case tooLarge(size: Int, limit: Int)
    /// It has octets over 127, and 8BITMIME is not advertised.
    case needsEightBitMIME
    /// It is binary, and BINARYMIME or CHUNKING is not advertised.
    case needsBinaryMIME
    /// An address or a header is beyond ASCII, and SMTPUTF8 is not advertised.
    case needsSMTPUTF8
    /// More recipients than LIMITS RCPTMAX allows in one transaction (RFC 9422).
    case tooManyRecipients(count: Int, limit: Int)
    /// Recipients in more domains than LIMITS RCPTDOMAINMAX allows in one transaction (RFC 9422).
    case tooManyDomains(count: Int, limit: Int)
    /// Its envelope names nobody.
    case noRecipients
    /// A size below zero.
    case malformed

    /// The code a server would have answered with (RFC 3463).
    public var enhanced: EnhancedCode {
        switch self {
        case .tooLarge: EnhancedCode(5, 3, 4)
        case .needsEightBitMIME, .needsBinaryMIME: EnhancedCode(5, 6, 3)
        case .needsSMTPUTF8: EnhancedCode(5, 6, 7)
        case .tooManyRecipients, .tooManyDomains: EnhancedCode(5, 5, 3)
        case .noRecipients, .malformed: EnhancedCode(5, 5, 4)
        }
    }
}

/// Why a transaction was not sent.
///
/// All of these are safe to try again.
public enum NotSentReason: Equatable, Sendable {
    /// Offered when the session took no more, or claimed and never offered.
    case notStarted
    /// The connection is being replaced or closed by our own decision.
    case draining
    /// The server closes its service, or lets nobody in that did not authenticate.
    case closing(Reply)
    /// RSET was refused: what the server would have made of the transaction is unknown (RFC 3030 §2).
    case resetRefused(Reply)
    /// The connection is gone.
    case connectionLost
    /// A reply took longer than ``SessionConfiguration/patience`` allows.
    case deadlinePassed
    /// The server broke the protocol.
    case protocolFault(ProtocolFault)
    /// The opening failed; ``SessionEnd`` says how.
    case neverReady
}

/// Why nobody but the server knows what became of a message.
public enum InDoubtReason: Equatable, Sendable {
    /// The connection is gone.
    case connectionLost
    /// A reply took longer than ``SessionConfiguration/patience`` allows.
    case deadlinePassed
    /// The server broke the protocol.
    case protocolFault(ProtocolFault)
    /// The server said that it took the message, whose last octet was not at the kernel yet.
    case acceptedTooSoon(Reply)
}
