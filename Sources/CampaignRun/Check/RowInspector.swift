import CSV
import Composition

/// Looks at the rows and messages of a check as the walk comes by them.
///
/// A class, since walk and visitor both come to it; used by one thread only.
final class RowInspector {
    private let composer: Composer
    private let names: [String]
    private let sizeLimit: Int?
    private let found: (Finding) -> Void
    private let messages: MessageInspection
    private var cells: ListInspection
    private var files: AttachmentUse?
    private let parser: RecordParser
    private var record = Record()
    private let messagesThatNeedUnsubscribing = 5000

    init(_ assembly: Assembly, rules: RowRules, sizeLimit: Int?, found: @escaping (Finding) -> Void) {
        composer = assembly.composer
        names = assembly.columns
        self.sizeLimit = sizeLimit
        self.found = found
        messages = MessageInspection(assembly.composer)
        var columns = assembly.composer.usedColumns
        if let column = rules.groupingColumn, !columns.contains(column) { columns.append(column) }
        cells = ListInspection(names: assembly.columns, columns: columns, found: found)
        files = AttachmentUse(assembly.composer)
        parser = RecordParser(dialect: assembly.dialect)
    }

    /// Looks at a record before anything is made of it.
    func inspect(_ record: Record, row: Int) { cells.inspect(record, row: row) }

    /// Looks at a message, or at a row without one.
    func visit(_ stop: ListWalk.Stop) {
        noteFiles(of: stop)
        if let problem = stop.problem {
            guard !problem.isDeliberate else { return }
            let column = problem.column.flatMap { name in
                names.firstIndex { $0.utf8.elementsEqual(name.utf8) }
            }
            return note(.row(problem), stop, cell: column)
        }
        if let address = stop.message.recipients.first {
            let domain = Array(address.domain).map { 0x41...0x5A ~= $0 ? $0 | 0x20 : $0 }
            if let meant = KnownDomains.meant(by: domain[...]) {
                let column = composer.addressColumn
                let notice = CellNotice.misspeltDomain(String(decoding: domain, as: UTF8.self), meant: meant)
                note(.cell(notice, column: column.map { names[$0] } ?? "To"), stop, cell: column)
            }
        }
        stop.inspect(messages) { note(.message($0), stop, cell: nil) }
        if let sizeLimit, stop.size > sizeLimit {
            note(.overRelaySize(octets: stop.size, limit: sizeLimit), stop, cell: nil)
        }
    }

    private func note(_ subject: Finding.Subject, _ stop: ListWalk.Stop, cell: Int?) {
        found(
            Finding(
                place: .row(stop.row, line: stop.line, cell: cell, original: stop.original), subject: subject)
        )
    }

    private func noteFiles(of stop: ListWalk.Stop) {
        guard files != nil, (try? parser.parse(stop.original, into: &record)) != nil,
            record.fieldCount == names.count
        else { return }
        files?.note(
            Row(octets: record.octets, ends: record.ends), number: stop.row, line: stop.line,
            isSent: stop.problem == nil, original: stop.original)
    }

    /// What only the whole list tells.
    func finish(messages: Int) {
        cells.finish()
        files?.finish(found)
        guard messages > messagesThatNeedUnsubscribing else { return }
        if !composer.hasUnsubscription {
            found(Finding(place: .campaign, subject: .noUnsubscribe(messages: messages)))
        } else if !composer.hasOneClick {
            found(Finding(place: .campaign, subject: .noOneClick(messages: messages)))
        }
    }
}
