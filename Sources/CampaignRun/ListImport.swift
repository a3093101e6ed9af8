import CSV
import Composition
import Ledger

/// Puts every record of a list into a campaign file, each composed once to know that it can be.
package struct ListImport {
    /// What the import found; rows are counted, the first faults are kept to be shown.
    package struct Summary: Sendable {
        package var rows = 0
        package var pending = 0
        package var invalid = 0
        package var duplicates = 0
        package var blankLines = 0
        package var firstProblems: [RowReport] = []
        /// Octets of the largest and of all messages.
        package var largestMessage = 0
        package var totalOctets = 0
        /// The first message's envelope sender, for the plan.
        package var sender: String?
    }

    /// One row that will not be sent, and why.
    package struct RowReport: Equatable, Sendable {
        package let row: Int
        package let line: Int
        package let problem: RowProblem
    }

    package enum Duplicates: String, Sendable, CaseIterable {
        /// The first row wins, later ones are `skipped`.
        case skip
        case send
        /// The import stops.
        case error
    }

    package static let problemsKept = 20

    private let maker: MessageMaker
    private let duplicates: Duplicates
    private let stopsAtProblem: Bool
    private let wording: any Wording
    private var seen = SeenAddresses()

    /// - Parameters:
    ///   - stopsAtProblem: `--strict`: the first invalid row stops the import.
    ///   - wording: the sentence kept in the campaign file as a row's reason.
    package init(
        _ assembly: Assembly, duplicates: Duplicates = .skip, stopsAtProblem: Bool = false,
        wording: any Wording
    ) {
        maker = MessageMaker(assembly)
        self.duplicates = duplicates
        self.stopsAtProblem = stopsAtProblem
        self.wording = wording
    }

    /// Imports all that `reader` still has.
    ///
    /// - Throws: `ListFault`, `LedgerFault`, or ``ImportStop`` when a row's problem ends the import.
    package mutating func run(
        _ reader: inout ListReader, into file: CampaignFile, date: Int64
    ) throws -> Summary {
        var summary = Summary()
        var record = Record()
        while try reader.next(into: &record) {
            summary.rows += 1
            let row = summary.rows
            let problem = check(&record, row: row, date: date)
            if let problem, stopsAtProblem || (duplicates == .error && problem.isDuplicate) {
                throw ImportStop(row: row, line: record.line, problem: problem)
            }
            count(problem, of: record, row: row, in: &summary)
            try file.append(
                NewRecipient(
                    row: row, line: record.line, address: maker.message.recipients.first?.octets ?? [],
                    record: record.original,
                    outcome: problem.map { $0.isDuplicate ? .skipped : .invalid } ?? .pending,
                    reason: problem.map { wording.sentence(for: $0) }))
        }
        summary.blankLines = reader.blankLines
        return summary
    }

    private mutating func check(_ record: inout Record, row: Int, date: Int64) -> RowProblem? {
        do {
            try maker.make(&record, number: row, date: date)
        } catch {
            return error
        }
        guard duplicates != .send, let address = maker.message.recipients.first else { return nil }
        guard let first = seen.firstRow(of: address.folded, orInsert: row) else { return nil }
        return .duplicate(ofRow: first)
    }

    private func count(_ problem: RowProblem?, of record: Record, row: Int, in summary: inout Summary) {
        guard let problem else {
            summary.pending += 1
            summary.totalOctets += maker.message.size
            summary.largestMessage = max(summary.largestMessage, maker.message.size)
            if summary.sender == nil, let sender = maker.message.sender {
                summary.sender = String(decoding: sender.octets, as: UTF8.self)
            }
            return
        }
        if problem.isDuplicate { summary.duplicates += 1 } else { summary.invalid += 1 }
        if summary.firstProblems.count < Self.problemsKept {
            summary.firstProblems.append(RowReport(row: row, line: record.line, problem: problem))
        }
    }
}

/// A row's problem that ends the import, because the user asked for that.
package struct ImportStop: Error, Equatable, Sendable {
    package let row: Int
    package let line: Int
    package let problem: RowProblem
}

extension RowProblem {
    var isDuplicate: Bool {
        if case .duplicate = self { return true }
        return false
    }
}
