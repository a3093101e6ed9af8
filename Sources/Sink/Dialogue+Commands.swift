extension Dialogue {
    /// One command, without its CR LF.
    mutating func handleCommand(_ line: Span<UInt8>) {
        guard let verb = Verb(line) else { return refuse(.unknownCommand, "") }
        for index in 0..<line.count where line[index] < 0x20 || line[index] == 0x7F {
            return refuse(.controlInLine, verb.name)
        }
        if stage == .chunks, verb == .mail || verb == .rcpt || verb == .data { return spoilChunks(verb) }
        switch verb {
        case .mail: handleMail(line)
        case .rcpt: handleRecipient(line)
        case .data: handleData(line)
        case .bdat: handleChunk(line)
        case .rset: handleReset(line)
        case .ehlo, .helo, .lhlo: handleHello(line, verb)
        case .noop: replies += register.replies.done
        case .quit: handleQuit(line)
        case .vrfy: handleVerify(line)
        case .help: replies += register.replies.help
        case .expn: refuse(.notOffered, "EXPN")
        case .auth: handleAuthentication(line)
        case .startTLS: handleStartTLS(line)
        }
    }

    private mutating func handleHello(_ line: Span<UInt8>, _ verb: Verb) {
        // RFC 2033 §4.1: LHLO alone begins LMTP, and nothing else than LMTP.
        guard (verb == .lhlo) == register.settings.speaksLMTP else {
            return refuse(.unknownCommand, verb.name)
        }
        guard isName(line) else { return refuse(.syntax, verb.name) }
        resetTransaction()
        stage = .idle
        if verb == .helo {
            replies += register.replies.hello
        } else {
            let hello = register.replies.extendedHello
            replies += isEncrypted ? hello.encrypted : hello.clear
        }
        _ = loses(at: .afterEHLO)
    }

    /// Whether one word of a domain's or an address literal's octets follows the verb.
    private func isName(_ line: Span<UInt8>) -> Bool {
        guard line.count > 5 else { return false }
        for index in 5..<line.count where line[index] <= .space { return false }
        return true
    }

    /// A command that may not stand between the chunks of a message: the message must not go on as if nothing were.
    private mutating func spoilChunks(_ verb: Verb) {
        content.abandon()
        stage = .failed
        refuse(.afterChunk, verb.name)
    }

    private mutating func handleReset(_ line: Span<UInt8>) {
        guard line.count == 4 else { return refuse(.syntax, "RSET") }
        resetTransaction()
        replies += register.replies.done
    }

    private mutating func handleVerify(_ line: Span<UInt8>) {
        guard line.count > 5 else { return refuse(.syntax, "VRFY") }
        replies += register.replies.verify
    }

    private mutating func handleQuit(_ line: Span<UInt8>) {
        guard line.count == 4 else { return refuse(.syntax, "QUIT") }
        replies += register.replies.goodbye
        end(.quit)
    }

    private mutating func handleStartTLS(_ line: Span<UInt8>) {
        guard case .startTLS = register.settings.tls else { return refuse(.notOffered, "STARTTLS") }
        guard !isEncrypted else { return refuse(.alreadyTLS, "STARTTLS") }
        guard stage != .connected else { return refuse(.greetFirst, "STARTTLS") }
        guard line.count == 8 else { return refuse(.syntax, "STARTTLS") }
        resetTransaction()
        replies += register.replies.startTLS
        // What stands behind STARTTLS was not protected: it is dropped, never run (RFC 3207 §4, CVE-2011-0411).
        end(.startTLS)
    }

    /// Forgets the transaction; the conversation is between two of them again, if it had begun.
    mutating func resetTransaction() {
        content.abandon()
        envelope.removeAll()
        isInternationalized = false
        if stage != .connected { stage = .idle }
    }

    /// Whether the connection is to be lost here; if so, it is.
    mutating func loses(at point: SinkLoss.Point) -> Bool {
        guard !register.settings.losses.isEmpty, register.loses(at: point) else { return false }
        logLoss(point)
        end(.loss)
        return true
    }
}
