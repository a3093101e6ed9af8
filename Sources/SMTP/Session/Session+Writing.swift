/// What is written, and when.
extension Session {
    /// Writes everything that may be written now; called once all replies at hand are taken.
    mutating func write(_ actions: inout [Action]) {
        switch phase {
        case .new, .securing, .quitting, .ended: return
        case .opening:
            if ending == nil { writeOpening(&actions) }
        case .open:
            writeTransactions(&actions)
            dropClosed(&actions)
            if works.isEmpty, tally.offered >= messageLimit, ending == nil {
                ending = .messageLimit(accepted: tally.accepted)
            }
        }
        quitIfDone(&actions)
    }

    // MARK: Flights

    /// The only place where flights differ: whether a step of the transaction at `index` may be written before
    /// what is out is answered.
    ///
    /// Mutating, as are its helpers, only because the compiler copies the session for the others.
    private mutating func mayWrite(_ step: Work.Step, of index: Int) -> Bool {
        guard closingReply == nil, works[index].verdict == nil || step == .loneDot else { return false }
        switch step {
        case .nothing, .awaitingGoAhead: return false
        // 354 came: nothing is outstanding then, in any flight.
        case .dottedContent, .loneDot: return index == 0
        case .chunk: return mayWriteChunk(index)
        case .start: return mayBegin(index)
        case .mail, .recipient, .data: return flight != .lockStep || outstanding.isEmpty
        }
    }

    private mutating func mayBegin(_ index: Int) -> Bool {
        guard index > 0 else { return outstanding.isEmpty }
        guard flight >= .overlapped, index <= window.size else { return false }
        return works[index - 1].next == .nothing && !works[index - 1].travelsAlone(capabilities)
            && !awaitsSeveralAnswers(index - 1)
    }

    /// Some servers run the octets of a refused chunk as commands: no BDAT before its recipients are known,
    /// unless the flight is deep.
    ///
    /// There too a window of 1 waits, so that a bad stretch of addresses costs no
    /// echoes, and a message that travels alone.
    private mutating func mayWriteChunk(_ index: Int) -> Bool {
        if index == 0, works[0].allRecipientsAnswered { return true }
        guard window.size > 1, index < window.size else { return false }
        return !works[index].travelsAlone(capabilities)
            && works[index].transaction.size <= Window.contentLimit - unansweredContent
    }

    private mutating func writeTransactions(_ actions: inout [Action]) {
        while writing < works.count, mayWrite(works[writing].next, of: writing) {
            writeStep(&actions)
            if works[writing].next == .nothing { writing += 1 }
        }
        flushCommands(&actions)
    }

    private mutating func flushCommands(_ actions: inout [Action]) {
        if !writer.octets.isEmpty { actions.append(.send(writer.take())) }
    }

    private mutating func writeStep(_ actions: inout [Action]) {
        switch works[writing].next {
        case .start: begin()
        case .mail:
            writer.mail(
                works[writing].transaction, capabilities, requiringTLS: configuration.requiresTLSOnward)
            note(.mail, next: .recipient(0))
        case .recipient(let index): writeRecipient(index)
        case .data:
            writer.data()
            note(.data, next: .awaitingGoAhead)
        case .chunk:
            writer.lastChunk(size: works[writing].transaction.size)
            writeContent(.chunk, &actions)
        case .dottedContent: writeContent(.dotted, &actions)
        case .loneDot:
            writer.loneDot()
            note(.content, next: .nothing)
        case .awaitingGoAhead, .nothing: break
        }
    }

    /// RSET opens every pipelined transaction but the first.
    ///
    /// Without it, after a refused MAIL, Exim sends the
    /// next message under the previous sender, and Postfix joins two bodies into one message.
    private mutating func begin() {
        let isFirst = tally.begun == 0
        tally.noteBeginning()
        guard flight == .lockStep ? needsReset : !isFirst else { return works[writing].next = .mail }
        writer.reset()
        note(.reset, next: .mail, isNeeded: needsReset)
        needsReset = false
    }

    private mutating func writeRecipient(_ index: Int) {
        writer.recipient(index, of: works[writing].transaction, capabilities)
        let isLast = index + 1 == works[writing].transaction.forwardPaths.count
        note(.recipient(index), next: isLast ? (usesChunks ? .chunk : .data) : .recipient(index + 1))
    }

    private mutating func writeContent(_ framing: ContentFraming, _ actions: inout [Action]) {
        flushCommands(&actions)
        actions.append(.sendContent(works[writing].transaction.id, framing: framing))
        works[writing].content = .begun
        unansweredContent &+= works[writing].transaction.size
        note(.content, next: .nothing)
        guard speaksLMTP else { return }
        works[writing].answers = max(1, works[writing].recipientsTaken)
        for _ in 1..<works[writing].answers {
            note(.content, next: .nothing, isNeeded: false)
        }
    }

    private mutating func note(_ command: Command, next: Work.Step, isNeeded: Bool = true) {
        expect(command, isNeeded: isNeeded)
        works[writing].unanswered += 1
        works[writing].next = next
    }

    mutating func contentWritten(_ id: UInt64) {
        guard
            let index = (0..<works.count).first(where: {
                works[$0].content == .begun && works[$0].transaction.id == id
            })
        else { return }
        works[index].content = .written
        // From here on the reply to the end of data is awaited, no longer the kernel.
        if index == 0, outstanding.first == .content { progress &+= 1 }
    }

    // MARK: Offers

    mutating func offered(_ transaction: consuming Transaction, _ actions: inout [Action]) {
        guard appetite > 0 else { return actions.append(.finish(transaction.id, .notSent(.notStarted))) }
        if let refusal = localRefusal(of: transaction) {
            return actions.append(.finish(transaction.id, .refusedLocally(refusal)))
        }
        tally.noteOffer()
        works.append(Work(transaction))
        write(&actions)
    }

    private func localRefusal(of transaction: Transaction) -> LocalRefusal? {
        let recipients = transaction.forwardPaths.count
        guard recipients > 0, !transaction.forwardPaths.contains(.null) else { return .noRecipients }
        guard transaction.size >= 0 else { return .malformed }
        if let limit = capabilities.sizeLimit, transaction.size > limit {
            return .tooLarge(size: transaction.size, limit: limit)
        }
        if let limit = capabilities.recipientLimit, recipients > limit {
            return .tooManyRecipients(count: recipients, limit: limit)
        }
        if let limit = capabilities.domainLimit, recipients > limit {
            let domains = Set(transaction.forwardPaths.map(\.foldedDomain)).count
            if domains > limit { return .tooManyDomains(count: domains, limit: limit) }
        }
        // Before the octets of its headers: whoever has neither is told what it is about.
        if transaction.needsSMTPUTF8, !capabilities.smtpUTF8 { return .needsSMTPUTF8 }
        switch transaction.body {
        case .sevenBit: return nil
        case .eightBitMIME:
            guard capabilities.eightBitMIME else { return .needsEightBitMIME }
            return nil
        case .binaryMIME:
            guard capabilities.binaryMIME, usesChunks else { return .needsBinaryMIME }
            return nil
        }
    }
}
