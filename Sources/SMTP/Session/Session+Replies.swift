/// What the replies to a transaction mean. They all belong to the first one that is not finished.
extension Session {
    mutating func takeEnvelope(_ command: Command, _ code: Int, _ actions: inout [Action]) {
        guard !works.isEmpty else { return fail(.unexpectedReply(parser.reply), &actions) }
        works[0].unanswered -= 1
        switch command {
        case _ where code == 421: takeClosing(command, &actions)
        case .reset: takeReset(code, &actions)
        case .mail: takeMail(code, &actions)
        case .recipient(let index): takeRecipient(index, code, &actions)
        default: takeData(code, &actions)
        }
        finishFirstIfSettled(&actions)
    }

    /// 421, whatever was said of the transaction before.
    private mutating func takeClosing(_ command: Command, _ actions: inout [Action]) {
        let reply = parser.reply
        if command == .reset || command == .mail { noteMessageLimit(421) }
        if case .recipient(let index) = command {
            works[0].recipientsAnswered += 1
            works[0].failures.append(RecipientFailure(recipient: index, reply: reply))
        }
        close(for: reply)
        settle(.notSent(.closing(reply)))
        dropUnbegun(.closing(reply), &actions)
    }

    private mutating func takeReset(_ code: Int, _ actions: inout [Action]) {
        guard code >= 300 else { return }
        let reply = parser.reply
        close(for: reply)
        settle(.notSent(.resetRefused(reply)))
        dropUnbegun(.closing(reply), &actions)
    }

    private mutating func takeMail(_ code: Int, _ actions: inout [Action]) {
        guard code >= 300 else { return noteService() }
        guard code >= 400 else { return fail(.unexpectedCode(parser.reply, to: .mail), &actions) }
        guard works[0].verdict == nil else { return }
        let reply = parser.reply
        if isMessageLimit(code) {
            noteMessageLimit(code)
            settle(.notSent(.closing(reply)))
            dropUnbegun(.closing(reply), &actions)
        } else if code == 530 {
            requireAuthentication(reply, &actions)
        } else {
            noteRefusal()
            settle(.failure(reply))
        }
    }

    /// 421 or 452 after messages were taken: this connection has carried enough (Exim after 1,000, OpenSMTPD
    /// after 100).
    private func isMessageLimit(_ code: Int) -> Bool { (code == 421 || code == 452) && tally.accepted > 0 }

    private mutating func noteMessageLimit(_ code: Int) {
        guard isMessageLimit(code) else { return }
        if foundMessageLimit == nil { foundMessageLimit = tally.accepted }
        if ending == nil { ending = .messageLimit(accepted: tally.accepted) }
    }

    private mutating func takeRecipient(_ index: Int, _ code: Int, _ actions: inout [Action]) {
        works[0].recipientsAnswered += 1
        guard code >= 300 else { return noteService() }
        guard code >= 400 else { return fail(.unexpectedCode(parser.reply, to: .recipient(index)), &actions) }
        guard works[0].verdict == nil else { return }
        let reply = parser.reply
        // RFC 4954 §6: 530 5.7.0 is about us, not about the recipient.
        if code == 530, reply.enhanced == EnhancedCode(5, 7, 0), tally.accepted == 0 {
            return requireAuthentication(reply, &actions)
        }
        noteRefusal()
        works[0].failures.append(RecipientFailure(recipient: index, reply: reply))
        if let verdict = works[0].verdictOfRecipients { settle(verdict) }
    }

    private mutating func requireAuthentication(_ reply: Reply, _ actions: inout [Action]) {
        if ending == nil { ending = .authenticationRequired(reply) }
        settle(.notSent(.closing(reply)))
        dropUnbegun(.closing(reply), &actions)
    }

    private mutating func takeData(_ code: Int, _ actions: inout [Action]) {
        switch code {
        case 354:
            if works[0].verdict == nil, closingReply == nil {
                works[0].next = .dottedContent
            } else if works[0].allRecipientsRefused, closingReply == nil, !speaksLMTP {
                works[0].next = .loneDot
            } else {
                // A dot would send an empty message to those recipients who were accepted (MailKit #1459).
                return fail(.cannotAbandonData, &actions)
            }
            writing = 0
        case 400...:
            guard works[0].verdict == nil else { return }
            noteRefusal()
            settle(.failure(parser.reply))
        default: fail(.unexpectedCode(parser.reply, to: .data), &actions)
        }
    }

    mutating func takeContent(_ code: Int, _ actions: inout [Action]) {
        guard !works.isEmpty else { return fail(.unexpectedReply(parser.reply), &actions) }
        works[0].unanswered -= 1
        // The lone dot: its reply is an echo of what happened to the recipients.
        if works[0].content == .notBegun { return finishFirstIfSettled(&actions) }
        let reply = parser.reply
        let wasSettled = works[0].verdict != nil
        let wasWritten = works[0].content == .written
        if speaksLMTP, wasWritten, !wasSettled { return takeAnswer(code, reply, &actions) }
        if code < 300 {
            if wasWritten {
                accept(reply)
            } else {
                // Nobody can take a message that is not out: what the reply is for is anybody's guess.
                works[0].verdict = .inDoubt(.acceptedTooSoon(reply))
            }
            finishFirstIfSettled(&actions)
            if wasSettled || !wasWritten { fail(.acceptedOutOfTurn(reply), &actions) }
            return
        }
        guard code >= 400 else { return fail(.unexpectedCode(reply, to: .content), &actions) }
        if !wasSettled {
            noteRefusal()
            settle(.failure(reply))
        }
        if code == 421 { close(for: reply) }
        finishFirstIfSettled(&actions)
        // Exim answers a refused chunk before it discards it; only where that is proven may we go on.
        guard wasWritten || flight == .deep && wasSettled else {
            return stop(.refusedEarly(reply), notSent: .draining, inDoubt: .connectionLost, &actions)
        }
        if code == 421 { dropUnbegun(.closing(reply), &actions) }
    }

    private mutating func accept(_ reply: Reply) {
        tally.noteAcceptance()
        noteService()
        let failures = works[0].failures
        if failures.isEmpty { window.noteAcceptance() }
        works[0].verdict = failures.isEmpty ? .accepted(reply) : .partlyAccepted(reply, failures: failures)
    }

    mutating func noteRefusal() {
        tally.noteRefusal()
        window.noteRefusal()
    }

    /// MAIL, RCPT or a message was taken.
    ///
    /// Behind a closing reply that means that the service goes on after all,
    /// and that a message without an answer may be there.
    mutating func noteService() {
        if closingReply != nil { servesOn = true }
    }

    /// The first verdict stands; what the later slots say is its echo.
    private mutating func settle(_ verdict: Verdict) {
        guard works[0].verdict == nil else { return }
        works[0].verdict = verdict
        // Behind a closing reply a refusal is an echo of that, and says nothing about the recipient.
        guard let closingReply, !servesOn else { return }
        switch verdict {
        case .refused, .deferred: works[0].verdict = .notSent(.closing(closingReply))
        case .accepted, .partlyAccepted, .refusedLocally, .notSent, .inDoubt: break
        }
    }

    /// Finishes the first transaction when nothing of it is outstanding or to be written.
    mutating func finishFirstIfSettled(_ actions: inout [Action]) {
        guard phase != .ended, !works.isEmpty, works[0].unanswered == 0, works[0].next != .loneDot,
            let verdict = works[0].verdict
        else { return }
        actions.append(.finish(works[0].transaction.id, verdict))
        if works[0].content != .notBegun { unansweredContent &-= works[0].transaction.size }
        works.removeFirst()
        if writing > 0 { writing -= 1 }
        switch verdict {
        case .accepted, .partlyAccepted: break
        case .refused, .deferred, .refusedLocally, .notSent, .inDoubt: needsReset = true
        }
        replaceConnectionIfOverBudget(&actions)
    }

    private mutating func replaceConnectionIfOverBudget(_ actions: inout [Action]) {
        guard ending == nil, tally.isOverBudget(configuration) else { return }
        ending = .refusalBudget
        dropUnbegun(.draining, &actions)
    }
}

extension Verdict {
    /// A refusal of the whole transaction.
    fileprivate static func failure(_ reply: Reply) -> Verdict {
        reply.isTransient ? .deferred(reply, recipient: nil) : .refused(reply, recipient: nil)
    }
}
