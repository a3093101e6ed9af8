import CSV
import Composition
import Ledger

/// What is another in a list, seen from the rows of a campaign that are left: rows are found by their address.
package struct ListChange: Sendable {
    /// A row of which a cell is another.
    package struct Example: Equatable, Sendable {
        package let row: Int
        package let column: String
        package let before: [UInt8]
        package let after: [UInt8]
    }

    package let path: String
    /// Rows that are left and have other cells, and how often which column is one of them.
    package fileprivate(set) var changed = 0
    package fileprivate(set) var columns: [(name: String, rows: Int)]
    package fileprivate(set) var example: Example?
    /// Rows that are left and are not in the list any more, without those of ``kept``.
    package fileprivate(set) var gone: [Int] = []
    /// The same of those that were refused or are in doubt, which they stay.
    package fileprivate(set) var kept: Set<Int> = []
    /// Records that are none of the campaign's.
    package fileprivate(set) var new = 0

    init(path: String, columns: [String]) {
        self.path = path
        self.columns = columns.map { ($0, 0) }
    }

    /// Whether no row that is left has anything else in it.
    var isEmpty: Bool { changed == 0 && gone.isEmpty && kept.isEmpty }
}

/// Reads a list that is another now, and keeps the records aside that rows which are left have in it.
struct ListComparison {
    private static let stretch = 256

    private(set) var change: ListChange
    private let file: CampaignFile
    private let composer: Composer
    private let retrying: Set<Outcome>
    private let rows: RowSelection?
    private var scratch: Scratch
    private let stored: RecordParser
    private var before = Record()
    private var known: RowsByAddress
    private var staged: [ChangedRecord] = []

    /// - Parameter rows: the only ones that may change or be gone; nil for all.
    init(
        _ file: CampaignFile, _ assembly: Assembly, path: String, retrying: Set<Outcome>,
        of rows: RowSelection?, key: KeyedHash
    ) throws(LedgerFault) {
        self.file = file
        self.retrying = retrying
        self.rows = rows
        composer = assembly.composer
        scratch = assembly.composer.makeScratch()
        stored = RecordParser(dialect: assembly.dialect)
        change = ListChange(path: path, columns: assembly.columns)
        known = try RowsByAddress(file, retrying: retrying, key: key)
    }

    /// - Throws: `ListFault`, `LedgerFault`.
    mutating func run(_ reader: inout ListReader) throws {
        var record = Record()
        while try reader.next(into: &record) { try compare(&record) }
        if !staged.isEmpty { try file.stage(staged) }
        for (row, outcome) in known.unseen where rows?.contains(row) ?? true {
            if outcome.isLasting { change.kept.insert(row) } else { change.gone.append(row) }
        }
    }

    private mutating func compare(_ record: inout Record) throws {
        let row = Row(octets: record.octets, ends: record.ends)
        let address = try? composer.recipientIfAny(of: row, scratch: &scratch)
        guard let address, let found = known.take(address.folded) else {
            change.new += 1
            return
        }
        guard case .left(let number) = found, rows?.contains(number) ?? true,
            let recipient = try file.pending(after: number - 1, limit: 1, retrying: retrying).first,
            recipient.row == number, recipient.record != record.original
        else { return }
        note(recipient, row)
        staged.append(
            ChangedRecord(row: number, line: record.line, address: address.octets, record: record.original))
        guard staged.count == Self.stretch else { return }
        try file.stage(staged)
        staged.removeAll(keepingCapacity: true)
    }

    private mutating func note(_ recipient: PendingRecipient, _ row: Row) {
        change.changed += 1
        do throws(ListFault) {
            try stored.parse(recipient.record, into: &before)
        } catch {
            return
        }
        for index in 0..<min(before.fieldCount, row.count, change.columns.count) {
            let after = Array(row.cell(index))
            guard !before.field(index).elementsEqual(after) else { continue }
            change.columns[index].rows += 1
            change.example =
                change.example
                ?? ListChange.Example(
                    row: recipient.row, column: change.columns[index].name,
                    before: Array(before.field(index)), after: after)
        }
    }
}
