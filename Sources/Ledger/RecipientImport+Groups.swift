import GRDB

extension RecipientImport {
    /// Leaders read together.
    private static let stretch = 256

    private struct Statements {
        let leaders: RawStatement
        let followers: RawStatement
        let outcome: RawStatement
        let problem: RawStatement

        init(_ database: Database) throws {
            leaders = try RawStatement(
                database,
                """
                SELECT state.row, line, address, record
                FROM state CROSS JOIN recipient ON recipient.row = state.row
                WHERE state.row > ?1 AND outcome = \(Outcome.pending.rawValue) ORDER BY state.row LIMIT ?2
                """)
            followers = try RawStatement(
                database,
                """
                SELECT recipient.row, line, address, record
                FROM follower CROSS JOIN recipient ON recipient.row = follower.row
                WHERE leader = ?1 ORDER BY follower.row LIMIT ?2
                """)
            outcome = try RawStatement(database, "UPDATE state SET outcome = ?2 WHERE row = ?1")
            problem = try RawStatement(database, "UPDATE recipient SET problem = ?2 WHERE row = ?1")
        }

        func read(_ statement: RawStatement, _ first: Int, _ limit: Int) throws -> [StoredRecord] {
            statement.bind(first, at: 1)
            statement.bind(limit, at: 2)
            var found: [StoredRecord] = []
            while try statement.next() {
                found.append(
                    StoredRecord(
                        row: statement.integer(0), line: statement.integer(1), address: statement.octets(2),
                        record: statement.octets(3)))
            }
            return found
        }
    }

    /// Asks for every group, in the order of their leaders, what becomes of it.
    ///
    /// - Parameter limit: followers read of one group at the most.
    func eachGroup(followers limit: Int, _ ruling: (RecordGroup) throws -> GroupRuling) throws {
        guard try gatherGroups() else { return }
        let statements = try storage.read { try Statements($0) }
        var last = 0
        var leaders: [StoredRecord] = []
        repeat {
            leaders = try storage.read { _ in try statements.read(statements.leaders, last, Self.stretch) }
            for leader in leaders {
                let followers = try storage.read { _ in
                    try statements.read(statements.followers, leader.row, limit)
                }
                let ruling = try ruling(RecordGroup(leader: leader, followers: followers))
                try record(ruling, row: leader.row, statements)
            }
            last = leaders.last?.row ?? last
        } while leaders.count == Self.stretch
    }

    private func record(_ ruling: GroupRuling, row: Int, _ statements: Statements) throws(LedgerFault) {
        guard ruling.outcome != .pending || ruling.digest != nil else { return }
        var pool = OctetPool()
        let reason = pool.add(ruling.reason)
        let digest = pool.add(ruling.digest)
        let outcome = ruling.outcome.stored.rawValue
        counts[Outcome.pending.rawValue] -= 1
        counts[outcome] += 1
        try commit { database in
            try pool.octets.withUnsafeBytes { octets in
                if let digest { try approvals(in: database).add(digest, of: octets, row: row) }
                guard ruling.outcome != .pending else { return }
                statements.outcome.bind(row, at: 1)
                statements.outcome.bind(outcome, at: 2)
                try statements.outcome.run()
                statements.problem.bind(row, at: 1)
                statements.problem.bind(reason, of: octets, at: 2)
                try statements.problem.run()
            }
        }
    }
}
