import Glibc

/// Makes one record out of physical lines: checks the octets, has libcsv take the fields apart, and
/// says where trouble starts.
///
/// libcsv is fed whole lines. So every line number is known, every record's own octets are at hand
/// when a place must be named, and how the list was cut into pieces on its way here cannot matter.
struct RecordAssembler {
    /// How the octets that are fed end.
    enum Tail {
        /// In LF.
        case lineFeed
        /// Without a line end, because nothing follows.
        case end
        /// In the middle of a line, because the record is too long to be read further.
        case cut
    }

    private typealias Trouble = (offset: Int, problem: ListFault.Problem)

    private let dialect: Dialect
    private let limits: Limits
    private let parser: FieldParser

    /// What the first octets of the list look like, for the fault that names a NUL.
    private let likelyEncoding: String?

    init(dialect: Dialect, limits: Limits, likelyEncoding: String? = nil) {
        self.dialect = dialect
        self.limits = limits
        self.likelyEncoding = likelyEncoding
        parser = FieldParser(dialect: dialect, limits: limits)
    }

    /// Whether what was fed since `begin` ends a record.
    var isComplete: Bool { parser.recordCount > 0 }

    /// The next octets begin a record.
    func begin() {
        parser.clear()
    }

    /// Feeds `record.original` from `start` on, which is a physical line.
    ///
    /// `position` is the offset of the record in its list. With the tail `.end` the record ends there.
    func feed(_ record: Record, from start: Int, tail: Tail, position: Int) throws(ListFault) {
        let trouble = record.original.withUnsafeBufferPointer { whole in
            check(whole, from: start, tail: tail, position: position)
                ?? split(whole, from: start, tail: tail)
        }
        guard let trouble else { return }
        parser.reset()
        throw fault(in: record, at: trouble.offset, trouble.problem)
    }

    /// Appends the values to a record without values.
    func deliver(into record: inout Record) {
        parser.deliver(into: &record)
    }

    /// A fault at `offset` of the record's original octets.
    func fault(in record: Record, at offset: Int, _ problem: ListFault.Problem) -> ListFault {
        let place = FieldLocator.place(of: offset, in: record.original)
        return ListFault(line: record.line &+ place.linesBefore, column: place.column, problem: problem)
    }

    /// Where the field at `index` starts in the record's original octets.
    func start(ofField index: Int, in record: Record) -> Int {
        FieldLocator.start(ofField: index, in: record.original, dialect)
    }

    // MARK: - Octets

    /// NUL and what is not UTF-8: an unquoted or a quoted field may hold neither.
    private func check(
        _ whole: UnsafeBufferPointer<UInt8>, from start: Int, tail: Tail, position: Int
    ) -> Trouble? {
        let line = UnsafeBufferPointer(rebasing: whole[start...])
        if let offset = whole.firstOffset(of: 0, in: start..<whole.count) {
            return (offset, .nul(likely: likelyEncoding))
        }
        do {
            _ = try UTF8Span(validating: line.span)
        } catch {
            let isCutScalar = tail == .cut && error.byteOffsets.upperBound == line.count
            guard !isCutScalar else { return nil }
            let offset = start + error.byteOffsets.lowerBound
            return (offset, .notUTF8(octet: whole[offset], offset: position + offset))
        }
        return nil
    }

    // MARK: - Fields

    private func split(_ whole: UnsafeBufferPointer<UInt8>, from start: Int, tail: Tail) -> Trouble? {
        let content = whole.count - lineEndCount(of: whole, tail)
        // libcsv takes a CR for a line end wherever it stands outside quotes. Ours is the one before LF;
        // each other one is fed as the last octet of its piece, to see whether it ended the record.
        var start = start
        var carriageReturn = whole.firstOffset(of: UInt8(ascii: "\r"), in: start..<content)
        if start == 0, carriageReturn == nil, tail != .cut,
            whole.firstOffset(of: Dialect.quote, in: 0..<content) == nil,
            parser.feedPlain(whole, content: content, isLast: tail == .end)
        {
            return nil
        }
        while let offset = carriageReturn {
            if let trouble = feed(whole, start...offset) { return trouble }
            // At the very start of a record it is passed over without a word.
            guard !isComplete, offset > 0 else { return (offset, .bareCarriageReturn) }
            start = offset + 1
            carriageReturn = whole.firstOffset(of: UInt8(ascii: "\r"), in: start..<content)
        }
        if start < whole.count, let trouble = feed(whole, start...(whole.count - 1)) { return trouble }
        guard tail == .end else { return nil }
        return parser.finish() ? excess(in: whole) : openQuote(in: whole, within: nil)
    }

    /// The octets at the end that belong to the line end, or may do so.
    private func lineEndCount(of whole: UnsafeBufferPointer<UInt8>, _ tail: Tail) -> Int {
        switch tail {
        case .lineFeed: whole.dropLast().last == UInt8(ascii: "\r") ? 2 : 1
        case .cut: whole.last == UInt8(ascii: "\r") ? 1 : 0
        case .end: 0
        }
    }

    private func feed(_ whole: UnsafeBufferPointer<UInt8>, _ range: ClosedRange<Int>) -> Trouble? {
        let stop = parser.feed(UnsafeBufferPointer(rebasing: whole[range]))
        if let trouble = excess(in: whole) { return trouble }
        switch stop {
        case nil: return nil
        case .outOfMemory: return (0, .outOfMemory)
        case .fieldTooLong: return longField(in: whole)
        case .misplaced(let offset): return misplaced(in: whole, at: range.lowerBound + offset)
        }
    }

    /// Strict libcsv stops at two kinds of octet only: a quote in a field that began without one, and
    /// anything that follows a closing quote.
    private func misplaced(in whole: UnsafeBufferPointer<UInt8>, at offset: Int) -> Trouble {
        guard whole[offset] == Dialect.quote else {
            let scalar = String(decoding: whole[offset...].prefix(4), as: UTF8.self).unicodeScalars.first
            return (offset, .textAfterQuote(found: scalar ?? "\u{FFFD}"))
        }
        let field = FieldLocator.start(ofField: parser.fieldCount, in: whole, dialect)
        let afterSpaces = whole[field..<offset].allSatisfy {
            $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t")
        }
        return (offset, .quoteInsideField(afterSpaces: afterSpaces))
    }

    /// The field that libcsv was reading when it refused to grow.
    private func longField(in whole: UnsafeBufferPointer<UInt8>) -> Trouble {
        let start = FieldLocator.start(ofField: parser.fieldCount, in: whole, dialect)
        guard start < whole.count, whole[start] == Dialect.quote else {
            return (start, .fieldTooLong(limit: limits.field))
        }
        return openQuote(in: whole, within: limits.field)
    }

    private func openQuote(in whole: UnsafeBufferPointer<UInt8>, within limit: Int?) -> Trouble {
        let start = FieldLocator.start(ofField: parser.fieldCount, in: whole, dialect)
        return (start, .unclosedQuote(within: limit))
    }

    /// What went in but is more than is allowed.
    private func excess(in whole: UnsafeBufferPointer<UInt8>) -> Trouble? {
        if let index = parser.longField {
            return (
                FieldLocator.start(ofField: index, in: whole, dialect), .fieldTooLong(limit: limits.field)
            )
        }
        return parser.hasTooManyFields ? (0, .tooManyFields(limit: limits.fieldsPerRecord)) : nil
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// Where `octet` stands first in a range of these octets, by memchr.
    @inline(__always)
    func firstOffset(of octet: UInt8, in range: Range<Int>) -> Int? {
        guard !range.isEmpty, let baseAddress,
            let found = memchr(baseAddress + range.lowerBound, Int32(octet), range.count)
        else { return nil }
        return UnsafeRawPointer(found) - UnsafeRawPointer(baseAddress)
    }
}
