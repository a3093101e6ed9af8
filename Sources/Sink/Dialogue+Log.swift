/// Refusals, and what the log says of a connection.
extension Dialogue {
    /// Answers with a refusal, counts and logs it.
    mutating func refuse(_ reply: SinkReply, _ command: StaticString, address: [UInt8]? = nil) {
        let text = reply.line(withEnhancedCode: register.replies.isEnhanced)
        replies += text
        replies += [.carriageReturn, .lineFeed]
        register.refused.wrappingAdd(1, ordering: .relaxed)
        guard register.log != nil else { return }
        beginRefusal(reply, text, command)
        if let address { line.add("address", text: address[...]) }
        appendLine()
    }

    mutating func refuseContent(_ reply: SinkReply, _ manner: Manner) {
        say(reply)
        logRefusal(of: reply, manner)
    }

    mutating func say(_ reply: SinkReply) {
        replies += reply.line(withEnhancedCode: register.replies.isEnhanced)
        replies += [.carriageReturn, .lineFeed]
    }

    /// Counts and logs that a message was refused to the envelope's recipients.
    mutating func logRefusal(of reply: SinkReply, _ manner: Manner) {
        register.refused.wrappingAdd(1, ordering: .relaxed)
        guard register.log != nil else { return }
        beginRefusal(reply, reply.line(withEnhancedCode: register.replies.isEnhanced), manner.name)
        line.add("sender", text: envelope.sender)
        line.add("recipients", list: envelope)
        line.add("octets", content.count)
        line.add("messageID", text: content.messageID)
        appendLine()
    }

    private mutating func beginRefusal(_ reply: SinkReply, _ text: [UInt8], _ command: StaticString) {
        line.begin("refused")
        line.add("connection", number)
        line.add("command", command)
        line.add("code", reply.code)
        line.add("reply", text: text[...])
    }

    mutating func logAcceptance(_ acceptance: Int, _ manner: Manner, file: [UInt8]?) {
        line.begin("accepted")
        line.add("n", acceptance)
        line.add("connection", number)
        line.add("sender", text: envelope.sender)
        line.add("recipients", list: envelope)
        if asksForReports || isInternationalized || requiresTLS {
            line.add("mailParameters", text: envelope.senderParameters)
            line.add("recipientParameters", parametersOf: envelope)
        }
        line.add("octets", content.count)
        line.add("messageID", text: content.messageID)
        line.add("how", manner.name)
        line.add("tls", isEncrypted)
        if requiresTLS { line.add("requiretls", true) }
        if let user { line.add("user", text: user[...]) }
        if let digest = content.takeDigest() { line.add("sha256", text: digest[...]) }
        if let file { line.add("file", text: file[...]) }
        appendLine()
    }

    /// The password is in no log.
    mutating func logAuthentication(_ user: ArraySlice<UInt8>, _ mechanism: StaticString, isRight: Bool) {
        line.begin("auth")
        line.add("connection", number)
        line.add("mechanism", mechanism)
        line.add("user", text: user)
        line.add("accepted", isRight)
        appendLine()
    }

    mutating func logLoss(_ point: SinkLoss.Point) {
        register.lost.wrappingAdd(1, ordering: .relaxed)
        line.begin("lost")
        line.add("connection", number)
        line.add("point", text: Array(point.rawValue.utf8)[...])
        appendLine()
    }

    mutating func logConnected(peer: [UInt8]?) {
        guard register.log != nil else { return }
        line.begin("connected")
        line.add("connection", number)
        line.add("peer", text: peer?[...])
        appendLine()
    }

    mutating func logClosed() {
        guard register.log != nil else { return }
        line.begin("closed")
        line.add("connection", number)
        line.add("messages", messages)
        line.add("by", ending?.name ?? "client")
        appendLine()
    }

    /// A fault of the connection: TLS that could not be agreed, a socket that broke.
    mutating func logFailure(_ error: any Error) {
        guard register.log != nil else { return }
        line.begin("failed")
        line.add("connection", number)
        line.add("reason", text: Array("\(error)".utf8)[...])
        appendLine()
    }

    private mutating func appendLine() {
        guard let log = register.log else { return }
        line.end()
        log.append(line)
    }
}
