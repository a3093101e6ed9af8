/// LMTP (RFC 2033): behind the content there is an answer for each recipient that RCPT took, in their order.
///
/// How many there will be must be known before anything is written behind them: a server that gives one answer for
/// several recipients would have the reply to the next RSET taken for an acceptance. So no chunk goes out before its
/// recipients are answered, and nothing is written behind a message that several recipients are answered for.
extension Session {
    var speaksLMTP: Bool { configuration.dialect == .lmtp }

    func awaitsSeveralAnswers(_ index: Int) -> Bool { works[index].answers > 1 }

    /// Takes what became of the message for one recipient.
    mutating func takeAnswer(_ code: Int, _ reply: Reply, _ actions: inout [Action]) {
        guard code < 300 || code >= 400 else {
            return fail(.unexpectedCode(reply, to: .content), &actions)
        }
        let recipient = works[0].takeNextAnswer()
        if code < 300 {
            noteService()
            if works[0].acceptance == nil { works[0].acceptance = reply }
        } else {
            noteRefusal()
            works[0].failures.append(RecipientFailure(recipient: recipient, reply: reply))
        }
        if works[0].unanswered == 0 { settleAnswers() }
        if code == 421 {
            // It is the answer for this recipient; those behind it are as unknown as if the line were cut.
            close(for: reply)
            dropUnbegun(.closing(reply), &actions)
        }
        finishFirstIfSettled(&actions)
    }

    /// All recipients are answered for.
    private mutating func settleAnswers() {
        works[0].failures.sort { $0.recipient < $1.recipient }
        guard let acceptance = works[0].acceptance else {
            return works[0].verdict = works[0].verdictOfRecipients
        }
        tally.noteAcceptance()
        let failures = works[0].failures
        works[0].verdict =
            failures.isEmpty ? .accepted(acceptance) : .partlyAccepted(acceptance, failures: failures)
    }
}

extension Work {
    /// The recipient that the next answer is for: the first behind the last one answered whom RCPT took.
    fileprivate mutating func takeNextAnswer() -> Int {
        var index = nextAnswer
        while failures.contains(where: { $0.recipient == index }) { index += 1 }
        nextAnswer = index + 1
        return index
    }
}
