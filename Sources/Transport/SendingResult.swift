import SMTP

/// What came of ``RelayClient/send(_:)``.
public struct SendingResult: Sendable {
    /// One for each message, in their order.
    ///
    /// What is `notSent` may be tried again; what is `inDoubt` may be at the relay already.
    public let verdicts: [Verdict]
    /// Why the last connection ended early; nil when every message has been answered, or refused as it is.
    public let failure: SendingFailure?
}

/// Why a relay could not be used, or not any longer.
public struct SendingFailure: Error, Sendable {
    package let end: ConversationEnd

    init(end: ConversationEnd) { self.end = end }

    /// How the conversation ended, where there was one; nil when no connection could be made or TLS failed.
    public var sessionEnd: SessionEnd? {
        if case .session(let end) = end { end } else { nil }
    }
}

extension SendingFailure: CustomStringConvertible {
    /// What happened, for those who write programs; the words may change.
    public var description: String {
        switch end {
        case .session(let end): "\(end)"
        case .tls(let fault): "TLS: \(fault)"
        case .network(let fault): "network: \(fault)"
        case .noToken: "no access token"
        }
    }
}
