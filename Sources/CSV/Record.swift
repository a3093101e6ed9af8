/// One record of a list: its values, and the octets it was written with.
///
/// Made to be used again: a reader that fills it keeps its capacity, so that reading allocates
/// nothing per record.
package struct Record: Equatable, Sendable {
    /// The physical line on which the record starts, from 1.
    package var line: Int

    /// The unquoted values of all fields, back to back, in UTF-8.
    package var octets: [UInt8]

    /// Where each field ends in `octets`.
    package var ends: [Int32]

    /// The record as it stood in the list (in UTF-8), quotes and all, without its line end.
    ///
    /// Giving these octets to a `RecordParser` yields the same fields again.
    package var original: [UInt8]

    /// A record without fields.
    package init() {
        line = 0
        octets = []
        ends = []
        original = []
    }

    /// The number of fields; a list's records may have more or fewer than its header.
    package var fieldCount: Int { ends.count }

    /// The value of the field at `index`, from 0; empty if the record has no such field.
    package func field(_ index: Int) -> ArraySlice<UInt8> {
        guard ends.indices.contains(index) else { return [] }
        let start = index == 0 ? 0 : Int(ends[index - 1])
        return octets[start..<Int(ends[index])]
    }

    /// Forgets the content and keeps the capacity.
    mutating func begin(line: Int) {
        self.line = line
        octets.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
        original.removeAll(keepingCapacity: true)
    }
}
