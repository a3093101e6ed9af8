import GRDB

/// Finds out, while a list is imported, which rows make one message.
///
/// The first row of a group leads it: claims, attempts and outcome are its own, and its followers have no state but
/// that they follow. So a commit costs the same with groups as without, a row's outcome is its leader's, and all rows
/// of a group have the same one at any moment.
///
/// Keys wait in a table that SQLite keeps outside the campaign file and in memory only while it is small, so a long
/// list costs no memory however its groups are scattered.
final class GroupStaging {
    private let insert: RawStatement

    init(creatingIn database: Database) throws {
        try database.execute(
            sql: """
                CREATE TABLE follower (
                    row INTEGER PRIMARY KEY,
                    leader INTEGER NOT NULL  -- the first row of its group, whose outcome is that of all
                );
                CREATE TEMP TABLE staged (row INTEGER NOT NULL, key BLOB NOT NULL);
                DROP VIEW report;
                CREATE VIEW report AS
                    SELECT recipient.row, recipient.line, recipient.address, outcome.name AS outcome, attempts,
                        attempt.code, enhanced, text, coalesce(reason, first.problem, recipient.problem) AS reason,
                        relay.name AS relay, ended_at
                    FROM recipient
                    LEFT JOIN follower ON follower.row = recipient.row
                    JOIN state ON state.row = coalesce(leader, recipient.row)
                    JOIN recipient AS first ON first.row = state.row
                    JOIN outcome ON outcome.id = state.outcome
                    LEFT JOIN attempt ON attempt.id = state.attempt
                    LEFT JOIN relay ON relay.id = attempt.relay;
                """)
        insert = try RawStatement(database, "INSERT INTO staged VALUES (?, ?)")
    }

    func add(_ key: Range<Int>, of octets: UnsafeRawBufferPointer, row: Int) throws {
        insert.bind(row, at: 1)
        insert.bind(key, of: octets, as: .blob, at: 2)
        try insert.run()
    }

    /// Marks the followers.
    ///
    /// - Returns: how many there are.
    func resolve(_ database: Database) throws -> Int {
        try database.execute(
            sql: """
                INSERT INTO follower
                    SELECT row, leader
                    FROM (SELECT row, min(row) OVER (PARTITION BY key) AS leader FROM staged)
                    WHERE row <> leader ORDER BY row;
                CREATE INDEX follower_by_leader ON follower (leader);
                """)
        let mark = try RawStatement(
            database,
            "UPDATE state SET outcome = \(Outcome.following) WHERE row IN (SELECT row FROM follower)")
        return try mark.run()
    }
}

/// One record of a group, as it is stored.
package struct StoredRecord: Equatable, Sendable {
    package var row: Int
    /// The line of the list on which the record starts, from 1.
    package var line: Int
    package var address: [UInt8]
    /// The record's original octets.
    package var record: [UInt8]
}

/// Rows that make one message, the first of them leading; or one row that stands alone.
package struct RecordGroup: Equatable, Sendable {
    package var leader: StoredRecord
    package var followers: [StoredRecord]
}

/// What becomes of a group before anything is sent.
package struct GroupRuling: Equatable, Sendable {
    package var outcome: NewRecipient.Initial
    /// Why the group will not be sent.
    package var reason: String?
    /// Of the message, when this very one was approved.
    package var digest: [UInt8]?

    package init(outcome: NewRecipient.Initial, reason: String? = nil, digest: [UInt8]? = nil) {
        self.outcome = outcome
        self.reason = reason
        self.digest = digest
    }
}
