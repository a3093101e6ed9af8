import CSV
import Ledger

/// Every row of a campaign as it was in the list, with what became of it in columns behind.
///
/// The original octets are written back unchanged, in the list's own dialect, so the file can be sent again.
/// Two things are not as they were, so that every value stands in its column: a row with too few cells gets the
/// delimiters it lacks, and in a row with too many the surplus cells come after the added columns.
/// In the added columns, where a relay's text stands, a cell that a spreadsheet would take for a formula gets
/// an apostrophe in front.
package struct CSVReport {
    private let campaign: CampaignFile
    private let outcomes: Set<Outcome>?

    private static let addedColumns = [
        "merganser_outcome", "merganser_code", "merganser_enhanced", "merganser_reply", "merganser_attempts",
        "merganser_time", "merganser_bounce",
    ]

    /// - Parameter outcomes: only rows with one of these; nil for all.
    package init(_ campaign: CampaignFile, only outcomes: Set<Outcome>?) {
        self.campaign = campaign
        self.outcomes = outcomes
    }

    /// Writes to `path` (`-`: standard output) and says how many rows; a file gets its name when it is complete.
    ///
    /// - Throws: ``OutputConflict`` when `path` is something of the campaign or no earlier report, ``FileFault``,
    ///   ``UnusableCampaign`` or `LedgerFault`.
    package func write(to path: String) throws -> Int {
        let description = campaign.description
        var kept = ProtectedFiles(of: campaign)
        try kept.check(path, as: .csvReport)
        let names = try description.columnNames(path: campaign.path)
        var line = ReportLine(delimiter: description.delimiter, columns: names.count)
        line.start(header: Self.header(names) ?? [], original: description.header)
        for column in Self.addedColumns { line.add(Array(column.utf8)) }

        let output = try OutputFile(path: path, mode: .replace)
        try output.write(line.finish())
        var rows = 0
        try campaign.eachRow { row in
            guard outcomes?.contains(row.outcome) ?? true else { return }
            rows += 1
            do throws(ListFault) {
                try line.start(record: row.record, at: row.line)
            } catch {
                throw UnusableCampaign(path: campaign.path, flaw: .record(row: row.row, error))
            }
            for cell in Self.added(row) { line.add(cell) }
            try output.write(line.finish())
        }
        try output.close()
        return rows
    }

    /// New names for the columns of a list that is itself a report; nil when the header can stay as it is.
    ///
    /// Its outcomes are those of an earlier campaign, and two columns of one name could not be imported again.
    private static func header(_ names: [String]) -> [[UInt8]]? {
        let names = names.map { Array($0.utf8) }
        let added = addedColumns.map { Array($0.utf8) }
        guard names.contains(where: added.contains) else { return nil }
        var taken = Set(names)
        return names.map { name in
            guard added.contains(name) else { return name }
            var number = 1
            while !taken.insert(name + Array("_\(number)".utf8)).inserted { number += 1 }
            return name + Array("_\(number)".utf8)
        }
    }

    private static func added(_ row: ReportRow) -> [[UInt8]] {
        [
            Array(row.outcome.word.utf8), Array((row.code.map(String.init) ?? "").utf8),
            Array((row.enhanced ?? "").utf8), harmless(words(of: row)),
            Array(String(row.attempts).utf8), Array((row.at.map(Timestamp.text) ?? "").utf8),
            row.bounce.map(text) ?? [],
        ]
    }

    /// The reply, and what it does not say.
    private static func words(of row: ReportRow) -> [UInt8] {
        [row.text, row.reason.map { Array($0.utf8) }].compactMap(\.self)
            .filter { !$0.isEmpty }.joined(separator: Array("; ".utf8)).map(\.self)
    }

    /// `hard 5.1.1 550 no such user`.
    private static func text(_ bounce: Bounce) -> [UInt8] {
        let words = (bounce.isHard ? "hard " : "soft ") + (bounce.status.map { $0 + " " } ?? "")
        return harmless(Array(words.utf8) + bounce.text)
    }

    /// Control characters become spaces and a leading formula sign is disarmed (CSV injection).
    private static func harmless(_ text: [UInt8]) -> [UInt8] {
        let printable = text.map { $0 < 0x20 || $0 == 0x7F ? 0x20 : $0 }
        guard formulaSigns.contains(where: { printable.starts(with: $0.utf8) }) else { return printable }
        return [UInt8(ascii: "'")] + printable
    }

    /// What begins a formula; of full width, too, which some spreadsheets take for the same.
    private static let formulaSigns = ["=", "+", "-", "@", "＝", "＋", "－", "＠"]
}
