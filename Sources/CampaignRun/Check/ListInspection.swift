import CSV
import Composition

/// Looks at the cells of one record after another for what spreadsheets and wrong encodings have done to them.
///
/// A cell costs one look at its shape; what is kept does not grow with the list.
struct ListInspection {
    private let names: [String]
    /// The columns that messages are made from.
    private let columns: [Int]
    private var habits: [ColumnHabits]
    private let found: (Finding) -> Void

    /// - Parameters:
    ///   - columns: those to look at, from 0; what nobody is shown need not be right.
    ///   - found: gets each finding that one cell is enough for.
    init(names: [String], columns: [Int], found: @escaping (Finding) -> Void) {
        self.names = names
        self.columns = columns.filter(names.indices.contains)
        habits = self.columns.map { ColumnHabits(name: names[$0]) }
        self.found = found
    }

    mutating func inspect(_ record: Record, row: Int) {
        guard record.fieldCount == names.count else { return }
        let isSuspicious = Self.mayHoldMore(record.octets.span)
        for (index, column) in columns.enumerated() {
            let cell = record.field(column)
            guard !cell.isEmpty else { continue }
            let shape = CellShape(cell)
            habits[index].note(cell, shape, of: record, row: row)
            switch shape {
            case .exponent: note(.exponent(cell.excerpt), column, record, row)
            case .errorValue: note(.errorValue(cell.excerpt), column, record, row)
            case .digits, .date: break
            case .other: if isSuspicious { inspectText(cell, column, record, row) }
            }
        }
    }

    /// Whether a cell holds mojibake or braces; one look at the whole record mostly rules it out.
    private static func mayHoldMore(_ octets: Span<UInt8>) -> Bool {
        for index in octets.indices {
            let octet = octets[index]
            if octet == 0xC3 || octet == 0xEF || octet == UInt8(ascii: "{") { return true }
        }
        return false
    }

    private func inspectText(_ cell: ArraySlice<UInt8>, _ column: Int, _ record: Record, _ row: Int) {
        if let mojibake = Mojibake.first(in: cell) {
            note(.mojibake(mojibake.found, meant: mojibake.meant), column, record, row)
        }
        guard let brace = cell.firstIndex(of: UInt8(ascii: "{")), brace + 1 < cell.endIndex else { return }
        if cell[brace + 1] == UInt8(ascii: "{") || cell[brace + 1] == UInt8(ascii: "%") {
            note(.braces(cell[brace...].excerpt), column, record, row)
        }
    }

    private func note(_ notice: CellNotice, _ column: Int, _ record: Record, _ row: Int) {
        found(
            Finding(
                place: .row(row, line: record.line, cell: column, original: record.original),
                subject: .cell(notice, column: names[column])))
    }

    /// What only the whole column tells.
    func finish() {
        for (habits, column) in zip(habits, columns) {
            if let (digits, sightings) = habits.lostZeros {
                note(sightings, column) { .lostZeros($0.text, digits: digits) }
            }
            if let sightings = habits.serialDates {
                note(sightings, column) {
                    .serialDate($0.text, date: ColumnHabits.date(of: Int($0.text) ?? 0))
                }
            }
        }
    }

    private func note(
        _ sightings: ColumnHabits.Sightings, _ column: Int, _ notice: (ColumnHabits.SeenCell) -> CellNotice
    ) {
        guard let first = sightings.rows.first else { return }
        var finding = Finding(
            place: .row(first.row, line: first.line, cell: column, original: first.original),
            subject: .cell(notice(first), column: names[column]))
        finding.others = sightings.rows.dropFirst().map(\.row)
        finding.otherCount = sightings.count - 1
        found(finding)
    }
}
