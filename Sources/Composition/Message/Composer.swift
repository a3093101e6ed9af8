/// Makes messages from rows: the whole template, compiled once, the same for all connections.
///
/// Nothing in it changes after `init`. What varies comes in with each call: the row, its number, the time, and the
/// caller's buffers. Equal arguments give equal octets.
public final class Composer: Sendable {
    /// The files that are the same for every row: attachments in the template's order, images, the invitation.
    package let staticAttachments: [StaticAttachment]
    /// How many seconds the clock of the Date header is ahead of UTC.
    package let utcOffset: Int32

    /// What a row may make the template do or leave, in the order of ``BranchSet``; empty unless the settings ask.
    package let branches: [TemplateBranch]

    let headers: [HeaderTemplate]
    let firstRecipient: MailboxTemplate
    let returnPath: ReturnPath
    let text: BodyTemplate?
    let html: BodyTemplate?
    /// The text travels as `format=flowed`.
    let isFlowed: Bool
    let images: [EmbeddedImage]
    let calendar: CalendarTemplate?
    let attachments: [AttachmentTemplate]
    let folder: AttachmentFolder
    let key: KeyedHash
    /// Whether a pattern of the settings says who gets the message.
    let patternsNameRecipient: Bool
    /// What stands for the campaign in patterns.
    let campaignName: [UInt8]
    let campaignID: [UInt8]
    let envelopeID: MessagePattern?
    let unsubscription: Unsubscription?
    let redirection: EmailAddress?

    private static let toHeader = Array("To".utf8)
    static let returnPathHeader = Array("Return-Path".utf8)

    /// Where the reverse path comes from.
    enum ReturnPath: Sendable {
        case from
        case null
        case header(MailboxTemplate)
        case pattern(MessagePattern)
    }

    /// Compiles a template over the columns of a list, and reads and encodes its static attachments.
    ///
    /// - Parameters:
    ///   - source: the template's files.
    ///   - columns: the names that the list's header gives its columns, in their order; each once.
    ///   - settings: what differs from campaign to campaign.
    /// - Throws: all that is wrong with the template, in the order of its lines.
    public init(
        compiling source: TemplateSource, columns: [String], settings: CompositionSettings
    ) throws(TemplateFaults) {
        let folder = AttachmentFolder(source.root, largestFile: settings.largestAttachment)
        key = KeyedHash(seed: settings.campaignID)
        let branches = settings.marksBranches ? BranchTable() : nil
        var compiler = TemplateCompiler(
            source, columns: columns, folder: folder, key: key, unsubscribes: settings.unsubscription != nil,
            branches: branches)
        compiler.compile()
        guard compiler.faults.isEmpty, let firstRecipient = compiler.firstRecipient else {
            throw TemplateFaults(faults: compiler.sortedFaults)
        }
        self.branches = branches?.branches ?? []
        self.folder = folder
        self.firstRecipient = firstRecipient
        headers = compiler.headers
        returnPath = settings.returnPath.map { .pattern($0) } ?? compiler.returnPath
        envelopeID = settings.envelopeID
        unsubscription = settings.unsubscription
        redirection = settings.redirection
        campaignID = settings.campaignID
        campaignName = Hexadecimal.text(of: settings.campaignID)
        text = compiler.text
        html = compiler.html
        isFlowed = compiler.isFlowed
        images = compiler.images
        calendar = compiler.calendar
        attachments = compiler.attachments
        let attached: [StaticAttachment] = compiler.attachments.compactMap { attachment in
            if case .shared(let shared) = attachment.file { shared } else { nil }
        }
        let shown: [StaticAttachment] = compiler.images.compactMap { image in
            if case .shared(let shared) = image.file { shared } else { nil }
        }
        staticAttachments = attached + shown + (compiler.calendar.map { [$0.file] } ?? [])
        utcOffset = settings.utcOffset
        patternsNameRecipient = settings.patterns.contains { $0.holds(.recipient) || $0.holds(.token) }
    }

    /// Buffers for one connection.
    public func makeScratch() -> Scratch { Scratch() }

    /// The first address of the To header: the key for duplicates and reports.
    ///
    /// - Throws: why it is no address.
    public func recipient(of row: Row, scratch: inout Scratch) throws(RowFault) -> EmailAddress {
        if let address = try recipientIfAny(of: row, scratch: &scratch) { return address }
        throw firstRecipient.emptyFault.inHeader(Self.toHeader)
    }

    /// The same; nil where its columns are empty.
    package func recipientIfAny(of row: Row, scratch: inout Scratch) throws(RowFault) -> EmailAddress? {
        do {
            return try firstRecipient.address(of: row, scratch: &scratch)
        } catch {
            throw error.inHeader(Self.toHeader)
        }
    }

    /// Replaces `message` by the message for `row`.
    ///
    /// - Parameters:
    ///   - row: the cells, one for each of the columns.
    ///   - number: the row's number in the list, from 1; Message-ID and boundaries are derived from it, so that a
    ///     message made again carries the same ones.
    ///   - date: unix seconds, for the Date header.
    ///   - scratch: the caller's buffers, used by one thread at a time.
    ///   - message: what is replaced; its memory is used again.
    /// - Throws: why this row cannot be sent; `message` is of no use then.
    public func compose(
        _ row: Row, number: Int, date: Int64, scratch: inout Scratch, into message: inout Message
    ) throws(RowFault) {
        message.clear()
        scratch.render.set(now: date, utcOffset: utcOffset)
        guard usesPatterns else {
            return try assemble(row, number: number, date: date, scratch: &scratch, into: &message)
        }
        try fillPatterns(for: row, number: number, scratch: &scratch)
        guard let unsubscription else {
            return try assemble(row, number: number, date: date, scratch: &scratch, into: &message)
        }
        let extended = extended(row, by: unsubscription, scratch: &scratch)
        defer { scratch.giveBack(extended) }
        try assemble(extended, number: number, date: date, scratch: &scratch, into: &message)
    }

    private func assemble(
        _ row: Row, number: Int, date: Int64, scratch: inout Scratch, into message: inout Message
    ) throws(RowFault) {
        for header in headers { try header.append(row, scratch: &scratch, to: &message) }
        message.author = message.sender
        appendUnsubscription(scratch, to: &message)
        appendTraceHeaders(number: number, date: date, to: &message)
        if let envelopeID { envelopeID.append(scratch.patternValues, as: .text, to: &message.envelopeID) }
        switch returnPath {
        case .from: break
        case .null: message.sender = nil
        case .header(let mailbox):
            do {
                if let address = try mailbox.address(of: row, scratch: &scratch) { message.sender = address }
            } catch {
                throw error.inHeader(Self.returnPathHeader)
            }
        case .pattern(let pattern):
            message.sender = try address(from: pattern, scratch: &scratch)
        }
        message.contentStart = message.octets.count
        try appendContent(row, number: number, scratch: &scratch, to: &message)
        if let redirection { redirect(&message, number: number, to: redirection) }
    }

    /// Date, Message-ID and MIME-Version.
    ///
    /// Called while `message.sender` is the address of the From header.
    private func appendTraceHeaders(number: Int, date: Int64, to message: inout Message) {
        let start = message.octets.count
        message.octets.append("Date: ")
        MessageDate.append(date, utcOffset: utcOffset, to: &message.octets)
        message.octets.append("\r\n")
        message.dateLine = start..<message.octets.count
        message.messageID.append(UInt8(ascii: "<"))
        key.appendMessageID(of: number, to: &message.messageID)
        message.messageID.append(UInt8(ascii: "@"))
        if let from = message.sender {
            // A Message-ID that is not ASCII would only make trouble (RFC 6532 §3.2 says so itself).
            if from.isASCII {
                message.messageID.append(contentsOf: from.domain)
            } else {
                message.messageID.append(contentsOf: from.asciiDomain)
            }
        }
        message.messageID.append(UInt8(ascii: ">"))
        message.octets.append("Message-ID: ")
        message.octets.append(contentsOf: message.messageID)
        message.octets.append("\r\nMIME-Version: 1.0\r\n")
    }
}
