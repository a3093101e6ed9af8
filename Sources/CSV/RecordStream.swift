/// The records of a text, the header being the first.
struct RecordStream: ~Copyable {
    let dialect: Dialect

    /// Blank lines that were passed over so far.
    private(set) var blankLines = 0

    private var source: TextSource
    private let limits: Limits
    private let assembler: RecordAssembler
    private var lines: Int

    /// The records of what `source` has left, whose next line is number `lines` + 1.
    init(source: consuming TextSource, dialect: Dialect, limits: Limits, linesBefore lines: Int = 0) {
        assembler = RecordAssembler(
            dialect: dialect, limits: limits, likelyEncoding: source.likelyEncoding)
        self.source = source
        self.dialect = dialect
        self.limits = limits
        self.lines = lines
    }

    /// Reads the next record; false at the end.
    ///
    /// Not to be called again after a fault.
    mutating func next(into record: inout Record) throws(ListFault) -> Bool {
        record.begin(line: lines &+ 1)
        assembler.begin()
        var position = source.position
        var fed = 0
        while true {
            switch source.appendLine(to: &record.original, limit: limits.record) {
            case .lineFeed where fed == 0 && record.original.isLineEnd:
                blankLines &+= 1
                lines &+= 1
                position = source.position
                record.begin(line: lines &+ 1)
            case .lineFeed:
                try assembler.feed(record, from: fed, tail: .lineFeed, position: position)
                lines &+= 1
                fed = record.original.count
                guard assembler.isComplete else { continue }
                record.original.removeLineEnd()
                assembler.deliver(into: &record)
                return true
            case .end:
                guard !record.original.isEmpty else { return false }
                try assembler.feed(record, from: fed, tail: .end, position: position)
                assembler.deliver(into: &record)
                return true
            case .limit:
                // What there is may say more exactly what is wrong: a quote that was never closed.
                try assembler.feed(record, from: fed, tail: .cut, position: position)
                throw assembler.fault(in: record, at: 0, .recordTooLong(limit: limits.record))
            case .broken(let problem):
                throw assembler.fault(in: record, at: record.original.count, problem)
            }
        }
    }

    /// A fault where the field at `index` of a record starts.
    func fault(atField index: Int, of record: Record, _ problem: ListFault.Problem) -> ListFault {
        assembler.fault(in: record, at: assembler.start(ofField: index, in: record), problem)
    }
}

extension [UInt8] {
    /// Whether these octets are a line end and nothing else.
    fileprivate var isLineEnd: Bool {
        count == 1 || count == 2 && first == UInt8(ascii: "\r")
    }

    /// Takes LF or CR LF off the end of a line.
    fileprivate mutating func removeLineEnd() {
        removeLast()
        if last == UInt8(ascii: "\r") {
            removeLast()
        }
    }
}
