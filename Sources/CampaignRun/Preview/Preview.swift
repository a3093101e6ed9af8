import CSV
import Composition

/// Writes a page that shows the telling rows of a list merged with a template; nothing is sent.
package enum Preview {
    package struct Result: Sendable {
        package let rows: TellingRows
        /// The page, as it was given.
        package let path: String
    }

    /// Compiles `template`, reads `list` to its end, and writes the page.
    ///
    /// - Parameters:
    ///   - output: takes the place of what is there; `-` is standard output.
    ///   - signing: nil when messages are not signed.
    ///   - now: milliseconds since 1970.
    /// - Throws: `TemplateFaults`, ``FaultInList``, ``FileFault``, ``ImportStop``, ``Interrupted``, ``NothingToShow``.
    package static func write(
        _ template: LoadedTemplate, list: inout OpenedList, to output: String, rules: RowRules,
        wish: TellingRows.Wish, signing: Signing? = nil, delivery: DeliverySettings = .standard, now: Int64,
        wording: any Wording, interruption: Interruption? = nil
    ) throws -> Result {
        let assembly = try Assembly(
            template, list, signing: signing, delivery: delivery, now: now, suppression: rules.suppression,
            marksBranches: true)
        let rows = try TellingRows(
            assembly, list: &list, rules: rules, wish: wish, date: now / 1000, wording: wording,
            interruption: interruption)
        guard !rows.rows.isEmpty else { throw NothingToShow(rows: rows.summary.rows) }
        let text = PreviewText(template, list: list.name, seed: wish.sample > 0 ? wish.seed : nil)
        var gallery = try Gallery(
            OutputFile(path: output, mode: .replace), heading: text.heading,
            introduction: text.introduction(rows))
        let maker = MessageMaker(assembly)
        for row in rows.rows {
            do {
                try maker.make(
                    original: row.original, followers: row.followers, number: row.row, date: now / 1000)
                try maker.sign(date: now / 1000)
            } catch {
                // An attachment may change between the two times a row is composed.
                throw ImportStop(row: row.row, line: row.line, problem: error, purpose: .preview)
            }
            try gallery.add(Gallery.Entry(row, maker.message, notes: row.reasons.map(text.note)))
        }
        try gallery.close()
        return Result(rows: rows, path: output)
    }
}

extension Assembly {
    /// One of a campaign of its own, which is looked at or tried and never goes on.
    ///
    /// - Parameters:
    ///   - now: milliseconds since 1970.
    ///   - redirection: who gets all messages; nil for those they are for.
    init(
        _ template: LoadedTemplate, _ list: borrowing OpenedList, signing: Signing?,
        delivery: DeliverySettings,
        now: Int64, suppression: Suppression = .none, marksBranches: Bool = false,
        redirection: EmailAddress? = nil
    ) throws(TemplateFaults) {
        let identity = CampaignIdentity(
            nil, template: template.source, header: list.reader.header, createdAt: now)
        var settings = CompositionSettings(
            campaignID: identity.octets, utcOffset: LocalTime.utcOffset(at: now / 1000))
        settings.marksBranches = marksBranches
        settings.redirection = redirection
        try self.init(
            template: template.source, columns: list.reader.header.names, dialect: list.reader.dialect,
            settings: settings, signing: signing, delivery: delivery, suppression: suppression)
    }
}

/// A list of which no row has a message.
package struct NothingToShow: Error, Equatable, Sendable {
    package let rows: Int
}

extension Gallery.Entry {
    fileprivate init(_ row: TellingRow, _ message: Message, notes: [Gallery.Note]) {
        self.init(
            row: row.row, line: row.line, rows: row.rows, sender: message.sender?.octets ?? [],
            recipients: message.recipients.map(\.octets), octets: message.assembled, notes: notes)
    }
}
