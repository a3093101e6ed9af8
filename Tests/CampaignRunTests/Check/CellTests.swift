import CSV
import Testing

@testable import CampaignRun

@Suite("Cells that a spreadsheet has changed")
struct CellTests {
    @Test(
        "The shape of a cell",
        arguments: [
            ("1.23E+15", CellShape.exponent), ("4,00638E+12", .exponent), ("-1E+10", .exponent),
            ("01307", .digits(count: 5, isZeroLed: true)), ("1307", .digits(count: 4, isZeroLed: false)),
            ("0", .digits(count: 1, isZeroLed: false)), ("2026-04-04", .date), ("4.4.26", .date),
            ("4/4/2026", .date),
            ("#N/A", .errorValue), ("#REF!", .errorValue), ("########", .errorValue), ("#1", .other),
            ("", .other),
            ("1E5", .other), ("240.00", .other), ("1.2.3.4", .other), ("+49 30 1", .other),
            ("#hashtag", .other),
            ("12E+1234", .other), ("E+1", .other), ("-", .other),
        ])
    func shape(_ cell: String, _ shape: CellShape) {
        #expect(CellShape(Array(cell.utf8)[...]) == shape, "\(cell)")
    }

    /// What is told of a list with one column of this name.
    private static func found(_ cells: [String], name: String = "code") -> [Finding] {
        nonisolated(unsafe) var found: [Finding] = []
        var inspection = ListInspection(names: [name], columns: [0]) { found.append($0) }
        for (index, cell) in cells.enumerated() {
            var record = Record()
            record.octets = Array(cell.utf8)
            record.ends = [Int32(record.octets.count)]
            record.original = record.octets
            record.line = index + 2
            inspection.inspect(record, row: index + 1)
        }
        inspection.finish()
        return found
    }

    @Test("Zeros are lost where cells that have theirs are longer, and only there")
    func zeros() {
        let found = Self.found(["01307", "1309", "80331", "", "1311"])
        #expect(found.map(\.code) == [.lostZeros])
        #expect(found.first?.others == [5] && found.first?.otherCount == 1)
        for cells in [
            ["01307", "80331"], ["1307", "1309"], ["0171123", "030123", "17"], ["01307", "1309", "n/a"],
            ["007", "12", "1234"], ["0", "7", "240"], ["01", "7"],
        ] { #expect(Self.found(cells).isEmpty, "\(cells)") }
    }

    @Test("Days became numbers where other cells are dates, or where the column's name says so")
    func dates() {
        #expect(Self.found(["2027-05-08", "46150"]).map(\.code) == [.spreadsheetDate])
        #expect(Self.found(["46150", "46151"], name: "Date of birth").map(\.code) == [.spreadsheetDate])
        for cells in [["46150", "46151"], ["2027-05-08", "17"], ["2027-05-08", "46150", "soon"]] {
            #expect(Self.found(cells).isEmpty, "\(cells)")
        }
        #expect(ColumnHabits.date(of: 25_569) == "1970-01-01")
        #expect(ColumnHabits.date(of: 46_150) == "2026-05-08")
        #expect(ColumnHabits.date(of: 60_000) == "2064-04-08")
        #expect(ColumnHabits.date(of: 20_000) == "1954-10-03")
    }

    @Test("A million findings of one kind are one, and ten of their rows are named")
    func groups() {
        var groups = FindingGroups()
        for row in 1...1_000_000 {
            groups.add(
                Finding(
                    place: .row(row, line: row + 1, cell: 0, original: []),
                    subject: .cell(.errorValue("#N/A"), column: "fee")))
        }
        #expect(groups.findings.count == 1)
        #expect(groups.findings[0].otherCount == 999_999)
        #expect(groups.findings[0].others == Array(2...11))
    }

    @Test("However many kinds there are, a thousand are kept")
    func manyKinds() {
        var groups = FindingGroups()
        for row in 1...5000 {
            groups.add(
                Finding(
                    place: .row(row, line: row + 1, cell: 0, original: []),
                    subject: .cell(.errorValue("#N/A"), column: "column \(row)")))
        }
        #expect(groups.findings.count == 1000)
        #expect(groups.findings.reduce(0) { $0 + $1.count } == 5000)
    }
}
