/// One row of the list on its way into a campaign file.
package struct NewRecipient: Equatable, Sendable {
    /// 1 for the first record of the list, and one more for each that follows.
    package var row: Int
    /// The line of the list on which the record starts, from 1.
    package var line: Int
    /// The address as the message will bear it; may be empty when there is none.
    package var address: [UInt8]
    /// The record's original octets.
    package var record: [UInt8]
    package var outcome: Initial
    /// Why the row will not be sent.
    package var reason: String?
    /// Of the message, when this very one was approved.
    package var digest: [UInt8]?
    /// What this row has in common with those that it makes one message with; nil for a row that stands alone.
    package var group: [UInt8]?

    /// The outcomes a row may start with.
    package enum Initial: Equatable, Sendable {
        case pending
        case invalid
        case skipped
    }

    package init(
        row: Int, line: Int, address: [UInt8], record: [UInt8], outcome: Initial = .pending,
        reason: String? = nil, digest: [UInt8]? = nil, group: [UInt8]? = nil
    ) {
        self.row = row
        self.line = line
        self.address = address
        self.record = record
        self.outcome = outcome
        self.reason = reason
        self.digest = digest
        self.group = group
    }
}

extension NewRecipient.Initial {
    var stored: Outcome {
        switch self {
        case .pending: .pending
        case .invalid: .invalid
        case .skipped: .skipped
        }
    }
}
