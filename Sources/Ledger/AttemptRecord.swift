/// One attempt as it was recorded.
package struct AttemptRecord: Equatable, Sendable {
    package var row: Int
    package var outcome: Outcome
    /// Milliseconds since 1970.
    package var claimedAt: Int64
    /// When the outcome was known, milliseconds since 1970.
    package var endedAt: Int64
    /// The reply code, when a reply decided.
    package var code: Int?
    /// The enhanced status code, such as `5.1.1`.
    package var enhanced: String?
    /// The reply's text.
    package var text: [UInt8]?
    /// What decided when it was no reply.
    package var reason: String?
    /// The relay the connection went to.
    package var relay: String?
}

extension CampaignFile {
    /// Every attempt, in the order in which its outcome became known.
    ///
    /// Within `body` the file cannot be used otherwise.
    ///
    /// - Throws: `LedgerFault`, and what `body` throws.
    package func eachAttempt(_ body: (AttemptRecord) throws -> Void) throws {
        try reader().eachAttempt(body)
    }
}

extension RowReader {
    func eachAttempt(_ body: (AttemptRecord) throws -> Void) throws {
        try storage.read { database in
            let statement = try RawStatement(
                database,
                """
                SELECT row, outcome, claimed_at, ended_at, code, enhanced, text, reason, name
                FROM attempt LEFT JOIN relay ON relay.id = attempt.relay ORDER BY attempt.id
                """)
            while try statement.next() {
                guard let outcome = Outcome(rawValue: statement.integer(1)) else { continue }
                try body(
                    AttemptRecord(
                        row: statement.integer(0), outcome: outcome,
                        claimedAt: statement.time(2), endedAt: statement.time(3),
                        code: statement.optionalInteger(4), enhanced: statement.text(5),
                        text: statement.optionalOctets(6), reason: statement.text(7), relay: statement.text(8)
                    ))
            }
        }
    }
}
