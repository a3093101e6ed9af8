/// Reads a list: its dialect, its header, and then one record after the other.
///
/// Nothing is repaired. What makes the rest of the list doubtful is a `ListFault`; a record with more
/// or fewer fields than the header is returned as it is. Memory does not grow with the list.
package struct ListReader: ~Copyable {
    /// The dialect: the one that was given, or the one that was found.
    package let dialect: Dialect

    /// The names of the columns.
    package let header: Header

    private var records: RecordStream
    private var fault: ListFault?

    /// Opens a list and reads its header.
    ///
    /// - Parameters:
    ///   - dialect: how fields are set apart; nil to find out from the header and the first records.
    ///   - encoding: the list's encoding as iconv knows it (`windows-1252`); nil for UTF-8, or what a
    ///     byte-order mark says.
    ///   - limits: how long fields and records may be.
    ///   - read: replaces what is in the buffer with the next octets of the list, as many as it likes;
    ///     leaving it empty means the end. Not called again after that, nor after it threw.
    /// - Throws: what is wrong with the encoding or the header.
    package init(
        dialect: Dialect? = nil,
        encoding: String? = nil,
        limits: Limits = .standard,
        reading read: @escaping (inout [UInt8]) throws -> Void
    ) throws(ListFault) {
        var source = try TextSource(encoding: encoding, reading: read)
        let separator = source.takeSeparatorLine()
        let dialect =
            dialect ?? separator.map(Dialect.init(delimiter:))
            ?? DialectDetector.dialect(of: source.sample, limits: limits)
        var records = RecordStream(
            source: source, dialect: dialect, limits: limits, linesBefore: separator == nil ? 0 : 1)
        var record = Record()
        guard try records.next(into: &record) else {
            throw ListFault(line: record.line, column: 1, problem: .noHeader)
        }
        do {
            header = try Header(record)
        } catch {
            throw records.fault(atField: error.index, of: record, error.problem)
        }
        self.dialect = dialect
        self.records = records
    }

    /// Blank lines that were passed over so far.
    package var blankLines: Int { records.blankLines }

    /// Reads the next record into `record`, whose content is replaced; false at the end of the list.
    ///
    /// - Throws: what makes the rest of the list doubtful; the same again if called again.
    package mutating func next(into record: inout Record) throws(ListFault) -> Bool {
        if let fault { throw fault }
        do {
            return try records.next(into: &record)
        } catch {
            fault = error
            throw error
        }
    }
}
