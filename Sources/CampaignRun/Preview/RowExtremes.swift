import CSV
import Composition

/// Finds the longest, the emptiest and the least ASCII of rows, by the cells that the template uses.
struct RowExtremes {
    private struct Measure {
        var octets = 0
        var filled = 0
        var beyondASCII = 0
    }

    private let columns: [Int]
    private let parser: RecordParser
    private var record = Record()
    private var longest: (row: TellingRow, measure: Measure)?
    private var emptiest: (row: TellingRow, measure: Measure)?
    private var leastASCII: (row: TellingRow, measure: Measure)?

    init(_ assembly: Assembly) {
        columns = assembly.composer.usedColumns.filter(assembly.columns.indices.contains)
        parser = RecordParser(dialect: assembly.dialect)
    }

    /// Looks at a row that has a message; the first of equals counts.
    mutating func note(_ stop: ListWalk.Stop) {
        var measure = Measure()
        for original in [stop.original] + (stop.followers ?? []) { add(original, to: &measure) }
        if longest.map({ measure.octets > $0.measure.octets }) ?? true {
            longest = (TellingRow(stop), measure)
        }
        let (filled, octets) = emptiest.map { ($0.measure.filled, $0.measure.octets) } ?? (.max, .max)
        if (measure.filled, measure.octets) < (filled, octets) { emptiest = (TellingRow(stop), measure) }
        let most = leastASCII?.measure ?? Measure(octets: 1)
        // Shares are compared without dividing; cells are far from what an Int can hold.
        if measure.beyondASCII * most.octets > most.beyondASCII * measure.octets {
            leastASCII = (TellingRow(stop), measure)
        }
    }

    private mutating func add(_ original: [UInt8], to measure: inout Measure) {
        guard (try? parser.parse(original, into: &record)) != nil else { return }
        for column in columns {
            let cell = record.field(column)
            guard !cell.isEmpty else { continue }
            measure.filled += 1
            measure.octets += cell.count
            for octet in cell where octet >= 0x80 { measure.beyondASCII += 1 }
        }
    }

    /// The rows with their reasons; one that is ASCII only is not the least ASCII of any.
    var rows: [TellingRow] {
        let found: [(TellingRow, TellingRow.Reason)?] = [
            longest.map { ($0.row, .longest(octets: $0.measure.octets)) },
            emptiest.map {
                ($0.row, .emptiest(filled: $0.measure.filled, of: columns.count * $0.row.rows))
            },
            leastASCII.map {
                ($0.row, .leastASCII(percent: $0.measure.beyondASCII * 100 / max($0.measure.octets, 1)))
            },
        ]
        return found.compactMap { found in
            guard let found else { return nil }
            var row = found.0
            row.reasons = [found.1]
            return row
        }
    }
}
