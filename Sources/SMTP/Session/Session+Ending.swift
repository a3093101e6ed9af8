/// How a session ends.
extension Session {
    /// Nothing new begins; what is out is finished.
    mutating func drain(_ actions: inout [Action]) {
        guard phase == .open || phase == .quitting else { return finish(.drained, &actions) }
        if ending == nil { ending = .drained }
        dropUnbegun(.draining, &actions)
        write(&actions)
    }

    /// The server closes its service: what it did not answer, it did not do.
    mutating func close(for reply: Reply) {
        noteRefusalLimit()
        if closingReply == nil { closingReply = reply }
        if ending == nil { ending = .serviceClosing(reply) }
    }

    /// The server closes right behind a refusal: it has lost patience with them.
    private mutating func noteRefusalLimit() {
        if foundRefusalLimit == nil, ending == nil, tally.refusalsInARow > 0 {
            foundRefusalLimit = tally.refusals
        }
    }

    /// Finishes what was begun and is not to go on, when a server that closes its service has answered it all.
    mutating func dropClosed(_ actions: inout [Action]) {
        guard let closingReply, outstanding.isEmpty else { return }
        for index in 0..<works.count {
            let verdict = works[index].verdict ?? .notSent(.closing(closingReply))
            actions.append(.finish(works[index].transaction.id, verdict))
        }
        works.removeAll()
        writing = 0
        unansweredContent = 0
    }

    mutating func quitIfDone(_ actions: inout [Action]) {
        guard ending != nil, works.isEmpty, outstanding.isEmpty, phase == .open || phase == .opening else {
            return
        }
        phase = .quitting
        send("QUIT", [], .quit, &actions)
    }

    mutating func finishQuitting(_ actions: inout [Action]) {
        finish(ending ?? .drained, &actions)
    }

    /// Finishes the transactions of which nothing was written.
    mutating func dropUnbegun(_ reason: NotSentReason, _ actions: inout [Action]) {
        guard let first = (0..<works.count).first(where: { !works[$0].isBegun }) else { return }
        for index in first..<works.count {
            actions.append(.finish(works[index].transaction.id, .notSent(reason)))
        }
        while works.count > first { works.removeLast() }
    }

    // MARK: Faults

    /// A reply that nothing was outstanding for.
    mutating func takeStray(_ actions: inout [Action]) {
        guard step != .secure else { return failWithStrayOctets(&actions) }
        guard !isProving else { return takeExtraProof(&actions) }
        let reply = parser.reply
        // A server may say 421 at any time, then it closes (RFC 5321 §3.8).
        guard reply.code == 421 else { return fail(.unexpectedReply(reply), &actions) }
        stop(
            tally.accepted > 0 ? .messageLimit(accepted: tally.accepted) : .serviceClosing(reply),
            notSent: .closing(reply), inDoubt: .connectionLost, &actions)
    }

    /// Octets at a moment when the server has nothing to say.
    mutating func failWithStrayOctets(_ actions: inout [Action]) {
        let isBehindStartTLS = step == .secure || phase == .securing && configuration.security != .implicit
        guard isBehindStartTLS else { return fail(.unexpectedOctets, &actions) }
        stop(
            .octetsBehindStartTLS, notSent: .neverReady, inDoubt: .protocolFault(.unexpectedOctets), &actions)
    }

    mutating func failWithMalformedReply(_ reply: ReplyFault, _ actions: inout [Action]) {
        let fault = ProtocolFault.malformed(reply)
        guard outstanding.first == .startTLS, configuration.security == .startTLSRequired else {
            return fail(fault, &actions)
        }
        stop(
            .startTLSGarbled(reply), notSent: .protocolFault(fault), inDoubt: .protocolFault(fault), &actions)
    }

    mutating func fail(_ fault: ProtocolFault, _ actions: inout [Action]) {
        stop(.protocolFault(fault), notSent: .protocolFault(fault), inDoubt: .protocolFault(fault), &actions)
    }

    /// Ends at once: nothing more is written, every transaction gets the verdict that is left for it.
    mutating func stop(
        _ end: SessionEnd, notSent: NotSentReason, inDoubt: InDoubtReason, _ actions: inout [Action]
    ) {
        guard phase != .ended else { return }
        if case .connectionLost = end {
            noteRefusalLimit()
        } else if closingReply != nil {
            // Only a server that closes shows that nothing was done behind its closing reply.
            servesOn = true
        }
        for index in 0..<works.count {
            let verdict = verdict(of: works[index], notSent: notSent, inDoubt: inDoubt)
            actions.append(.finish(works[index].transaction.id, verdict))
        }
        works.removeAll()
        // Losing a connection on which QUIT was said, or whose end the server announced, is no news.
        finish(isOver ? ending ?? end : end, &actions)
    }

    private func verdict(of work: Work, notSent: NotSentReason, inDoubt: InDoubtReason) -> Verdict {
        // LMTP: of some recipients it is known what became of them, of the others only the server knows.
        if work.verdict == nil, work.isAnsweredInPart { return .inDoubt(inDoubt) }
        if let closingReply, !servesOn { return work.verdict ?? .notSent(.closing(closingReply)) }
        switch (work.verdict, work.content) {
        case (nil, .written): return .inDoubt(inDoubt)
        // What a server makes of a transaction in which it refused RSET or said 421, and then went on, is
        // anybody's guess.
        case (.notSent, .written) where servesOn: return .inDoubt(inDoubt)
        // A refused MAIL, or every recipient refused: the echo that is missing would say nothing new.
        case (let verdict?, _): return verdict
        case (nil, _): return .notSent(notSent)
        }
    }

    private mutating func finish(_ end: SessionEnd, _ actions: inout [Action]) {
        let end = isProving ? .proof(proof.result) : end
        phase = .ended
        outstanding.removeAll()
        actions.append(.end(end))
    }
}
