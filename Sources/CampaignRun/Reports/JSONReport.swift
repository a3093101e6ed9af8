import CSV
import Ledger

/// Every row of a campaign with what became of it, as JSON: the fields of ``CSVReport``, and some that have no column.
package struct JSONReport {
    package enum Form: Sendable {
        /// One object, with the campaign's figures and its rows in an array.
        case document
        /// One object for each row, a line each.
        case lines
    }

    private let campaign: CampaignFile
    private let form: Form
    private let outcomes: Set<Outcome>?

    /// - Parameter outcomes: only rows with one of these; nil for all.
    package init(_ campaign: CampaignFile, as form: Form, only outcomes: Set<Outcome>?) {
        self.campaign = campaign
        self.form = form
        self.outcomes = outcomes
    }

    /// Writes to `path` (`-`: standard output) and says how many rows; a file gets its name when it is complete.
    ///
    /// - Throws: ``OutputConflict`` when `path` is something of the campaign or no earlier report, ``FileFault``,
    ///   ``UnusableCampaign`` or `LedgerFault`.
    package func write(to path: String) throws -> Int {
        let description = campaign.description
        var kept = ProtectedFiles(of: campaign)
        try kept.check(path, as: form == .document ? .jsonReport : .jsonLines)
        var cells = RecordObject(
            names: try description.columnNames(path: campaign.path), delimiter: description.delimiter)
        let output = try OutputFile(path: path, mode: .replace)
        if form == .document { try open(output) }
        var rows = 0
        try campaign.eachRow { row in
            guard outcomes?.contains(row.outcome) ?? true else { return }
            if form == .document, rows > 0 { try output.write(",\n") }
            rows += 1
            var object: JSONObject
            do throws(ListFault) {
                object = try Self.object(row, cells: &cells)
            } catch {
                throw UnusableCampaign(path: campaign.path, flaw: .record(row: row.row, error))
            }
            try output.write(object.finish())
            if form == .lines { try output.write("\n") }
        }
        if form == .document { try output.write("\n]}\n") }
        try output.close()
        return rows
    }

    private func open(_ output: OutputFile) throws {
        var status = try CampaignStatus(of: campaign).json
        try output.write("{\"status\":")
        try output.write(status.finish())
        try output.write(",\"recipients\":[\n")
    }

    private static func object(
        _ row: ReportRow, cells: inout RecordObject
    ) throws(ListFault) -> JSONObject {
        var object = JSONObject()
        object.add("row", row.row)
        object.add("line", row.line)
        object.add("address", row.address)
        object.add("outcome", row.outcome.word)
        object.add("attempts", row.attempts)
        object.add("code", row.code)
        object.add("enhanced", row.enhanced)
        if let text = row.text { object.add("reply", text) }
        object.add("reason", row.reason)
        object.add("relay", row.relay)
        object.add("time", row.at.map(Timestamp.text))
        if let bounce = row.bounce { object.add("bounce", Self.object(bounce)) }
        try cells.add(row.record, line: row.line, to: &object)
        return object
    }

    private static func object(_ bounce: Bounce) -> JSONObject {
        var object = JSONObject()
        object.add("kind", bounce.isHard ? "hard" : "soft")
        object.add("status", bounce.status)
        object.add("text", bounce.text)
        return object
    }
}

/// The cells of records by their columns' names.
private struct RecordObject {
    private let names: [String]
    private let parser: RecordParser
    private var record = Record()

    init(names: [String], delimiter: UInt8) {
        self.names = names
        parser = RecordParser(dialect: Dialect(delimiter: delimiter))
    }

    mutating func add(_ original: [UInt8], line: Int, to object: inout JSONObject) throws(ListFault) {
        try parser.parse(original, line: line, into: &record)
        var cells = JSONObject()
        for (index, name) in names.prefix(record.fieldCount).enumerated() {
            cells.add(name, Array(record.field(index)))
        }
        object.add("columns", cells)
        guard record.fieldCount > names.count else { return }
        object.add(
            "surplus",
            (names.count..<record.fieldCount).map { String(decoding: record.field($0), as: UTF8.self) })
    }
}
