/// One compiled header.
///
/// A class, so that going through the headers of a message counts one reference each, not all of their parts.
final class HeaderTemplate: Sendable {
    enum Content: Sendable {
        case text(Program)
        /// ASCII for programs.
        case tokens(Program)
        case bracketed(BracketedTemplate)
        case mailboxes([MailboxTemplate])
    }

    let role: HeaderRole
    let name: [UInt8]
    let content: Content
    /// The whole header with its CR LF, when it is the same for every row.
    private let fixedLine: [UInt8]?

    private init(role: HeaderRole, name: [UInt8], content: Content, fixedLine: [UInt8]?) {
        self.role = role
        self.name = name
        self.content = content
        self.fixedLine = fixedLine
    }

    convenience init(_ field: HeaderField, content: Content) {
        self.init(role: field.role, name: field.name, content: content, fixedLine: nil)
    }

    /// The header encoded now, if it is the same for every row.
    func fixedIfStatic() throws(RowFault) -> HeaderTemplate {
        guard isStatic, role.isWritten else { return self }
        var message = Message()
        var scratch = Scratch()
        try append(Row(octets: [], ends: []), scratch: &scratch, to: &message)
        return HeaderTemplate(role: role, name: name, content: content, fixedLine: message.octets)
    }

    private var isStatic: Bool {
        switch content {
        case .text(let program), .tokens(let program): program.isStatic
        case .bracketed(let template): template.isStatic
        case .mailboxes(let mailboxes): mailboxes.allSatisfy(\.isStatic)
        }
    }

    /// Appends the header as it is for `row`, and adds its mailboxes to the envelope if they belong there.
    func append(_ row: Row, scratch: inout Scratch, to message: inout Message) throws(RowFault) {
        do {
            try appendContent(row, scratch: &scratch, to: &message)
        } catch {
            throw error.inHeader(name)
        }
    }

    private func appendContent(_ row: Row, scratch: inout Scratch, to message: inout Message) throws(RowFault)
    {
        switch content {
        case .mailboxes(let mailboxes):
            try appendMailboxes(mailboxes, row, scratch: &scratch, to: &message)
        case .text(let program):
            if appendFixed(to: &message) { return }
            try render(program, row, scratch: &scratch)
            try Self.refuseControls(in: scratch.value)
            var line = HeaderLine(name, in: &message.octets)
            line.appendText(
                scratch.value.span, leaving: role == .subject ? .prose : .tokens, to: &message.octets)
            line.end(in: &message.octets)
        case .tokens(let program):
            if appendFixed(to: &message) { return }
            try render(program, row, scratch: &scratch)
            try appendTokens(scratch.value, to: &message)
        case .bracketed(let template):
            if appendFixed(to: &message) { return }
            try template.render(row, scratch: &scratch)
            try appendTokens(scratch.value, to: &message)
        }
    }

    private func appendFixed(to message: inout Message) -> Bool {
        guard let fixedLine else { return false }
        message.octets.append(fixedLine.span)
        return true
    }

    private func render(
        _ program: Program, _ row: Row, scratch: inout Scratch
    ) throws(RowFault) {
        scratch.value.removeAll(keepingCapacity: true)
        try program.render(row, into: &scratch.value, scratch: &scratch.render)
    }

    /// A header with nothing in it is left out: RFC 5322 has no empty form for these.
    private func appendTokens(_ value: [UInt8], to message: inout Message) throws(RowFault) {
        try Self.refuseControls(in: value)
        guard value.allSatisfy({ $0 < 0x80 }) else { throw RowFault(column: nil, message: .notASCII) }
        var position = 0
        while let (_, word) = HeaderWords.next(in: value.span, from: position) {
            position = word.upperBound
            guard word.count <= HeaderLine.longestWord else {
                throw RowFault(column: nil, message: .wordTooLong)
            }
        }
        guard position > 0 else { return }
        var line = HeaderLine(name, in: &message.octets)
        line.appendTokens(value.span, to: &message.octets)
        line.end(in: &message.octets)
    }

    private func appendMailboxes(
        _ mailboxes: [MailboxTemplate], _ row: Row, scratch: inout Scratch, to message: inout Message
    ) throws(RowFault) {
        let isFixed = appendFixed(to: &message)
        var line: HeaderLine?
        for (index, mailbox) in mailboxes.enumerated() {
            guard let address = try mailbox.address(of: row, scratch: &scratch) else {
                guard !role.needsEveryMailbox else { throw mailbox.emptyFault }
                continue
            }
            if role == .to, index == 0 {
                message.addFirstRecipient(address)
            } else if role.isRecipient {
                message.addRecipient(address)
            }
            if role == .from { message.sender = address }
            if !address.isASCII, role.isWritten { message.isInternationalized = true }
            guard !isFixed, role.isWritten else { continue }
            try mailbox.renderName(of: row, scratch: &scratch)
            let isFirst = line == nil
            var open = line ?? HeaderLine(name, in: &message.octets)
            open.appendMailbox(
                name: scratch.name.span, address: address, isFirst: isFirst, to: &message.octets)
            line = open
        }
        line?.end(in: &message.octets)
    }

    /// The last gate before a header: whatever path a control character came by, it ends here.
    static func refuseControls(in value: [UInt8]) throws(RowFault) {
        for octet in value where octet < 0x20 && octet != 0x09 || octet == 0x7F {
            throw RowFault(column: nil, message: .control(octet))
        }
    }
}
