import GRDB

/// Reads rows and figures out of a campaign file.
final class RowReader {
    /// Rows read ahead for a report, so that whoever gets them may use the file meanwhile.
    private static let stretch = 256

    let storage: Storage
    private let statements: Statements
    /// What a claimed row counts as: pending while its sender is alive, in doubt when it is not.
    private let standing: () -> Outcome

    /// Whether some rows share a message.
    let isGrouped: Bool

    private struct Statements {
        let pending: RawStatement
        let one: RawStatement
        let report: RawStatement
        let tally: RawStatement
        let span: RawStatement
        let groups: GroupStatements?
    }

    init(_ storage: Storage, claimedCountAs standing: @escaping () -> Outcome) throws(LedgerFault) {
        self.storage = storage
        self.standing = standing
        let (isGrouped, hasBounces) = try storage.read {
            (try $0.hasTable("follower"), try $0.hasTable(BounceTable.name))
        }
        self.isGrouped = isGrouped
        statements = try storage.read { database in
            try Statements(
                pending: RawStatement(
                    database,
                    // The small table leads; rows that are done cost no look at their record.
                    """
                    SELECT \(PendingColumns.list(in: database))
                    FROM state CROSS JOIN recipient ON recipient.row = state.row
                    \(PendingColumns.joins(in: database))
                    WHERE state.row > ?1 AND (?2 >> outcome) & 1 ORDER BY state.row LIMIT ?3
                    """),
                one: RawStatement(
                    database,
                    """
                    SELECT \(PendingColumns.list(in: database))
                    FROM state CROSS JOIN recipient ON recipient.row = state.row
                    \(PendingColumns.joins(in: database)) WHERE state.row = ?1
                    """),
                report: RawStatement(
                    database,
                    ReportStatement.sql(isGrouped: isGrouped, hasBounces: hasBounces)),
                tally: RawStatement(database, "SELECT outcome, rows FROM tally"),
                span: RawStatement(
                    database,
                    """
                    SELECT (SELECT claimed_at FROM attempt ORDER BY id LIMIT 1),
                        (SELECT ended_at FROM attempt ORDER BY id DESC LIMIT 1)
                    """),
                groups: isGrouped ? GroupStatements(database) : nil)
        }
    }

    func pending(
        after row: Int, limit: Int, retrying: Set<Outcome>, isAddressed: Bool
    ) throws(LedgerFault) -> [PendingRecipient] {
        let statement = statements.pending
        let wanted = retrying.union([.pending]).reduce(0) { $0 | 1 << $1.rawValue }
        return try storage.read { _ in
            statement.bind(row, at: 1)
            statement.bind(wanted, at: 2)
            statement.bind(limit, at: 3)
            var found: [PendingRecipient] = []
            while try statement.next() {
                if let recipient = PendingColumns.recipient(statement, isAddressed: isAddressed) {
                    found.append(recipient)
                }
            }
            return found
        }
    }

    func addresses(
        after row: Int, limit: Int, of outcomes: Set<Outcome>
    ) throws(LedgerFault) -> [AddressedRow] {
        let wanted = outcomes.reduce(0) { $0 | 1 << $1.rawValue }
        return try storage.read { database in
            let statement = try RawStatement(
                database,
                """
                SELECT state.row, address, outcome FROM state CROSS JOIN recipient ON recipient.row = state.row
                WHERE state.row > ?1 AND (?2 >> outcome) & 1 ORDER BY state.row LIMIT ?3
                """)
            statement.bind(row, at: 1)
            statement.bind(wanted, at: 2)
            statement.bind(limit, at: 3)
            var found: [AddressedRow] = []
            while try statement.next() {
                guard let outcome = Outcome(rawValue: statement.integer(2)) else { continue }
                found.append(
                    AddressedRow(row: statement.integer(0), address: statement.octets(1), outcome: outcome))
            }
            return found
        }
    }

    func pending(row: Int) throws(LedgerFault) -> PendingRecipient? {
        let statement = statements.one
        return try storage.read { _ in
            statement.bind(row, at: 1)
            defer { statement.reset() }
            return try statement.next() ? PendingColumns.recipient(statement, isAddressed: true) : nil
        }
    }

    func figures() throws(LedgerFault) -> Figures {
        let standing = standing()
        return try storage.read { database in
            var figures = Figures()
            (figures.hardBounces, figures.softBounces) = try BounceTable.counts(in: database)
            figures.nextRetryAt = try RetryTable.first(in: database)
            figures.partial = try PartialTable.count(in: database)
            while try statements.tally.next() {
                let rows = statements.tally.count(1)
                Self.count(rows, as: statements.tally.integer(0), in: &figures, standing: standing)
            }
            if let groups = statements.groups {
                while try groups.outcomes.next() {
                    Self.count(
                        groups.outcomes.count(1), as: groups.outcomes.integer(0), in: &figures,
                        standing: standing)
                }
            }
            guard try statements.span.next() else { return figures }
            figures.firstAttemptAt = statements.span.optionalTime(0)
            figures.lastAttemptAt = statements.span.optionalTime(1)
            statements.span.reset()
            return figures
        }
    }

    private static func count(
        _ rows: Int, as stored: Int, in figures: inout Figures, standing: Outcome
    ) {
        if let outcome = Outcome(rawValue: stored) {
            figures[outcome] += rows
        } else {
            figures[standing] += rows
            figures.inFlight += standing == .pending ? rows : 0
        }
    }

    func messagesLeft(retrying: Set<Outcome>) throws(LedgerFault) -> Int {
        let wanted = retrying.union([.pending])
        let standing = standing()
        return try storage.read { _ in
            var count = 0
            while try statements.tally.next() {
                let outcome = Outcome(rawValue: statements.tally.integer(0)) ?? standing
                if wanted.contains(outcome) { count += statements.tally.count(1) }
            }
            return count
        }
    }

    func messagesLeft(of outcomes: Set<Outcome>, in ranges: [ClosedRange<Int>]) throws(LedgerFault) -> Int {
        let wanted = outcomes.reduce(0) { $0 | 1 << $1.rawValue }
        return try storage.read { database in
            let statement = try RawStatement(
                database, "SELECT count(*) FROM state WHERE row BETWEEN ?1 AND ?2 AND (?3 >> outcome) & 1")
            var count = 0
            for range in ranges {
                statement.bind(range.lowerBound, at: 1)
                statement.bind(range.upperBound, at: 2)
                statement.bind(wanted, at: 3)
                if try statement.next() { count += statement.integer(0) }
                statement.reset()
            }
            return count
        }
    }

    func followers(of row: Int, limit: Int) throws(LedgerFault) -> [[UInt8]] {
        guard let statement = statements.groups?.followers else { return [] }
        return try storage.read { _ in
            statement.bind(row, at: 1)
            statement.bind(limit, at: 2)
            var found: [[UInt8]] = []
            while try statement.next() { found.append(statement.octets(0)) }
            return found
        }
    }

    func eachRow(_ body: (ReportRow) throws -> Void) throws {
        let standing = standing()
        var last = 0
        var stretch: [ReportRow] = []
        repeat {
            stretch.removeAll(keepingCapacity: true)
            try read(into: &stretch, after: last, standing: standing)
            for row in stretch { try body(row) }
            last = stretch.last?.row ?? last
        } while stretch.count == Self.stretch
    }

    private func read(
        into rows: inout [ReportRow], after last: Int, standing: Outcome
    ) throws(LedgerFault) {
        let statement = statements.report
        rows = try storage.read { _ in
            statement.bind(last, at: 1)
            statement.bind(Self.stretch, at: 2)
            var found: [ReportRow] = []
            while try statement.next() {
                found.append(
                    ReportRow(
                        row: statement.integer(0), line: statement.integer(1), address: statement.octets(2),
                        record: statement.octets(3),
                        outcome: Outcome(rawValue: statement.integer(4)) ?? standing,
                        attempts: statement.count(5), code: statement.optionalInteger(6),
                        enhanced: statement.text(7), text: statement.optionalOctets(8),
                        reason: statement.text(9), at: statement.optionalTime(10),
                        relay: statement.text(11), bounce: ReportStatement.bounce(statement)))
            }
            return found
        }
    }
}
