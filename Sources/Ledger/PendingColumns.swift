import GRDB

/// The columns of a ``PendingRecipient``, wherever its row comes from.
enum PendingColumns {
    static func list(in database: Database) throws -> String {
        let digest = try database.hasTable("approval") ? "coalesce(digest, x'')" : "NULL"
        return "state.row, line, record, outcome, attempts, first_at, \(digest), address"
    }

    static func joins(in database: Database) throws -> String {
        try database.hasTable("approval") ? "LEFT JOIN approval ON approval.row = state.row" : ""
    }

    /// Nil for a row that is claimed or follows another.
    static func recipient(_ statement: RawStatement, isAddressed: Bool = false) -> PendingRecipient? {
        guard let outcome = Outcome(rawValue: statement.integer(3)) else { return nil }
        var recipient = PendingRecipient(
            row: statement.integer(0), line: statement.integer(1), record: statement.octets(2),
            outcome: outcome, attempts: statement.count(4),
            firstAttemptAt: statement.count(4) > 0 ? statement.seconds(5) : nil,
            digest: statement.optionalOctets(6))
        if isAddressed { recipient.address = statement.octets(7) }
        return recipient
    }
}
