/// What a header of a template is for, by its name.
enum HeaderRole: Equatable, Sendable {
    case from
    case sender
    case returnPath
    case replyTo
    case to
    case cc
    case bcc
    case subject
    case attach
    case contentType
    /// Another header that holds a list of mailboxes.
    case mailboxes
    /// Text for people, encoded where it is not ASCII.
    case prose
    /// URLs or identifiers between `<` and `>` (RFC 2369, 2919).
    case bracketed
    /// ASCII that programs read, where an encoded word has no place.
    case tokens
    /// Merganser writes it.
    case generated
    /// Nobody means a header of this name: it is `Attach` misspelt, and the files would be missing.
    case misspeltAttach
    /// It would say something untrue about this message, or change its structure.
    case unsupported

    /// The role of `name`, whose case does not count.
    init(named name: [UInt8]) {
        let folded = String(decoding: name.map { 0x41...0x5A ~= $0 ? $0 | 0x20 : $0 }, as: UTF8.self)
        if let role = Self.known[folded] {
            self = role
        } else if folded.utf8.starts(with: "content-".utf8) {
            self = .generated
        } else if folded.utf8.starts(with: "resent-".utf8) || folded.utf8.starts(with: "arc-".utf8) {
            self = .unsupported
        } else {
            self = .prose
        }
    }

    private static let known: [String: HeaderRole] = [
        "from": .from, "sender": .sender, "return-path": .returnPath, "reply-to": .replyTo, "to": .to,
        "cc": .cc,
        "bcc": .bcc, "subject": .subject, "attach": .attach, "content-type": .contentType,
        "disposition-notification-to": .mailboxes, "return-receipt-to": .mailboxes, "errors-to": .mailboxes,
        "list-unsubscribe": .bracketed, "list-help": .bracketed, "list-subscribe": .bracketed,
        "list-post": .bracketed, "list-owner": .bracketed, "list-archive": .bracketed, "list-id": .bracketed,
        "list-unsubscribe-post": .tokens, "in-reply-to": .tokens, "references": .tokens,
        "precedence": .tokens,
        "auto-submitted": .tokens, "importance": .tokens, "priority": .tokens, "x-priority": .tokens,
        "feedback-id": .tokens, "message-id": .generated, "date": .generated, "mime-version": .generated,
        "attachment": .misspeltAttach, "attachments": .misspeltAttach, "attached": .misspeltAttach,
        "attaches": .misspeltAttach, "attatch": .misspeltAttach, "attache": .misspeltAttach,
        "received": .unsupported, "dkim-signature": .unsupported, "authentication-results": .unsupported,
    ]

    /// Whether a message may have it once only (RFC 5322 §3.6, RFC 2369 §3.4).
    var isSingle: Bool {
        switch self {
        case .attach, .prose, .mailboxes, .misspeltAttach: false
        default: true
        }
    }

    /// Whether its line goes into the message.
    var isWritten: Bool {
        switch self {
        case .bcc, .returnPath, .attach, .contentType: false
        default: true
        }
    }

    /// Whether its mailboxes are recipients.
    var isRecipient: Bool { self == .to || self == .cc || self == .bcc }

    /// The most mailboxes that it may have.
    var mailboxLimit: Int {
        switch self {
        case .from, .sender, .returnPath: 1
        default: .max
        }
    }

    /// Whether a row without an address for it is a fault; elsewhere the mailbox is left out.
    var needsEveryMailbox: Bool { self == .from || self == .to }
}
