/// Parses stored records again, one at a time; allocates nothing once its record has grown.
///
/// Not to be shared between threads; make one for each.
package final class RecordParser {
    private let assembler: RecordAssembler
    private let limits: Limits

    /// A parser for records of a list of this dialect.
    package init(dialect: Dialect, limits: Limits = .standard) {
        self.limits = limits
        assembler = RecordAssembler(dialect: dialect, limits: limits)
    }

    /// Takes the fields of `original` apart, which is what `Record.original` was.
    ///
    /// - Parameters:
    ///   - original: one record in UTF-8, without its line end.
    ///   - line: the line to name in `record` and in a fault.
    ///   - record: replaced; no octets give a record without fields.
    /// - Throws: where the octets are not one well-formed record.
    package func parse(
        _ original: [UInt8], line: Int = 1, into record: inout Record
    ) throws(ListFault) {
        record.begin(line: line)
        record.original.append(contentsOf: original)
        try parse(&record)
    }

    /// The same for octets that are lent.
    package func parse(
        _ original: Span<UInt8>, line: Int = 1, into record: inout Record
    ) throws(ListFault) {
        record.begin(line: line)
        original.withUnsafeBufferPointer { record.original.append(contentsOf: $0) }
        try parse(&record)
    }

    private func parse(_ record: inout Record) throws(ListFault) {
        guard record.original.count <= limits.record else {
            throw ListFault(line: record.line, column: 1, problem: .recordTooLong(limit: limits.record))
        }
        guard !record.original.isEmpty else { return }
        if let offset = FieldLocator.firstLineFeed(in: record.original) {
            throw assembler.fault(in: record, at: offset, .lineEndInRecord)
        }
        assembler.begin()
        try assembler.feed(record, from: 0, tail: .end, position: 0)
        assembler.deliver(into: &record)
    }
}
