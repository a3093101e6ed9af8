/// News of a delivery: what a mail that came back says of a message that was sent.
package struct DeliveryNotice: Equatable, Sendable {
    /// The ENVID the message was sent with (RFC 3464 §2.2.1).
    package var envelopeID: [UInt8]?
    /// Message-IDs in what came back of the message, without angle brackets.
    package var messageIDs: [[UInt8]] = []
    /// The addresses the notice was sent to: the envelope sender of the message is among them.
    package var returnPaths: [[UInt8]] = []
    /// What became of each recipient that is spoken of; at least one.
    package var recipients: [RecipientNotice] = []
    /// Whether it is a delivery status notification (RFC 3464), and not a text that was understood.
    package var isStandard = true

    /// What counts of all recipients: a failure before anything else, and the harder one.
    package var decisive: RecipientNotice? { Self.decisive(among: recipients) }

    /// The same of some of them.
    package static func decisive(among recipients: [RecipientNotice]) -> RecipientNotice? {
        recipients.max { $0.weight < $1.weight }
    }
}

/// What became of the delivery to one recipient.
package struct RecipientNotice: Equatable, Sendable {
    /// RFC 3464 §2.3.3.
    package enum Action: String, Sendable, CaseIterable {
        case failed, delayed, delivered, relayed, expanded
    }

    /// Whether the next message would fare better.
    package enum Severity: Sendable {
        /// The address does not exist, or no longer.
        case hard
        /// The mailbox is full, the content was not liked, a server was out of order.
        case soft
    }

    package var action: Action
    /// What the recipient is called: as the sender did first, then as whoever tells of it.
    ///
    /// Of a text that was understood, the addresses it names.
    package var addresses: [[UInt8]] = []
    /// The enhanced status code, `5.1.1` (RFC 3463).
    package var status: EnhancedStatus?
    /// What the server said, or the sentence that was understood.
    package var diagnostic: [UInt8] = []

    /// How bad a failure is; nil when nothing failed.
    package var severity: Severity? {
        guard action == .failed else { return nil }
        return status?.isAboutTheAddress == true ? .hard : .soft
    }

    fileprivate var weight: Int {
        switch (severity, action) {
        case (.hard, _): 3
        case (.soft, _): 2
        case (nil, .delayed): 1
        case (nil, _): 0
        }
    }
}

/// An enhanced status code: class, subject and detail (RFC 3463 §2).
package struct EnhancedStatus: Equatable, Sendable {
    package let kind: UInt8
    package let subject: Int
    package let detail: Int

    init(_ kind: UInt8, _ subject: Int, _ detail: Int) {
        self.kind = kind
        self.subject = subject
        self.detail = detail
    }

    package var text: String { "\(kind).\(subject).\(detail)" }

    /// Whether it says for good that there is no such mailbox.
    ///
    /// That is class 5 with subject 1 (addressing; 5.1.8 is the sender's), 5.2.1 (mailbox disabled), 5.4.4 and 5.1.2
    /// (no such domain), and 5.0.0, which says nothing more. What is left of class 5 is about the message, the policy
    /// or the server of the moment: full mailboxes (5.2.2), blocked content (5.7.1).
    var isAboutTheAddress: Bool {
        guard kind == 5 else { return false }
        switch (subject, detail) {
        case (1, 7), (1, 8): return false
        case (1, _), (0, _), (2, 0), (2, 1), (4, 4): return true
        default: return false
        }
    }
}

/// What a mail in the mailbox for bounces is.
package enum ReturnedMail: Equatable, Sendable {
    case notice(DeliveryNotice)
    case other(Other)
    /// A bounce by all signs, and nothing in it that says what happened.
    case unrecognised

    /// Mail that says nothing of a delivery.
    package enum Other: String, Sendable, CaseIterable {
        /// "I am on holiday until …".
        case automaticReply
        /// A recipient called the message spam (RFC 5965).
        case complaint
        /// RFC 8098.
        case readReceipt
        /// A person wrote, or anything else.
        case mail
    }
}
