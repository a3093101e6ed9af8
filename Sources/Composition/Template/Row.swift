/// The cells of one record, as the template sees them.
///
/// The layout is that of a record of the list, so that its buffers can be lent without a copy.
public struct Row: Equatable, Sendable {
    /// The values of all cells, back to back, in UTF-8.
    package var octets: [UInt8]

    /// Where each cell ends in `octets`.
    package var ends: [Int32]

    /// The records that are one message, this one first; empty for a row on its own.
    package var group: [Row] = []

    /// A row with these buffers.
    package init(octets: [UInt8], ends: [Int32]) {
        self.octets = octets
        self.ends = ends
    }

    /// A row of these cells, in the order of the list's columns.
    ///
    /// - Throws: when they have more than 2³¹ - 1 octets together.
    public init(cells: some Sequence<String>) throws(RowFault) {
        octets = []
        ends = []
        for cell in cells {
            octets.append(contentsOf: cell.utf8)
            guard let end = Int32(exactly: octets.count) else {
                throw RowFault(problem: .outputTooLong(limit: Int(Int32.max)))
            }
            ends.append(end)
        }
    }

    /// The number of cells.
    public var count: Int { ends.count }

    /// The cell of column number `column`, from 0; empty if the row has no such cell.
    public func cell(_ column: Int) -> ArraySlice<UInt8> {
        octets[bounds(of: column)]
    }

    /// Where the cell of `column` stands in `octets`; ends that contradict each other give an empty cell.
    func bounds(of column: Int) -> Range<Int> {
        guard ends.indices.contains(column) else { return 0..<0 }
        let start = column == 0 ? 0 : Int(ends[column - 1])
        let end = Int(ends[column])
        guard start >= 0, start <= end, end <= octets.count else { return 0..<0 }
        return start..<end
    }
}
