/// One line of a conversation, safe to print: control characters escaped, secrets masked, messages by their size.
package struct TranscriptLine: Equatable, Sendable {
    package enum Side: String, Sendable {
        case client = "C"
        case server = "S"
        /// What happened to the connection.
        case event = "*"
    }

    package let side: Side
    package let text: String

    package init(_ side: Side, _ text: String) {
        self.side = side
        self.text = text
    }
}

extension TranscriptLine: CustomStringConvertible {
    /// Such as `S: 250 ok`.
    package var description: String { side == .event ? "* \(text)" : "\(side.rawValue): \(text)" }
}

/// Writes down what crosses a connection.
///
/// Replies are cut once more, by a parser of its own, so that a session nobody watches pays nothing; and shown as a
/// whole, because a server may echo a secret in pieces.
package struct ConversationTranscript: Sendable {
    private var parser = ReplyParser()
    private var isLegible = true
    private var lines: [TranscriptLine] = []

    package init() {}

    /// Takes an action that was done.
    package mutating func note(_ action: Session.Action) {
        guard let text = action.transcript else { return }
        for line in text.utf8.split(separator: 0x0A) {
            lines.append(TranscriptLine(.client, String(decoding: line, as: UTF8.self)))
        }
    }

    /// Takes octets from the server.
    ///
    /// - Parameter secrets: what must not be shown, in whatever form it may be echoed.
    package mutating func note(_ octets: Span<UInt8>, hiding secrets: SecretFilter) {
        guard isLegible else { return }
        parser.secrets = secrets
        var position = 0
        do {
            while try parser.next(octets, from: &position) != nil { add(parser.reply) }
        } catch {
            // Nothing can be told apart any more, and the session ends.
            isLegible = false
            note(event: "what came then is no reply")
            if case .notAReply(let line) = error.hiding(secrets) {
                lines.append(TranscriptLine(.server, Printable.escape(line)))
            }
        }
    }

    /// - Parameter event: without control characters.
    package mutating func note(event: String) {
        lines.append(TranscriptLine(.event, event))
    }

    /// The connection is closed.
    package mutating func finish() {
        if isLegible, parser.isMidReply { note(event: "the connection ended in the middle of a reply") }
        isLegible = false
    }

    /// What was noted since the last time.
    package mutating func take() -> [TranscriptLine] {
        var taken: [TranscriptLine] = []
        swap(&taken, &lines)
        return taken
    }

    private mutating func add(_ reply: Reply) {
        let texts = reply.lines
        for (index, text) in texts.enumerated() {
            let separator = index + 1 < texts.count ? "-" : text.isEmpty ? "" : " "
            lines.append(TranscriptLine(.server, "\(reply.code)\(separator)\(Printable.escape(text))"))
        }
    }
}

extension ReplyFault {
    /// The same without secrets in what it quotes.
    func hiding(_ secrets: SecretFilter) -> ReplyFault {
        guard case .notAReply(let line) = self else { return self }
        return .notAReply(secrets.hidden(line))
    }
}
