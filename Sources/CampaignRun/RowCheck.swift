import CSV
import Composition
import Ledger

/// Finds out whether rows can be sent, by composing each and looking for its address in the rows before.
struct RowCheck {
    /// Holds the message of the row checked last.
    let maker: MessageMaker
    private let composer: Composer
    private let rules: RowRules
    private let purpose: WalkPurpose
    /// The address of the row checked last; empty when the row did not come that far.
    private(set) var address: [UInt8] = []
    private var seen: SeenAddresses
    private var row = Row(octets: [], ends: [])
    private var scratch = RenderScratch()
    private var addressScratch: Scratch

    init(_ assembly: Assembly, rules: RowRules, purpose: WalkPurpose) {
        maker = MessageMaker(assembly)
        composer = assembly.composer
        addressScratch = assembly.composer.makeScratch()
        self.rules = rules
        self.purpose = purpose
        seen = SeenAddresses(key: rules.key)
    }

    /// Why the row cannot be sent; nil when it can.
    ///
    /// - Parameter date: unix seconds, for the Date header.
    /// - Throws: ``ImportStop`` when the rules say that this problem ends everything; ``FileFault`` when the addresses of
    ///   a long list have no room among temporary files.
    mutating func problem(of record: inout Record, row: Int, date: Int64) throws -> RowProblem? {
        // Not in one call, which would copy self first, and so the table of addresses for every row.
        let problem = try find(in: &record, row: row, date: date)
        return try judged(problem, row: row, line: record.line)
    }

    private func judged(_ problem: RowProblem?, row: Int, line: Int) throws(ImportStop) -> RowProblem? {
        guard let problem, !problem.isDeliberate else { return problem }
        // A check tells this as well, and goes on to tell the rest.
        let isOfCampaign = problem.isOfCampaign && purpose != .checking
        if rules.stopsAtProblem || isOfCampaign || (rules.duplicates == .error && problem.isDuplicate) {
            throw ImportStop(row: row, line: line, problem: problem, purpose: purpose)
        }
        return problem
    }

    private mutating func find(
        in record: inout Record, row: Int, date: Int64
    ) throws(FileFault) -> RowProblem? {
        address = []
        do throws(RowProblem) {
            try checkSelection(of: &record)
            defer { address = maker.message.recipients.first?.octets ?? [] }
            try maker.make(&record, number: row, date: date)
        } catch {
            return error
        }
        return try findDuplicate(row: row)
    }

    private mutating func findDuplicate(row: Int) throws(FileFault) -> RowProblem? {
        guard rules.duplicates != .send, let address = maker.message.recipients.first else { return nil }
        guard let first = try seen.firstRow(of: address.folded, orInsert: row) else { return nil }
        return .duplicate(ofRow: first)
    }

    /// What comes before composing: the number of cells, and whether the row is wanted.
    private mutating func checkSelection(of record: inout Record) throws(RowProblem) {
        try maker.checkFieldCount(of: record)
        guard let condition = rules.condition else { return }
        lend(&record)
        defer { lend(&record) }
        let isSelected: Bool
        do {
            isSelected = try condition.holds(for: row, scratch: &scratch)
        } catch {
            throw .composition(error)
        }
        guard isSelected else { throw .notSelected }
    }

    /// Exchanges the buffers of `record` and `row`, without a copy.
    private mutating func lend(_ record: inout Record) {
        swap(&row.octets, &record.octets)
        swap(&row.ends, &record.ends)
    }

    // MARK: Groups

    /// Why a record cannot be part of a group, whatever else is in it.
    ///
    /// Its address is in ``address`` afterwards, if it has one.
    mutating func problem(ofMember record: inout Record, row number: Int) throws(ImportStop) -> RowProblem? {
        address = []
        do {
            try checkSelection(of: &record)
            address = try addressOfMember(&record)
            return nil
        } catch {
            return try judged(error, row: number, line: record.line)
        }
    }

    /// Empty for a record without an address, which goes with the others of its group.
    ///
    /// - Throws: what is wrong with one that is there; nobody's row must go to somebody else for a typing error.
    private mutating func addressOfMember(_ record: inout Record) throws(RowProblem) -> [UInt8] {
        lend(&record)
        defer { lend(&record) }
        do {
            return try composer.recipientIfAny(of: row, scratch: &addressScratch)?.octets ?? []
        } catch {
            throw .composition(error)
        }
    }

    /// Why a group cannot be sent as one message; nil when it can.
    ///
    /// - Throws: as ``problem(of:row:date:)``.
    mutating func problem(of group: RecordGroup, date: Int64) throws -> RowProblem? {
        let problem = try find(in: group, date: date)
        return try judged(problem, row: group.leader.row, line: group.leader.line)
    }

    private mutating func find(in group: RecordGroup, date: Int64) throws(FileFault) -> RowProblem? {
        do throws(RowProblem) {
            try maker.make(
                original: group.leader.record, followers: group.followers.map(\.record),
                number: group.leader.row, date: date)
        } catch {
            return error
        }
        // One message goes to one place: rows of somebody else in it would be a breach of confidence. A record
        // without an address goes with the others.
        let first = group.leader.address.map(Self.folded)
        for follower in group.followers where !follower.address.isEmpty {
            if follower.address.map(Self.folded) != first { return .addressDiffers(row: follower.row) }
        }
        return try findDuplicate(row: group.leader.row)
    }

    private static func folded(_ octet: UInt8) -> UInt8 { 0x41...0x5A ~= octet ? octet | 0x20 : octet }
}

/// A row's problem that ends the import or the dry run, because the user asked for that.
package struct ImportStop: Error, Equatable, Sendable {
    package let row: Int
    package let line: Int
    package let problem: RowProblem
    package let purpose: WalkPurpose
}

/// What a list is walked through for.
package enum WalkPurpose: Sendable {
    case sending
    case dryRun
    case checking
    case preview
}
