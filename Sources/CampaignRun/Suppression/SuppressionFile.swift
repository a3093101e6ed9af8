import CSV

/// A suppression list on the disk: an entry on each line, or a CSV file with a column of addresses.
struct SuppressionFile {
    /// What the file is like, for whoever appends to it.
    struct Form: Equatable {
        var isTable = false
        /// Whether the last line has its end; so does a file without octets.
        var endsInLine = true
    }

    /// Names of columns that hold addresses, the likeliest first, as ``folded(_:)`` has them.
    private static let addressColumns = ["email", "emailaddress", "mail", "address"].map { Array($0.utf8) }
    /// Octets of a line that are looked at; an address has 254, a hash 104.
    private static let longestLine = 4096
    private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

    private let file: ListFile
    private var faults: SuppressionFaults
    private var form = Form()

    init(_ file: ListFile) {
        self.file = file
        faults = SuppressionFaults(path: file.path)
    }

    /// Gives each entry to `take`, in the order of the file.
    ///
    /// - Throws: ``SuppressionFaults`` at the end, with all lines that are none; ``FileFault``, ``FaultInList``, and
    ///   what `take` throws.
    mutating func read(_ take: (SuppressionEntry) throws -> Void) throws -> Form {
        var opening = Opening()
        var chunk: [UInt8] = []
        repeat {
            try file.read(into: &chunk)
            opening.look(at: chunk)
        } while opening.isTable == nil && !chunk.isEmpty
        if opening.isTable ?? false {
            try readTable(opening.octets, linesBefore: opening.linesBefore, take)
        } else {
            try readLines(opening.octets, linesBefore: opening.linesBefore, take)
        }
        guard faults.count == 0 else { throw faults }
        return form
    }

    /// Looks for the first line that is neither blank nor a comment, which tells what kind of file it is.
    ///
    /// What comes before it is forgotten as it is read, so that neither a long preamble nor a line without an end is looked
    /// through more than once.
    private struct Opening {
        /// Nil while it cannot be told.
        private(set) var isTable: Bool?
        /// From the line that was looked for on; at the end of the file the last line, if that has no end.
        private(set) var octets: [UInt8] = []
        private(set) var linesBefore = 0
        private var isAtStart = true

        /// - Parameter chunk: what comes next of the file; empty at its end.
        mutating func look(at chunk: [UInt8]) {
            octets += chunk
            if isAtStart, octets.starts(with: [0xFF, 0xFE]) || octets.starts(with: [0xFE, 0xFF]) {
                isTable = true
                return
            }
            isAtStart = isAtStart && octets.count < 2 && !chunk.isEmpty
            guard !isAtStart else { return }
            var start = octets.startIndex
            while let end = octets[start...].firstIndex(of: 0x0A) {
                guard !judge(octets[start..<end]) else { break }
                start = end + 1
                linesBefore += 1
            }
            octets.removeFirst(start)
            guard isTable == nil else { return }
            if chunk.isEmpty { _ = judge(octets[...]) } else { judgeBeginning() }
        }

        /// Judges a line that is longer than any entry by its beginning; of a comment that is kept.
        private mutating func judgeBeginning() {
            guard octets.count > SuppressionFile.longestLine else { return }
            guard !judge(octets[...]) else { return }
            let text = SuppressionFile.trimmed(octets[...])
            octets = Array(text.prefix(1))
        }

        /// True for a line that tells.
        private mutating func judge(_ line: ArraySlice<UInt8>) -> Bool {
            let text = SuppressionFile.trimmed(line)
            guard !text.isEmpty, text.first != UInt8(ascii: "#") else { return false }
            isTable =
                !text.contains(UInt8(ascii: "@")) && !text.starts(with: SuppressionHash.opening)
            return true
        }
    }

    // MARK: Lines

    private mutating func readLines(
        _ start: [UInt8], linesBefore: Int, _ take: (SuppressionEntry) throws -> Void
    ) throws {
        var chunk = start
        var line: [UInt8] = []
        var number = linesBefore + 1
        while !chunk.isEmpty {
            var rest = chunk[...]
            while let end = rest.firstIndex(of: 0x0A) {
                line += rest[..<end].prefix(max(0, Self.longestLine - line.count))
                try self.take(line: line[...], number, take)
                line.removeAll(keepingCapacity: true)
                number += 1
                rest = rest[(end + 1)...]
            }
            line += rest.prefix(max(0, Self.longestLine - line.count))
            form.endsInLine = rest.isEmpty
            try file.read(into: &chunk)
        }
        try self.take(line: line[...], number, take)
    }

    private mutating func take(
        line text: ArraySlice<UInt8>, _ number: Int, _ take: (SuppressionEntry) throws -> Void
    ) throws {
        let text = Self.trimmed(text)
        guard text.first != UInt8(ascii: "#") else { return }
        try self.take(SuppressionLine.content(of: text), at: number, take)
    }

    /// - Parameter text: without white space around it.
    private mutating func take(
        _ text: ArraySlice<UInt8>, at line: Int, _ take: (SuppressionEntry) throws -> Void
    ) throws {
        guard !text.isEmpty else { return }
        let entry: SuppressionEntry
        do throws(SuppressionFaults.Problem) {
            entry = try SuppressionEntry(parsing: text)
        } catch {
            return faults.add(error, line: line, text)
        }
        do {
            try take(entry)
        } catch let problem as SuppressionFaults.Problem {
            faults.add(problem, line: line, text)
        }
    }

    /// Without white space around it, and without a byte order mark.
    private static func trimmed(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var text = text.starts(with: byteOrderMark) ? text.dropFirst(byteOrderMark.count) : text
        while let last = text.last, last <= 0x20 { text.removeLast() }
        while let first = text.first, first <= 0x20 { text.removeFirst() }
        return text
    }

    // MARK: CSV

    private mutating func readTable(
        _ start: [UInt8], linesBefore: Int, _ take: (SuppressionEntry) throws -> Void
    ) throws {
        form.isTable = true
        do {
            var pending = start
            let file = file
            var reader = try ListReader { buffer in
                guard pending.isEmpty else {
                    swap(&buffer, &pending)
                    pending = []
                    return
                }
                try file.read(into: &buffer)
            }
            guard let column = Self.addressColumn(reader.header.names) else {
                let names = reader.header.names
                return faults.add(.noAddressColumn(names), line: linesBefore + 1, start.prefix { $0 != 0x0A })
            }
            var record = Record()
            while try reader.next(into: &record) {
                try self.take(record, from: column, at: linesBefore + record.line, take)
            }
        } catch {
            throw file.blame(error)
        }
    }

    private mutating func take(
        _ record: Record, from column: Int, at line: Int, _ take: (SuppressionEntry) throws -> Void
    ) throws {
        if column < record.fieldCount {
            return try self.take(Self.trimmed(record.field(column)), at: line, take)
        }
        let text = record.original[...]
        guard !Self.trimmed(text).isEmpty else { return }
        faults.add(.noAddressField(fields: record.fieldCount, column: column + 1), line: line, text)
    }

    private static func addressColumn(_ names: [String]) -> Int? {
        let names = names.map { folded(Array($0.utf8)) }
        for wanted in addressColumns {
            if let column = names.firstIndex(of: wanted) { return column }
        }
        return nil
    }

    /// `E-Mail Address` is `emailaddress`.
    private static func folded(_ name: [UInt8]) -> [UInt8] {
        name.compactMap { octet in
            switch octet {
            case 0x41...0x5A: octet | 0x20
            case UInt8(ascii: " "), UInt8(ascii: "-"), UInt8(ascii: "_"): nil
            default: octet
            }
        }
    }
}
