/// One transaction on its way: what of it was written, what was answered.
struct Work: Sendable {
    /// What is to be written next.
    enum Step: Equatable, Sendable {
        case start
        case mail
        case recipient(Int)
        case data
        /// DATA is out; its reply decides.
        case awaitingGoAhead
        case dottedContent
        /// 354 came though every recipient was refused: the lone dot, and no message.
        case loneDot
        case chunk
        case nothing
    }

    enum Content: Sendable {
        case notBegun
        case begun
        /// The last octet is at the kernel.
        case written
    }

    let transaction: Transaction
    var next = Step.start
    var content = Content.notBegun
    /// Commands written and not answered.
    var unanswered = 0
    var recipientsAnswered = 0
    var failures: [RecipientFailure] = []
    /// Answers that the content will have; more than 1 in LMTP only.
    var answers = 1
    /// LMTP: the first answer behind the content that took the message.
    var acceptance: Reply?
    /// LMTP: the index in `forwardPaths` behind that of the last answer; 0 while there is none.
    var nextAnswer = 0
    /// What came of it, as soon as nothing can change that; later replies to it are echoes.
    var verdict: Verdict?

    init(_ transaction: Transaction) {
        self.transaction = transaction
    }

    var isBegun: Bool { next != .start }
    var allRecipientsAnswered: Bool { recipientsAnswered == transaction.forwardPaths.count }
    /// Recipients that RCPT was answered for with 2xx.
    var recipientsTaken: Int { recipientsAnswered - failures.count }
    var isAnsweredInPart: Bool { nextAnswer > 0 }
    var allRecipientsRefused: Bool { failures.count == transaction.forwardPaths.count }

    /// The verdict once every recipient was refused: a 4xx among them makes another try worth while.
    var verdictOfRecipients: Verdict? {
        guard allRecipientsRefused, let first = failures.first else { return nil }
        if let deferral = failures.first(where: \.reply.isTransient) {
            return .deferred(deferral.reply, recipient: deferral.recipient)
        }
        return .refused(first.reply, recipient: first.recipient)
    }

    /// Whether nothing is to be written behind it before its verdict: a message that the server may find too
    /// large leaves some servers out of step.
    func travelsAlone(_ capabilities: Capabilities) -> Bool {
        // Every server must take 64 KiB (RFC 5321 §4.5.3.1.7).
        transaction.size > (capabilities.sizeLimit == nil ? 64 * 1024 : 1024 * 1024)
    }
}
