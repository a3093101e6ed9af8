import CSV

/// One line of a report: a record of the list as it stood there, cells behind it, each in its column.
struct ReportLine {
    private let delimiter: UInt8
    private let columns: Int
    private let parser: RecordParser
    private var record = Record()
    private var octets: [UInt8] = []
    private var isStarted = false
    /// Cells of the record that belong to no column; they come last.
    private var surplus: [ArraySlice<UInt8>] = []

    /// - Parameter columns: of the list.
    init(delimiter: UInt8, columns: Int) {
        self.delimiter = delimiter
        self.columns = columns
        parser = RecordParser(dialect: Dialect(delimiter: delimiter))
    }

    /// Starts with the header: `original`, or these names instead when there are any.
    mutating func start(header names: [[UInt8]], original: [UInt8]) {
        guard !names.isEmpty else {
            append(original: original)
            return
        }
        appendCells(names.map { $0[...] })
    }

    /// Starts with a record's original octets.
    ///
    /// - Throws: `ListFault` when they are none.
    mutating func start(record original: [UInt8], at line: Int) throws(ListFault) {
        try parser.parse(original, line: line, into: &record)
        guard record.fieldCount > columns else {
            append(original: original)
            // No octets at all are one empty cell.
            let missing = columns - max(1, record.fieldCount)
            octets.append(contentsOf: repeatElement(delimiter, count: max(0, missing)))
            return
        }
        let cells = (0..<record.fieldCount).map { record.field($0) }
        appendCells(cells[..<columns])
        surplus = Array(cells[columns...])
    }

    mutating func add(_ cell: [UInt8]) { append(cell[...]) }

    /// The line with its line end; the next one can be started.
    mutating func finish() -> [UInt8] {
        for cell in surplus { append(cell) }
        surplus = []
        isStarted = false
        defer { octets.removeAll(keepingCapacity: true) }
        return octets + [0x0D, 0x0A]
    }

    private mutating func append(original: [UInt8]) {
        octets += original
        isStarted = true
    }

    private mutating func appendCells(_ cells: some Sequence<ArraySlice<UInt8>>) {
        for cell in cells { append(cell) }
    }

    private mutating func append(_ cell: ArraySlice<UInt8>) {
        if isStarted { octets.append(delimiter) }
        isStarted = true
        let special: [UInt8] = [delimiter, 0x22, 0x0A, 0x0D]
        let needsQuotes = cell.contains { special.contains($0) }
        guard needsQuotes else {
            octets += cell
            return
        }
        octets.append(0x22)
        for octet in cell {
            if octet == 0x22 { octets.append(0x22) }
            octets.append(octet)
        }
        octets.append(0x22)
    }
}
