import CSV

/// What the cells of one column have in common, to find those that a spreadsheet has changed.
///
/// It keeps a few rows for each length of number, however long the list is.
struct ColumnHabits {
    /// Rows that were seen with something: how many, and the first of them.
    struct Sightings {
        var count = 0
        var rows: [SeenCell] = []

        mutating func note(_ cell: ArraySlice<UInt8>, of record: Record, row: Int) {
            count += 1
            if rows.count < 11 { rows.append(SeenCell(cell, of: record, row: row)) }
        }
    }

    /// A cell as it stands in the list.
    struct SeenCell {
        let row: Int
        let line: Int
        let text: String
        let original: [UInt8]

        init(_ cell: ArraySlice<UInt8>, of record: Record, row: Int) {
            self.row = row
            line = record.line
            text = cell.excerpt
            original = record.original
        }
    }

    private var filled = 0
    private var digitCells = 0
    private var dates = 0
    /// The length that all cells with a leading zero have; 0 before there is one, nil when they differ.
    private var zeroLedLength: Int? = 0
    /// Numbers without a leading zero, by how many digits they have.
    private var byLength = [Sightings](repeating: Sightings(), count: ColumnHabits.longest + 1)
    /// Numbers that a spreadsheet may have for a day of the years 1954 to 2064.
    private var serials = Sightings()
    /// Whether dates can be expected by the column's name.
    private let isNamedDate: Bool

    private static let longest = 16
    private static let serialDays = 20_000...60_000

    init(name: String) {
        let folded = name.lowercased()
        isNamedDate = ["date", "datum", "birth", "geburt", "fecha", "data"].contains { word in
            folded.utf8.split { !(0x61...0x7A ~= $0) }.contains { $0.elementsEqual(word.utf8) }
                || folded.utf8.elementsEqual((word + "day").utf8)
        }
    }

    /// Counts a cell, and keeps it if it is one of the first of its kind: most cells are only counted.
    ///
    /// - Parameter row: the record's, from 1.
    mutating func note(_ cell: ArraySlice<UInt8>, _ shape: CellShape, of record: Record, row: Int) {
        filled += 1
        switch shape {
        case .digits(let count, let isZeroLed):
            digitCells += 1
            if isZeroLed {
                if zeroLedLength == 0 { zeroLedLength = count }
                if zeroLedLength != count { zeroLedLength = nil }
            } else if count <= Self.longest {
                byLength[count].note(cell, of: record, row: row)
            }
            if count == 5, !isZeroLed, Self.serialDays.contains(Self.number(cell)) {
                serials.note(cell, of: record, row: row)
            }
        case .date: dates += 1
        case .exponent, .errorValue, .other: break
        }
    }

    /// The number that five digits are.
    private static func number(_ digits: ArraySlice<UInt8>) -> Int {
        digits.reduce(0) { $0 * 10 + Int($1 & 0x0F) }
    }

    /// Numbers with fewer digits than those that have kept their zeros; nil where there is no telling.
    var lostZeros: (digits: Int, found: Sightings)? {
        guard let digits = zeroLedLength, (3...Self.longest).contains(digits), digitCells == filled else {
            return nil
        }
        var found = Sightings()
        for sightings in byLength[1..<digits] {
            found.count += sightings.count
            found.rows += sightings.rows
        }
        guard found.count > 0 else { return nil }
        // Longer ones beside them: these are numbers of no fixed length.
        guard byLength[(digits + 1)...].allSatisfy({ $0.count == 0 }) else { return nil }
        found.rows = Array(found.rows.sorted { $0.row < $1.row }.prefix(11))
        return (digits, found)
    }

    /// Numbers that are days among dates, or in a column that is called so.
    var serialDates: Sightings? {
        guard serials.count > 0, serials.count == digitCells, dates + digitCells == filled,
            dates > 0 || isNamedDate
        else { return nil }
        return serials
    }

    /// The day that a spreadsheet keeps as `serial`.
    static func date(of serial: Int) -> String {
        // Day 25569 is 1 January 1970.
        let day = Int64(serial) - 25_569
        var (year, month): (Int64, Int64) = (1954, 1)
        while CivilDay.number(year: year + 1, month: 1, day: 1) <= day { year += 1 }
        while month < 12, CivilDay.number(year: year, month: month + 1, day: 1) <= day { month += 1 }
        let number = day - CivilDay.number(year: year, month: month, day: 1) + 1
        return "\(year)-\(month < 10 ? "0" : "")\(month)-\(number < 10 ? "0" : "")\(number)"
    }
}
