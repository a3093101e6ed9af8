import CSV
import Composition

/// Writes a page that shows the telling rows of a list merged with a template; nothing is sent.
package enum Preview {
    package struct Result: Sendable {
        package let rows: TellingRows
        /// Octets of nothing but HTML: no other file is needed to look at it.
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
        let identity = CampaignIdentity(
            nil, template: template.source, header: list.reader.header, createdAt: now)
        var settings = CompositionSettings(
            campaignID: identity.octets, utcOffset: LocalTime.utcOffset(at: now / 1000))
        settings.marksBranches = true
        let assembly = try Assembly(
            template: template.source, columns: list.reader.header.names, dialect: list.reader.dialect,
            settings: settings, signing: signing, delivery: delivery, suppression: rules.suppression)
        let rows = try TellingRows(
            assembly, list: &list, rules: rules, wish: wish, date: now / 1000, wording: wording,
            interruption: interruption)
        guard !rows.rows.isEmpty else { throw NothingToShow(rows: rows.summary.rows) }
        let text = PreviewText(template, list: list.name, seed: wish.sample > 0 ? wish.seed : nil)
        let gallery = try Gallery(
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

/// A list of which no row has a message.
package struct NothingToShow: Error, Equatable, Sendable {
    package let rows: Int
}

extension Gallery.Entry {
    fileprivate init(_ row: TellingRow, _ message: Message, notes: [String]) {
        self.init(
            row: row.row, line: row.line, rows: row.rows, sender: message.sender?.octets ?? [],
            recipients: message.recipients.map(\.octets), octets: message.assembled, notes: notes)
    }
}
