/// A row that may be claimed.
package struct PendingRecipient: Equatable, Sendable {
    package var row: Int
    /// The line of the list on which the record starts, from 1.
    package var line: Int
    /// The record's original octets.
    package var record: [UInt8]
    /// ``Outcome/pending``, or what an earlier attempt came to.
    package var outcome: Outcome
    /// Attempts made so far in which octets of the message may have left.
    package var attempts: Int
    /// Unix seconds of the first of them: the message's Date stays the same when it is sent again.
    package var firstAttemptAt: Int64?
    /// What the message's digest has to be, in a campaign whose messages were approved; empty for a row that had
    /// none then, nil in other campaigns.
    package var digest: [UInt8]?
    /// The original octets of the records that share the message, without the first, which is this one; nil in a
    /// campaign without groups.
    package var followers: [[UInt8]]?
    /// The address, where it was asked for.
    package var address: [UInt8]?

    package init(
        row: Int, line: Int, record: [UInt8], outcome: Outcome, attempts: Int, firstAttemptAt: Int64?,
        digest: [UInt8]? = nil
    ) {
        self.row = row
        self.line = line
        self.record = record
        self.outcome = outcome
        self.attempts = attempts
        self.firstAttemptAt = firstAttemptAt
        self.digest = digest
    }
}
