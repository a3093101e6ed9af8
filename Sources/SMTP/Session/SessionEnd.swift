/// Why a session is over.
public enum SessionEnd: Equatable, Sendable {
    /// Drained as asked; QUIT was said.
    case drained
    /// As many messages as a connection may carry: by configuration, by LIMITS, or because the server said so
    /// after `accepted` messages. The next connection goes on.
    case messageLimit(accepted: Int)
    /// Closed before the server loses patience with refused recipients. The next connection goes on.
    case refusalBudget
    /// EHLO was answered with other keywords than those what is known of the relay belongs to; nothing was sent.
    case keywordsChanged
    /// 421, or another reply that ends the service.
    case serviceClosing(Reply)
    /// The server greeted with 4xx or 5xx (RFC 5321 §3.1): it takes no mail now, or none from us.
    case greetingRefused(Reply)
    /// EHLO (and HELO, where allowed) was refused. Without EHLO there is neither TLS nor AUTH.
    case helloRefused(Reply)
    /// TLS was required and the server does not know EHLO (500 to 509), without which there is no STARTTLS.
    case helloUnknown(Reply)
    /// TLS was required and STARTTLS not advertised; nothing else was said.
    case startTLSNotOffered
    /// The server advertised STARTTLS and refused it.
    case startTLSRefused(Reply)
    /// TLS was required and the server answered STARTTLS with octets that are no reply.
    case startTLSGarbled(ReplyFault)
    /// TLS was to be required of every relay, and REQUIRETLS is not offered, or there is no TLS here; nothing was sent.
    case requireTLSNotOffered
    /// Octets stood behind the reply to STARTTLS: somebody on the way wrote them (CVE-2011-0411).
    case octetsBehindStartTLS
    /// AUTH would have had to go in clear, or to a server whose certificate nobody looks at.
    case authenticationNeedsTLS
    /// None of the mechanisms offered can be used with these credentials.
    case authenticationUnavailable(offered: [String])
    /// 535 and other 5xx: another try would end the same way, or lock the account.
    case authenticationRefused(Reply)
    /// 5xx to a token that had worked before: it has run out, and another may be had.
    case tokenExpired(Reply)
    /// The server did not keep to the mechanism, or is not the one that knows the password.
    case authenticationFault(AuthenticationFault)
    /// 454, 421 and other 4xx.
    case authenticationDeferred(Reply)
    /// 530 to MAIL or RCPT: says nothing about the recipient.
    case authenticationRequired(Reply)
    /// A refusal arrived while the message was still being written; what follows would be read as commands.
    case refusedEarly(Reply)
    /// The server broke the protocol.
    case protocolFault(ProtocolFault)
    /// A reply took longer than ``SessionConfiguration/patience`` allows.
    case deadlinePassed
    /// The server did not even greet; it may wait for TLS from the first octet.
    case noGreeting
    /// The connection is gone without a word.
    case connectionLost
    /// A ``SessionConfiguration/Purpose/discardProof`` is done, or was broken off once the relay had let us in.
    case proof(DiscardProof)
}

/// A server that does not keep to the protocol.
///
/// Nothing more is written after one.
public enum ProtocolFault: Equatable, Sendable {
    /// Octets that are no reply.
    case malformed(ReplyFault)
    /// A reply to nothing: it must never count for the command that comes next.
    case unexpectedReply(Reply)
    /// The start of one.
    case unexpectedOctets
    /// A code that does not answer this command.
    case unexpectedCode(Reply, to: Command)
    /// 2xx to a message before its last octet was written, or though its envelope had been refused. The message
    /// counts as accepted.
    case acceptedOutOfTurn(Reply)
    /// DATA was answered with 354 though the transaction must not go on. Only closing gets out of that.
    case cannotAbandonData
}

/// What a reply answers.
public enum Command: Equatable, Sendable {
    /// What the server says first (RFC 5321 §3.1).
    case greeting
    /// EHLO, HELO or LHLO.
    case hello
    /// STARTTLS (RFC 3207).
    case startTLS
    /// AUTH, or an answer to a challenge (RFC 4954).
    case authentication
    /// RSET.
    case reset
    /// MAIL.
    case mail
    /// RCPT, by the index of the recipient in its transaction.
    case recipient(Int)
    /// DATA.
    case data
    /// The end of the content: BDAT LAST or the lone dot.
    case content
    /// QUIT.
    case quit
    /// The lines of a ``DiscardProof`` that must be answered.
    case proof(Int)
}
