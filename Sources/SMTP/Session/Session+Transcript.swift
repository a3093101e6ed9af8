extension Session.Action {
    /// What a transcript may show of this action: commands as they are written, secrets masked, content by its
    /// size alone.
    ///
    /// Nil for actions that write nothing.
    package var transcript: String? {
        switch self {
        case .send(let octets): Printable.lines(octets)
        case .sendSecret(_, let masked): Printable.lines(Array(masked.utf8))
        case .sendContent(let id, let framing):
            "(message \(id), \(framing == .chunk ? "as one chunk" : "dots doubled"))"
        case .startTLS: "(TLS handshake)"
        case .saltPassword, .ready, .finish, .end: nil
        }
    }
}

extension Session {
    /// What must not be shown, in case the server echoes it.
    package var secrets: SecretFilter { parser.secrets }

    /// Whether it is over but for the connection, and what becomes of that is no news: QUIT was said, or the server
    /// announced that it closes.
    package var isOver: Bool { phase == .quitting || closingReply != nil }
}

extension Printable {
    /// Each line escaped, LF between them.
    fileprivate static func lines(_ octets: [UInt8]) -> String {
        octets.split(separator: 0x0A).map { line in
            escape(line.last == 0x0D ? line.dropLast() : line)
        }.joined(separator: "\n")
    }
}
