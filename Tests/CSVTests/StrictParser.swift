import CSV

/// A second opinion: RFC 4180 read strictly, over a whole list at once, one octet after the other.
///
/// Slow and plain on purpose. Knows nothing of limits and encodings.
struct StrictParser {
    private let octets: [UInt8]
    private let delimiter: UInt8
    private var offset = 0

    /// All records, the header included.
    private(set) var records: [Record] = []
    private(set) var blankLines = 0
    private(set) var fault: ListFault?

    init(_ octets: [UInt8], dialect: Dialect) {
        self.octets = octets
        delimiter = dialect.delimiter
        while offset < octets.count, fault == nil {
            if let end = lineEnd(at: offset) {
                offset = end
                blankLines += 1
            } else {
                readRecord()
            }
        }
    }

    private func octet(_ offset: Int) -> UInt8? {
        octets.indices.contains(offset) ? octets[offset] : nil
    }

    /// Where the line end at `offset` ends, if there is one.
    private func lineEnd(at offset: Int) -> Int? {
        if octet(offset) == 0x0A { return offset + 1 }
        return octet(offset) == 0x0D && octet(offset + 1) == 0x0A ? offset + 2 : nil
    }

    private mutating func readRecord() {
        let start = offset
        var record = Record()
        record.line = octets[..<start].filter { $0 == 0x0A }.count + 1
        while fault == nil {
            if octet(offset) == 0x22 {
                readQuoted(into: &record)
            } else {
                readUnquoted(into: &record)
            }
            record.ends.append(Int32(record.octets.count))
            guard fault == nil, octet(offset) == delimiter else { break }
            offset += 1
        }
        guard fault == nil else { return }
        record.original = Array(octets[start..<offset])
        offset = lineEnd(at: offset) ?? offset
        records.append(record)
    }

    private mutating func readQuoted(into record: inout Record) {
        let start = offset
        offset += 1
        while let next = octet(offset) {
            offset += 1
            if next != 0x22 {
                record.octets.append(next)
            } else if octet(offset) == 0x22 {
                record.octets.append(0x22)
                offset += 1
            } else {
                return endQuoted()
            }
        }
        fail(at: start, .unclosedQuote(within: nil))
    }

    private mutating func endQuoted() {
        guard let next = octet(offset), next != delimiter, lineEnd(at: offset) == nil else { return }
        guard next != 0x0D else { return fail(at: offset, .bareCarriageReturn) }
        let text = String(decoding: octets[offset...].prefix(4), as: UTF8.self)
        fail(at: offset, .textAfterQuote(found: text.unicodeScalars.first ?? " "))
    }

    private mutating func readUnquoted(into record: inout Record) {
        let start = offset
        while let next = octet(offset), next != delimiter, lineEnd(at: offset) == nil {
            guard next != 0x0D else { return fail(at: offset, .bareCarriageReturn) }
            guard next != 0x22 else {
                let isBlank = octets[start..<offset].allSatisfy { $0 == 0x20 || $0 == 0x09 }
                return fail(at: offset, .quoteInsideField(afterSpaces: isBlank))
            }
            record.octets.append(next)
            offset += 1
        }
    }

    private mutating func fail(at offset: Int, _ problem: ListFault.Problem) {
        let lines = String(decoding: octets[..<offset], as: UTF8.self).unicodeScalars.split(
            separator: "\n", omittingEmptySubsequences: false)
        fault = ListFault(line: lines.count, column: (lines.last?.count ?? 0) + 1, problem: problem)
    }
}
