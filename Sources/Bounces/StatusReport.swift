/// A delivery status report, the machine's part of a notification (RFC 3464 §2).
struct StatusReport {
    private(set) var envelopeID: [UInt8]?
    private(set) var recipients: [RecipientNotice] = []

    /// Recipients read of one report.
    private static let mostRecipients = 1000

    /// Reads the groups of fields that empty lines divide: the first is about the message, the others about a
    /// recipient each.
    init(parsing content: [UInt8]) {
        var rest = content[...]
        var isFirst = true
        while !rest.isEmpty, recipients.count < Self.mostRecipients {
            let group = Entity(parsing: rest)
            rest = group.body
            guard !group.fields.isEmpty else { continue }
            if isFirst { envelopeID = group.value("original-envelope-id") }
            isFirst = false
            // Some programs write everything into one group.
            if let notice = Self.recipient(group) { recipients.append(notice) }
        }
    }

    private static func recipient(_ group: Entity) -> RecipientNotice? {
        guard let word = group.value("action") else { return nil }
        let action = word.prefix { 0x41...0x5A ~= $0 || 0x61...0x7A ~= $0 }.lowercased
        guard let action = RecipientNotice.Action(rawValue: String(decoding: action, as: UTF8.self)) else {
            return nil
        }
        let addresses = ["original-recipient", "final-recipient"].compactMap { group.value($0).map(address) }
        let diagnostic = group.value("diagnostic-code").map(typed)
        return RecipientNotice(
            action: action, addresses: addresses,
            status: status(group.value("status") ?? [], diagnostic ?? []), diagnostic: diagnostic ?? [])
    }

    private static func address(_ value: [UInt8]) -> [UInt8] {
        let address = typed(value)
        guard address.first == UInt8(ascii: "<"), address.last == UInt8(ascii: ">") else { return address }
        return Array(address.dropFirst().dropLast())
    }

    /// The status, or what the server said where that is more exact: many programs write 5.0.0 for all.
    private static func status(_ field: [UInt8], _ diagnostic: [UInt8]) -> EnhancedStatus? {
        let stated = StatusSearch.enhanced(in: field[...])
        guard stated == nil || stated?.subject == 0 else { return stated }
        guard let said = StatusSearch.status(in: diagnostic[...]), stated == nil || said.kind == stated?.kind
        else { return stated }
        return said
    }

    /// The value behind its type: `rfc822; user@example.com`, `smtp; 550 no such user`.
    private static func typed(_ value: [UInt8]) -> [UInt8] {
        guard let semicolon = value.firstIndex(of: UInt8(ascii: ";")) else { return value }
        return value[(semicolon + 1)...].trimmed
    }
}
