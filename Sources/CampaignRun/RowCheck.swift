import CSV
import Composition

/// Finds out whether rows can be sent, by composing each and looking for its address in the rows before.
struct RowCheck {
    /// Holds the message of the row checked last.
    let maker: MessageMaker
    private let rules: RowRules
    private let isDryRun: Bool
    private var seen: SeenAddresses

    init(_ assembly: Assembly, rules: RowRules, isDryRun: Bool) {
        maker = MessageMaker(assembly)
        self.rules = rules
        self.isDryRun = isDryRun
        seen = SeenAddresses(key: rules.key)
    }

    /// Why the row cannot be sent; nil when it can.
    ///
    /// - Parameter date: unix seconds, for the Date header.
    /// - Throws: ``ImportStop`` when the rules say that this problem ends everything.
    mutating func problem(of record: inout Record, row: Int, date: Int64) throws(ImportStop) -> RowProblem? {
        guard let problem = find(in: &record, row: row, date: date) else { return nil }
        if rules.stopsAtProblem || problem.isOfCampaign || (rules.duplicates == .error && problem.isDuplicate)
        {
            throw ImportStop(row: row, line: record.line, problem: problem, isDryRun: isDryRun)
        }
        return problem
    }

    /// Signs and verifies the message of the row checked last, if none was before it.
    ///
    /// - Throws: ``ImportStop``; nothing is sent when we cannot verify our own signature.
    func prove(row: Int, line: Int, date: Int64) throws(ImportStop) {
        do {
            try maker.prove(date: date)
        } catch {
            throw ImportStop(row: row, line: line, problem: error, isDryRun: isDryRun)
        }
    }

    private mutating func find(in record: inout Record, row: Int, date: Int64) -> RowProblem? {
        do {
            try maker.make(&record, number: row, date: date)
        } catch {
            return error
        }
        guard rules.duplicates != .send, let address = maker.message.recipients.first else { return nil }
        guard let first = seen.firstRow(of: address.folded, orInsert: row) else { return nil }
        return .duplicate(ofRow: first)
    }
}

/// A row's problem that ends the import or the dry run, because the user asked for that.
package struct ImportStop: Error, Equatable, Sendable {
    package let row: Int
    package let line: Int
    package let problem: RowProblem
    package let isDryRun: Bool
}
