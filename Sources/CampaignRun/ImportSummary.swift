import Composition
import Ledger

/// What reading a list found; rows are counted, the first faults are kept to be shown.
package struct ImportSummary: Sendable {
    package var rows = 0
    /// Messages to send.
    package var messages = 0
    package var pending = 0
    package var invalid = 0
    package var duplicates = 0
    package var skippedByTemplate = 0
    package var notSelected = 0
    package var suppressed = 0
    package var blankLines = 0
    /// Of rows that are invalid or duplicates; those left out on purpose are only counted.
    package var firstProblems: [RowReport] = []
    /// Those by lot that are to be sent, by the rows of their messages; nil when no lot was asked for.
    package var drawn: RowSelection?
    /// Octets of the largest and of all messages.
    package var largestMessage = 0
    package var totalOctets = 0
    /// The row of the largest message.
    package var largestRow = 0
    /// The first message's envelope sender, for the plan.
    package var sender: String?
    /// Of the first and of the last message; texts are made of them when somebody asks, not for every row.
    private var firstAddress: EmailAddress?
    private var lastAddress: EmailAddress?

    /// The first recipient of the first message.
    package var firstRecipient: String? { firstAddress.map { String(decoding: $0.octets, as: UTF8.self) } }
    /// The first recipient of the last message.
    package var lastRecipient: String? { lastAddress.map { String(decoding: $0.octets, as: UTF8.self) } }

    package static let problemsKept = 20

    /// Problems that are listed.
    package var problems: Int { invalid + duplicates }

    /// Counts a message and the rows it is for.
    ///
    /// - Parameters:
    ///   - recipient: its first one.
    ///   - size: octets it will have when it is sent.
    mutating func count(
        from sender: EmailAddress?, to recipient: EmailAddress?, size: Int, row: Int, rows: Int = 1
    ) {
        self.rows += rows
        pending += rows
        messages += 1
        totalOctets += size
        if size > largestMessage { (largestMessage, largestRow) = (size, row) }
        if self.sender == nil, let sender {
            self.sender = String(decoding: sender.octets, as: UTF8.self)
        }
        lastAddress = recipient
        if firstAddress == nil { firstAddress = recipient }
    }

    /// Counts rows that will not be sent.
    mutating func count(_ report: RowReport, rows: Int = 1) {
        self.rows += rows
        switch report.problem.kind {
        case .invalid: invalid += rows
        case .duplicate: duplicates += rows
        case .skippedByTemplate: skippedByTemplate += rows
        case .notSelected: notSelected += rows
        case .suppressed: suppressed += rows
        }
        guard !report.problem.isDeliberate, firstProblems.count < Self.problemsKept else { return }
        firstProblems.append(report)
    }
}

/// One row that will not be sent, and why.
package struct RowReport: Equatable, Sendable {
    package let row: Int
    package let line: Int
    package let problem: RowProblem
}

extension RowProblem {
    /// What is recorded of a row that has it before anything is sent.
    var recorded: NewRecipient.Initial { kind == .invalid ? .invalid : .skipped }
}
