import CLibCSV
import Glibc

/// libcsv, set up so that it repairs nothing: owns its parser and what its callbacks write into.
///
/// The caller feeds at most `limits.record` octets between two calls of `clear`.
final class FieldParser {
    /// Why feeding ended before the last octet.
    enum Stop: Equatable {
        /// The octet at this offset of what was fed cannot stand there.
        case misplaced(Int)
        /// The field that is being read is longer than a field may be.
        case fieldTooLong
        case outOfMemory
    }

    // Strict, or `"x"y` passes and an open quote at the end of the list is swallowed. CSV_APPEND_NULL
    // stays off: fields have lengths.
    private static let options = UInt8(CSV_STRICT | CSV_STRICT_FINI)

    private static let noSpace: @convention(c) (UInt8) -> Int32 = { _ in 0 }

    private let parser: UnsafeMutablePointer<csv_parser>
    private let gathering: UnsafeMutablePointer<Gathering>
    private let bufferSize: Int

    /// Records to feed with the space function before trying to do without it again.
    private var dutifulRecords = 0

    init(dialect: Dialect, limits: Limits) {
        parser = .allocate(capacity: 1)
        parser.initialize(to: csv_parser())
        gathering = .allocate(capacity: 1)
        gathering.initialize(to: Gathering(limits: limits))
        // One octet tells that a field is too long, and one more is where libcsv keeps a closing quote.
        bufferSize = limits.field + 2
        _ = csv_init(parser, Self.options)
        csv_set_delim(parser, dialect.delimiter)
        csv_set_quote(parser, Dialect.quote)
        // Without this, libcsv trims the spaces and tabs of unquoted fields.
        csv_set_space_func(parser, Self.noSpace)
        // libcsv has no cap on a field. The first allocation is the whole of the cap, and growing is
        // refused: csv_parse then stops early and says that it has no memory.
        csv_set_blk_size(parser, bufferSize)
        csv_set_realloc_func(parser) { old, size in old == nil ? malloc(size) : nil }
    }

    deinit {
        csv_free(parser)
        parser.deallocate()
        gathering.pointee.deallocate()
        gathering.deallocate()
    }

    /// Fields gathered since the last `clear`.
    var fieldCount: Int { gathering.pointee.fieldCount }

    /// Records that ended since the last `clear`.
    var recordCount: Int { gathering.pointee.recordCount }

    /// The index of the first gathered field that was too long.
    var longField: Int? { gathering.pointee.longField }

    /// Whether there were more fields than a record may have.
    var hasTooManyFields: Bool { gathering.pointee.hasTooManyFields }

    /// Parses octets; nil if all of them went in.
    func feed(_ octets: UnsafeBufferPointer<UInt8>) -> Stop? {
        let count = csv_parse(
            parser, octets.baseAddress, octets.count,
            { field, count, gathering in
                gathering?.assumingMemoryBound(to: Gathering.self).pointee.take(field: field, count: count)
            },
            { _, gathering in
                gathering?.assumingMemoryBound(to: Gathering.self).pointee.endRecord()
            }, gathering)
        guard count < octets.count else { return nil }
        if csv_error(parser) == CSV_EPARSE {
            return .misplaced(count)
        }
        return csv_get_buffer_size(parser) < bufferSize ? .outOfMemory : .fieldTooLong
    }

    /// Parses a whole record that has no quotes; false, with nothing gathered, if `feed` must do it.
    ///
    /// Asking the space function about every octet takes a third of the time. Without it libcsv may
    /// trim; but where there are no quotes, every octet of the content is in a field or between two, so
    /// that a trimmed one is missing in the sum, and the record is fed again.
    ///
    /// - Parameters:
    ///   - octets: the record, with its line end if it has one.
    ///   - content: the number of octets before the line end.
    ///   - isLast: whether there is no line end.
    func feedPlain(_ octets: UnsafeBufferPointer<UInt8>, content: Int, isLast: Bool) -> Bool {
        guard dutifulRecords == 0 else {
            dutifulRecords &-= 1
            return false
        }
        csv_set_space_func(parser, nil)
        let stop = feed(octets)
        let isFinished = !isLast || finish()
        csv_set_space_func(parser, Self.noSpace)
        if stop == nil, isFinished, longField == nil, gathering.pointee.plainCount == content { return true }
        reset()
        // Spaces at the edge of fields seldom come alone.
        dutifulRecords = 64
        return false
    }

    /// Ends the last record where the octets end; false if a quote is still open.
    func finish() -> Bool {
        let status = csv_fini(
            parser,
            { field, count, gathering in
                gathering?.assumingMemoryBound(to: Gathering.self).pointee.take(field: field, count: count)
            },
            { _, gathering in
                gathering?.assumingMemoryBound(to: Gathering.self).pointee.endRecord()
            }, gathering)
        return status == 0
    }

    /// Forgets what was gathered; the next octets begin a record.
    func clear() {
        gathering.pointee.clear()
    }

    /// Makes the parser ready again after a fault in the middle of a record.
    func reset() {
        // Only csv_fini leaves that state, and in strict mode not if a quote is open.
        _ = csv_set_opts(parser, 0)
        _ = csv_fini(parser, nil, nil, nil)
        _ = csv_set_opts(parser, Self.options)
        clear()
    }

    /// Appends the gathered values to a record without values.
    func deliver(into record: inout Record) {
        gathering.pointee.deliver(into: &record)
    }
}
