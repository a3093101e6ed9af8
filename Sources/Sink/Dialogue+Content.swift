import Cryptography

/// DATA, BDAT and the message that comes by them.
extension Dialogue {
    enum Manner {
        case data
        case chunks

        var name: StaticString { self == .data ? "DATA" : "BDAT" }
    }

    mutating func handleData(_ line: Span<UInt8>) {
        if let reply = refusalOutsideMail() { return refuse(reply, "DATA") }
        guard line.count == 4 else { return refuse(.syntax, "DATA") }
        guard !isBinary else { return refuse(.binaryNeedsChunks, "DATA") }
        guard envelope.recipientCount > 0 else {
            // RFC 2033 §4.2 wants 503.
            return refuse(register.settings.speaksLMTP ? .recipientFirst : .noRecipients, "DATA")
        }
        replies += register.replies.goAhead
        if loses(at: .afterDATA) { return }
        beginContent()
        dots = DotReader()
        isGoAheadUnsent = true
        intake = .content
    }

    mutating func readContent(_ input: Span<UInt8>, _ position: inout Int) {
        // RFC 2920 §3.1: DATA is the last command of a group, since it may be refused.
        if isGoAheadUnsent {
            refuse(.earlyContent, "DATA")
            return end(.refusal)
        }
        if losesMidContent() { return }
        if dots.read(input, at: &position, into: &content) { finish(.data) }
    }

    mutating func handleChunk(_ line: Span<UInt8>) {
        guard register.settings.extensions.contains(.chunking) else { return refuse(.notOffered, "BDAT") }
        guard let chunk = readChunkArguments(line) else {
            // Without its size nobody knows where the chunk ends and the next command begins.
            refuse(.syntax, "BDAT")
            return end(.refusal)
        }
        if let reply = refusalOfChunk(chunk.size) {
            if stage == .mail || stage == .chunks { stage = .failed }
            return refuseChunk(chunk.size, reply)
        }
        if stage == .mail {
            if loses(at: .afterDATA) { return }
            beginContent()
            stage = .chunks
        }
        intake = .chunk(left: chunk.size, isLast: chunk.isLast)
        if chunk.size == 0 { endChunk(isLast: chunk.isLast) }
    }

    mutating func readChunk(_ input: Span<UInt8>, _ position: inout Int, left: Int, isLast: Bool) {
        if losesMidContent() { return }
        let count = min(left, input.count - position)
        content.append(input.extracting(position..<(position + count)))
        position += count
        guard left == count else {
            intake = .chunk(left: left - count, isLast: isLast)
            return
        }
        endChunk(isLast: isLast)
    }

    mutating func skipRefusedChunk(left: Int, _ reply: SinkReply) {
        guard left == 0 else {
            intake = .refusedChunk(left: left, reply)
            return
        }
        intake = .commands
        refuse(reply, "BDAT")
    }

    private mutating func endChunk(isLast: Bool) {
        guard !isLast else { return finish(.chunks) }
        intake = .commands
        replies += register.replies.chunkTaken
        replies.append(decimal: content.count)
        replies += [.carriageReturn, .lineFeed]
    }

    /// ` size` or ` size LAST` (RFC 3030 §2).
    private func readChunkArguments(_ line: Span<UInt8>) -> (size: Int, isLast: Bool)? {
        guard line.count > 5 else { return nil }
        let end = line.firstIndex(of: .space, from: 5) ?? line.count
        guard let size = line.extracting(5..<end).decimal else { return nil }
        guard end < line.count else { return (size, false) }
        return ParameterSyntax.matches(line.extracting((end + 1)..<line.count), "LAST") ? (size, true) : nil
    }

    private func refusalOfChunk(_ size: Int) -> SinkReply? {
        switch stage {
        case .connected: .greetFirst
        case .idle: .mailFirst
        case .failed: .resetFirst
        case .mail where envelope.recipientCount == 0: .noRecipients
        case .mail: size > register.settings.maximumSize ? .tooLarge : nil
        case .chunks: size > register.settings.maximumSize - content.count ? .tooLarge : nil
        }
    }

    private mutating func refuseChunk(_ size: Int, _ reply: SinkReply) {
        content.abandon()
        guard size > 0, !register.settings.executesRefusedChunks else { return refuse(reply, "BDAT") }
        intake = .refusedChunk(left: size, reply)
    }

    /// Whether the connection is to be lost now that the first octets of a content are here.
    private mutating func losesMidContent() -> Bool {
        guard !hasContentBegun else { return false }
        hasContentBegun = true
        return loses(at: .midContent)
    }

    private mutating func beginContent() {
        hasContentBegun = false
        let digest = register.settings.logsDigests && keepsHeader ? SHA256() : nil
        content.begin(
            limit: register.settings.maximumSize, keepingHeader: keepsHeader, digest: digest,
            file: register.makeFile())
    }

    /// The last octet of the message has come: it is kept, logged and answered, in this order.
    private mutating func finish(_ manner: Manner) {
        intake = .commands
        guard !register.settings.speaksLMTP else { return finishForEach(manner) }
        if let reply = refusalOfContent() {
            refuseContent(reply, manner)
            return resetTransaction()
        }
        let file = content.keep()
        guard content.failure == nil else {
            refuseContent(.noSpace, manner)
            return resetTransaction()
        }
        let acceptance = noteAcceptance(manner, file: file)
        if loses(at: .afterContentBeforeReply) { return }
        sayAccepted(acceptance)
        resetTransaction()
        _ = loses(at: .afterReply)
    }

    /// Counts and logs the message; its number.
    mutating func noteAcceptance(_ manner: Manner, file: [UInt8]?) -> Int {
        messages += 1
        let acceptance = register.accepted.wrappingAdd(1, ordering: .relaxed).newValue
        register.octets.wrappingAdd(content.count, ordering: .relaxed)
        if keepsHeader { logAcceptance(acceptance, manner, file: file) }
        return acceptance
    }

    mutating func sayAccepted(_ acceptance: Int) {
        replies += register.replies.accepted
        replies.append(decimal: acceptance)
        replies += [.carriageReturn, .lineFeed]
    }

    private func refusalOfContent() -> SinkReply? {
        if content.isTooLarge { return .tooLarge }
        if content.failure != nil { return .noSpace }
        guard !register.settings.refusals.isEmpty else { return nil }
        for index in 0..<envelope.recipientCount {
            if let reply = register.refusal(of: envelope.recipient(index), at: .content) { return reply }
        }
        return nil
    }
}
