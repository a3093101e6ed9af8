import CSV

/// Everything that reading a list brings forth, to be compared.
struct Reading: Equatable {
    var dialect: Dialect?
    var names: [String] = []
    var records: [Record] = []
    var blankLines = 0
    var fault: ListFault?

    /// The fields of all records as text.
    var rows: [[String]] {
        records.map { record in
            (0..<record.fieldCount).map { String(decoding: record.field($0), as: UTF8.self) }
        }
    }

    /// Reads a list that arrives in these pieces, to its end or its first fault.
    init(
        pieces: [[UInt8]], dialect: Dialect? = nil, encoding: String? = nil, limits: Limits = .standard
    ) {
        do throws(ListFault) {
            var remaining = pieces.filter { !$0.isEmpty }[...]
            var reader = try ListReader(dialect: dialect, encoding: encoding, limits: limits) { buffer in
                buffer = remaining.popFirst() ?? []
            }
            self.dialect = reader.dialect
            names = reader.header.names
            defer { blankLines = reader.blankLines }
            var record = Record()
            while try reader.next(into: &record) {
                records.append(record)
            }
        } catch {
            fault = error
        }
    }

    init(
        _ list: [UInt8], dialect: Dialect? = nil, encoding: String? = nil, limits: Limits = .standard
    ) {
        self.init(pieces: [list], dialect: dialect, encoding: encoding, limits: limits)
    }

    init(
        _ list: String, dialect: Dialect? = nil, encoding: String? = nil, limits: Limits = .standard
    ) {
        self.init(Array(list.utf8), dialect: dialect, encoding: encoding, limits: limits)
    }
}

extension Dialect {
    static let comma = Dialect(delimiter: UInt8(ascii: ","))
    static let semicolon = Dialect(delimiter: UInt8(ascii: ";"))
    static let tab = Dialect(delimiter: UInt8(ascii: "\t"))
    static let bar = Dialect(delimiter: UInt8(ascii: "|"))
}
