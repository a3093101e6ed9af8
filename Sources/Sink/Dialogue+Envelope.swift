/// MAIL and RCPT.
extension Dialogue {
    mutating func handleMail(_ line: Span<UInt8>) {
        if let reply = refusalBeforeMail() { return refuse(reply, "MAIL") }
        guard register.settings.authentication?.isRequired != true || user != nil else {
            return refuse(.authenticationRequired, "MAIL")
        }
        if let limit = register.settings.messageLimit, messages >= limit.count { return refuse(over: limit) }
        var position = 10
        guard line.begins(with: "MAIL FROM:", at: 0),
            let path = PathSyntax.read(line, at: &position, as: .sender)
        else { return refuse(.senderSyntax, "MAIL") }
        isInternationalized = false
        asksForReports = false
        isBinary = false
        requiresTLS = false
        let start = min(position + 1, line.count)
        if let reply = readMailParameters(line, at: &position) { return refuse(reply, "MAIL") }
        let address = line.extracting(path.range)
        guard isAllowed(address, path) else { return refuse(.notInternationalized, "MAIL") }
        envelope.removeAll()
        envelope.append(address, parameters: line.extracting(start..<line.count))
        if let reply = register.refusal(of: envelope.sender, at: .sender) {
            return refuse(reply, "MAIL", address: Array(envelope.sender))
        }
        stage = .mail
        replies += register.replies.senderTaken
        _ = loses(at: .afterMAIL)
    }

    mutating func handleRecipient(_ line: Span<UInt8>) {
        if let reply = refusalOutsideMail() { return refuse(reply, "RCPT") }
        var position = 8
        guard line.begins(with: "RCPT TO:", at: 0),
            let path = PathSyntax.read(line, at: &position, as: .recipient)
        else { return refuse(.recipientSyntax, "RCPT") }
        let start = min(position + 1, line.count)
        if let reply = readRecipientParameters(line, at: &position) { return refuse(reply, "RCPT") }
        let address = line.extracting(path.range)
        guard isAllowed(address, path) else { return refuse(.notInternationalized, "RCPT") }
        guard envelope.recipientCount < register.settings.maximumRecipients else {
            return refuse(.tooManyRecipients, "RCPT")
        }
        if !register.settings.refusals.isEmpty {
            var octets: [UInt8] = []
            octets.append(address)
            let reply =
                register.refusal(of: octets[...], at: .recipient)
                ?? register.refusal(of: octets[...], at: .greylist)
            if let reply { return refuse(reply, "RCPT", address: octets) }
        }
        envelope.append(address, parameters: line.extracting(start..<line.count))
        if start < line.count { asksForReports = true }
        replies += register.replies.recipientTaken
        _ = loses(at: .afterRCPT)
    }

    private func refusalBeforeMail() -> SinkReply? {
        switch stage {
        case .idle: nil
        case .connected: .greetFirst
        case .mail: .nestedMail
        case .chunks: .afterChunk
        case .failed: .resetFirst
        }
    }

    /// What refuses RCPT or DATA where no transaction is open for them.
    func refusalOutsideMail() -> SinkReply? {
        switch stage {
        case .mail: nil
        case .connected: .greetFirst
        case .idle: .mailFirst
        case .chunks: .afterChunk
        case .failed: .resetFirst
        }
    }

    private mutating func refuse(over limit: SinkSettings.MessageLimit) {
        switch limit.manner {
        case .closes:
            refuse(.tooManyMessages, "MAIL")
            end(.refusal)
        case .staysOpen: refuse(.tooManyMessages, "MAIL")
        case .defers: refuse(.tooManyMessagesForNow, "MAIL")
        }
    }

    /// Whether the address may be used: ASCII always, UTF-8 in a transaction that said so (RFC 6531 §3.2).
    private func isAllowed(_ address: Span<UInt8>, _ path: PathSyntax.Path) -> Bool {
        path.isASCII || (isInternationalized && address.isUTF8)
    }
}
