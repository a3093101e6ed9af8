import CSV
import Composition
import Ledger

/// Reads a list to its end and says of each message, and of each row without one, what becomes of it.
///
/// The one way through a list that import, dry run and check have in common. Where records are grouped it takes two
/// passes: the first brings all records into a campaign file, which finds the groups, the second asks of each.
struct ListWalk {
    /// One message, or one row or group that makes none.
    struct Stop {
        let row: Int
        let line: Int
        /// How many rows it stands for.
        let rows: Int
        let problem: RowProblem?
        let purpose: WalkPurpose
        /// The record as it stands in the list; of a group the first.
        let original: [UInt8]
        /// The records behind it in its group; nil where there are no groups.
        let followers: [[UInt8]]?
        fileprivate let maker: MessageMaker
        fileprivate let date: Int64

        /// Nothing to rely on when there is a problem.
        var message: Message { maker.message }

        /// The branches of the template that were taken since the last call, where the assembly marks them.
        func takeBranches() -> BranchSet { maker.takeBranches() }

        /// Octets the message will have when it is sent.
        var size: Int { maker.expectedSize }

        /// Tells what `inspection` finds in the message.
        func inspect(_ inspection: MessageInspection, _ found: (MessageNotice) -> Void) {
            maker.inspect(inspection, found)
        }

        /// Signs the message if the campaign signs its messages.
        ///
        /// - Throws: ``ImportStop``; nothing is sent when we cannot verify our own signature.
        func sign() throws(ImportStop) {
            do {
                try maker.sign(date: date)
            } catch {
                throw ImportStop(row: row, line: line, problem: error, purpose: purpose)
            }
        }

        /// Signs and verifies the message if none was before it.
        fileprivate func prove() throws(ImportStop) {
            if !maker.isProven { try sign() }
        }
    }

    private(set) var summary = ImportSummary()
    /// Gets each record before anything is made of it; nil to look at messages only.
    var observe: ((Record, Int) -> Void)?
    private var check: RowCheck
    private let rules: RowRules
    private let wording: any Wording
    private let date: Int64
    private let purpose: WalkPurpose
    private let interruption: Interruption?

    /// - Parameters:
    ///   - wording: the sentence kept in the campaign file as a row's reason.
    ///   - date: unix seconds, for the Date header.
    ///   - interruption: ends the walk with ``Interrupted`` before the next message or row.
    init(
        _ assembly: Assembly, rules: RowRules, purpose: WalkPurpose, wording: any Wording, date: Int64,
        interruption: Interruption? = nil
    ) {
        check = RowCheck(assembly, rules: rules, purpose: purpose)
        self.rules = rules
        self.wording = wording
        self.date = date
        self.purpose = purpose
        self.interruption = interruption
    }

    /// Walks to the end of the list.
    ///
    /// - Parameters:
    ///   - file: takes all rows; nil to look only, which is not possible with groups (``ScratchCampaign``).
    ///   - visit: gets each message before its row is stored; what it gives is kept as the message's digest.
    /// - Throws: `ListFault`, `LedgerFault`, ``ImportStop``, ``Interrupted``, and what `visit` throws.
    mutating func run(
        _ reader: inout ListReader, into file: CampaignFile?, _ visit: (Stop) throws -> [UInt8]?
    ) throws {
        if let column = rules.groupingColumn, let file {
            let rows = try gather(&reader, by: column, into: file, visit)
            try file.eachGroup(followers: MessageMaker.largestGroup) { try rule(on: $0, visit) }
            // Of a group that is too large not all were read.
            summary.invalid += rows - summary.rows
            summary.rows = rows
        } else {
            try walk(&reader, into: file, visit)
        }
        summary.blankLines = reader.blankLines
    }

    private mutating func walk(
        _ reader: inout ListReader, into file: CampaignFile?, _ visit: (Stop) throws -> [UInt8]?
    ) throws {
        var record = Record()
        var row = 0
        while try reader.next(into: &record) {
            try goOn()
            row += 1
            observe?(record, row)
            let problem = try check.problem(of: &record, row: row, date: date)
            let digest = try report(
                problem, row: row, line: record.line, rows: 1, original: record.original, visit)
            try file?.append(
                NewRecipient(
                    row: row, line: record.line, address: check.address, record: record.original,
                    outcome: problem?.recorded ?? .pending,
                    reason: problem.map { wording.sentence(for: $0) }, digest: digest))
        }
    }

    /// Mutating only because the compiler copies the walk, and all that its check holds, for the others.
    private mutating func goOn() throws(Interrupted) {
        if let interruption, interruption.isRequested { throw Interrupted(purpose: purpose) }
    }

    private mutating func report(
        _ problem: RowProblem?, row: Int, line: Int, rows: Int, original: [UInt8],
        followers: [[UInt8]]? = nil, _ visit: (Stop) throws -> [UInt8]?
    ) throws -> [UInt8]? {
        let stop = Stop(
            row: row, line: line, rows: rows, problem: problem, purpose: purpose, original: original,
            followers: followers, maker: check.maker, date: date)
        if let problem {
            summary.count(RowReport(row: row, line: line, problem: problem), rows: rows)
            return try visit(stop)
        }
        // What was approved is what is signed, so the digest comes first.
        let digest = try visit(stop)
        try stop.prove()
        summary.count(
            from: check.maker.message.sender, to: check.maker.message.recipients.first,
            size: check.maker.expectedSize, row: row, rows: rows)
        return digest
    }

    // MARK: Groups

    /// - Returns: how many rows there are.
    private mutating func gather(
        _ reader: inout ListReader, by column: Int, into file: CampaignFile,
        _ visit: (Stop) throws -> [UInt8]?
    ) throws -> Int {
        var record = Record()
        var row = 0
        while try reader.next(into: &record) {
            try goOn()
            row += 1
            observe?(record, row)
            var recipient = NewRecipient(row: row, line: record.line, address: [], record: record.original)
            if let problem = try check.problem(ofMember: &record, row: row) {
                _ = try report(
                    problem, row: row, line: record.line, rows: 1, original: record.original, visit)
                recipient.outcome = problem.recorded
                recipient.reason = wording.sentence(for: problem)
            } else {
                recipient.group = Self.key(of: record.field(column), row: row)
            }
            recipient.address = check.address
            try file.append(recipient)
        }
        return row
    }

    /// Equal for records that belong together.
    ///
    /// The octets of the cell, with ASCII case folded in an address, as for duplicates. An empty cell has nothing in
    /// common with another.
    private static func key(of cell: ArraySlice<UInt8>, row: Int) -> [UInt8] {
        guard !cell.isEmpty else { return [0] + Array(String(row).utf8) }
        guard cell.contains(UInt8(ascii: "@")) else { return [1] + cell }
        return [1] + cell.map { 0x41...0x5A ~= $0 ? $0 | 0x20 : $0 }
    }

    private mutating func rule(
        on group: RecordGroup, _ visit: (Stop) throws -> [UInt8]?
    ) throws -> GroupRuling {
        try goOn()
        let problem = try check.problem(of: group, date: date)
        let digest = try report(
            problem, row: group.leader.row, line: group.leader.line, rows: 1 + group.followers.count,
            original: group.leader.record, followers: group.followers.map(\.record), visit)
        return GroupRuling(
            outcome: problem?.recorded ?? .pending, reason: problem.map { wording.sentence(for: $0) },
            digest: digest)
    }
}
