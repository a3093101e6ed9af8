/// LMTP: an answer for each recipient behind the content (RFC 2033 §4.2 and §4.3).
extension Dialogue {
    /// The last octet of the message has come.
    mutating func finishForEach(_ manner: Manner) {
        var answers = (0..<envelope.recipientCount).map { refusalOfContent(for: $0) }
        var file: [UInt8]?
        if answers.contains(nil) {
            file = content.keep()
            if content.failure != nil { answers = answers.map { $0 ?? .noSpace } }
        }
        // What is logged as refused and as accepted is each time for its own recipients only.
        let everybody = envelope
        for (index, answer) in answers.enumerated() where answer != nil {
            envelope = everybody.keeping { $0 == index }
            if let answer { logRefusal(of: answer, manner) }
        }
        envelope = everybody.keeping { answers[$0] == nil }
        let acceptance = envelope.recipientCount > 0 ? noteAcceptance(manner, file: file) : 0
        if acceptance > 0, loses(at: .afterContentBeforeReply) { return }
        for answer in answers {
            if let answer { say(answer) } else { sayAccepted(acceptance) }
        }
        resetTransaction()
        if acceptance > 0 { _ = loses(at: .afterReply) }
    }

    private func refusalOfContent(for recipient: Int) -> SinkReply? {
        if content.isTooLarge { return .tooLarge }
        if content.failure != nil { return .noSpace }
        return register.refusal(of: envelope.recipient(recipient), at: .content)
    }
}
