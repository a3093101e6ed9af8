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

    package static let problemsKept = 20

    private var check: RowCheck
    private let wording: any Wording
    private var maker: MessageMaker { check.maker }

    /// - Parameter wording: the sentence kept in the campaign file as a row's reason.
    package init(_ assembly: Assembly, rules: RowRules, wording: any Wording) {
        check = RowCheck(assembly, rules: rules, isDryRun: false)
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
            let problem = try check.problem(of: &record, row: row, date: date)
            if problem == nil { try check.prove(row: row, line: record.line, date: date) }
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

    private func count(_ problem: RowProblem?, of record: Record, row: Int, in summary: inout Summary) {
        guard let problem else {
            summary.pending += 1
            summary.totalOctets += maker.expectedSize
            summary.largestMessage = max(summary.largestMessage, maker.expectedSize)
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
