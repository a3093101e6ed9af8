/// A bounce that only people were meant to understand.
///
/// Old servers, and gateways that think they know better, send text. What can be relied on there: the sign that no
/// person wrote it, status codes, and the sentences that the common programs use.
struct TextNotice {
    enum Kind: Equatable {
        /// Nil where nothing says what happened.
        case bounce(RecipientNotice?)
        case reply
        case mail
    }

    let kind: Kind

    /// Octets of text that are looked at: explanations come first.
    private static let longestText = 32 * 1024

    init(_ mail: Entity, _ leaves: [Entity]) {
        let failed = mail.values("x-failed-recipients").flatMap { AddressSearch.addresses(in: $0[...]) }
        let isBounce = !failed.isEmpty || Self.isFromDaemon(mail)
        guard isBounce else {
            kind = Self.isAutomatic(mail) ? .reply : .mail
            return
        }
        let text = Self.explanation(leaves)
        guard let finding = Self.finding(in: text) else {
            kind = failed.isEmpty && Self.isAutomatic(mail) ? .reply : .bounce(nil)
            return
        }
        kind = .bounce(
            RecipientNotice(
                action: finding.action,
                addresses: failed.isEmpty ? AddressSearch.addresses(in: text[...]) : failed,
                status: finding.status, diagnostic: finding.line))
    }

    /// Nobody can answer it, or those wrote it that deliver mail.
    private static func isFromDaemon(_ mail: Entity) -> Bool {
        if mail.value("return-path")?.filter({ $0 > 0x20 }) == Array("<>".utf8) { return true }
        let senders = mail.values("from").flatMap { AddressSearch.addresses(in: $0[...]) }
        return senders.contains { address in
            let local = address.prefix { $0 != UInt8(ascii: "@") }.lowercased
            return ["mailer-daemon", "postmaster", "mail-daemon"].contains { local.elementsEqual($0.utf8) }
        }
    }

    /// RFC 3834 §5, and what was used before it.
    private static func isAutomatic(_ mail: Entity) -> Bool {
        if let value = mail.value("auto-submitted"), value.lowercased != Array("no".utf8) { return true }
        return ["x-autoreply", "x-autorespond", "x-auto-response-suppress"].contains { mail.value($0) != nil }
            || mail.value("precedence")?.lowercased == Array("auto_reply".utf8)
    }

    /// The first text, up to where the message that came back begins.
    private static func explanation(_ leaves: [Entity]) -> [UInt8] {
        guard let leaf = leaves.first(where: { $0.mediaType.hasType("text") }) else { return [] }
        var text: [UInt8] = []
        for line in Lines(leaf.content[...]) {
            let folded = line.lowercased
            if borders.contains(where: { folded.starts(with: $0) }) { break }
            guard text.count + line.count < longestText else { break }
            text.append(contentsOf: line)
            text.append(0x0A)
        }
        return text
    }

    /// Beginnings of lines behind which the returned message stands: qmail, Exim, and a header itself.
    private static let borders = [
        "--- below this line is a copy of the message", "------ this is a copy of ", "------ this is a copy",
        "----- original message", "received: from ", "return-path: ",
    ].map { Array($0.utf8) }

    private struct Finding {
        let action: RecipientNotice.Action
        let status: EnhancedStatus?
        let line: [UInt8]
    }

    /// The first line with a code or a sentence that is known.
    private static func finding(in text: [UInt8]) -> Finding? {
        let isDelay = delays.contains { text.lowercased.contains($0) }
        for line in Lines(text[...]) {
            let folded = line.lowercased
            let known = sentences.first { folded.contains(Array($0.0.utf8)) }?.1
            guard let status = StatusSearch.status(in: line) ?? known else { continue }
            guard status.kind != 2 else { continue }
            return Finding(action: isDelay ? .delayed : .failed, status: status, line: line.trimmed)
        }
        return isDelay ? Finding(action: .delayed, status: nil, line: []) : nil
    }

    private static let delays = [
        "will be retried", "will keep trying", "still being retried", "delivery is delayed",
        "has not yet been delivered", "warning message only", "delayed mail (still being retried)",
    ].map { Array($0.utf8) }

    /// What servers say without a code.
    private static let sentences: [(String, EnhancedStatus)] = [
        ("user unknown", EnhancedStatus(5, 1, 1)), ("unknown user", EnhancedStatus(5, 1, 1)),
        ("no such user", EnhancedStatus(5, 1, 1)), ("no mailbox here by that name", EnhancedStatus(5, 1, 1)),
        ("does not exist", EnhancedStatus(5, 1, 1)), ("doesn't exist", EnhancedStatus(5, 1, 1)),
        ("address rejected", EnhancedStatus(5, 1, 1)), ("unrouteable address", EnhancedStatus(5, 1, 2)),
        ("unknown recipient", EnhancedStatus(5, 1, 1)), ("recipient unknown", EnhancedStatus(5, 1, 1)),
        ("mailbox unavailable", EnhancedStatus(5, 1, 1)), ("account is disabled", EnhancedStatus(5, 2, 1)),
        ("host unknown", EnhancedStatus(5, 1, 2)), ("host not found", EnhancedStatus(5, 1, 2)),
        ("domain not found", EnhancedStatus(5, 1, 2)),
        ("couldn't find any host named", EnhancedStatus(5, 1, 2)),
        ("mailbox is full", EnhancedStatus(5, 2, 2)), ("mailbox full", EnhancedStatus(5, 2, 2)),
        ("over quota", EnhancedStatus(5, 2, 2)), ("quota exceeded", EnhancedStatus(5, 2, 2)),
        ("message too large", EnhancedStatus(5, 3, 4)), ("spam", EnhancedStatus(5, 7, 1)),
        ("blocked", EnhancedStatus(5, 7, 1)), ("timed out", EnhancedStatus(4, 4, 1)),
    ]
}
