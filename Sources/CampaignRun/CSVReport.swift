import CSV
import Ledger

/// Every row of a campaign as it was in the list, with what became of it in columns behind.
///
/// The original octets are written back unchanged, in the list's own dialect, so the file can be sent again.
/// In the added columns, where a relay's text stands, a cell that a spreadsheet would take for a formula gets
/// an apostrophe in front.
package struct CSVReport {
    private let campaign: CampaignFile
    private let outcomes: Set<Outcome>?
    private let delimiter: UInt8

    private static let addedColumns = [
        "merganser_outcome", "merganser_code", "merganser_enhanced", "merganser_reply", "merganser_attempts",
        "merganser_time",
    ]

    /// - Parameter outcomes: only rows with one of these; nil for all.
    package init(_ campaign: CampaignFile, only outcomes: Set<Outcome>?) {
        self.campaign = campaign
        self.outcomes = outcomes
        delimiter = campaign.description.delimiter
    }

    /// Writes to `path` (`-`: standard output) and says how many rows.
    ///
    /// - Throws: ``FileFault`` or `LedgerFault`.
    package func write(to path: String) throws -> Int {
        let output = try OutputFile(path: path, mode: .replace)
        try output.write(campaign.description.header)
        for column in Self.addedColumns { try writeCell(Array(column.utf8), to: output) }
        try output.write("\r\n")
        var rows = 0
        try campaign.eachRow { row in
            guard outcomes?.contains(row.outcome) ?? true else { return }
            rows += 1
            try output.write(row.record)
            try writeCell(Array(row.outcome.word.utf8), to: output)
            try writeCell(Array((row.code.map(String.init) ?? "").utf8), to: output)
            try writeCell(Array((row.enhanced ?? "").utf8), to: output)
            try writeCell(Self.harmless(row.text ?? Array((row.reason ?? "").utf8)), to: output)
            try writeCell(Array(String(row.attempts).utf8), to: output)
            try writeCell(Array((row.at.map(Timestamp.text) ?? "").utf8), to: output)
            try output.write("\r\n")
        }
        try output.close()
        return rows
    }

    private func writeCell(_ value: [UInt8], to output: OutputFile) throws(FileFault) {
        try output.write([delimiter])
        let special: [UInt8] = [delimiter, 0x22, 0x0A, 0x0D]
        let needsQuotes = value.contains { special.contains($0) }
        guard needsQuotes else { return try output.write(value) }
        try output.write([0x22])
        for octet in value { try output.write(octet == 0x22 ? [0x22, 0x22] : [octet]) }
        try output.write([0x22])
    }

    /// Control characters become spaces and a leading formula sign is disarmed (CSV injection).
    private static func harmless(_ text: [UInt8]) -> [UInt8] {
        let printable = text.map { $0 < 0x20 || $0 == 0x7F ? 0x20 : $0 }
        guard let first = printable.first, Array("=+-@".utf8).contains(first) else { return printable }
        return [UInt8(ascii: "'")] + printable
    }
}

/// A moment as text.
package enum Timestamp {
    /// `2026-11-23T20:15:03Z` from milliseconds since 1970 (RFC 3339).
    package static func text(_ milliseconds: Int64) -> String {
        let seconds = milliseconds / 1000
        let (days, time) = (seconds / 86400, Int(seconds % 86400))
        // Days to date by Howard Hinnant's civil_from_days.
        let shifted = days + 719_468
        let era = shifted / 146_097
        let dayOfEra = Int(shifted - era * 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthIndex = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * monthIndex + 2) / 5 + 1
        let month = monthIndex < 10 ? monthIndex + 3 : monthIndex - 9
        let year = yearOfEra + Int(era) * 400 + (month <= 2 ? 1 : 0)
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return
            "\(year)-\(two(month))-\(two(day))T\(two(time / 3600)):\(two(time / 60 % 60)):\(two(time % 60))Z"
    }
}
