/// One row of the list with what became of it.
package struct ReportRow: Equatable, Sendable {
    package var row: Int
    /// The line of the list on which the record starts, from 1.
    package var line: Int
    package var address: [UInt8]
    /// The record's original octets.
    package var record: [UInt8]
    package var outcome: Outcome
    /// Attempts in which octets of the message may have left.
    package var attempts: Int
    /// Of the last attempt: reply code, enhanced status code and text.
    package var code: Int?
    package var enhanced: String?
    package var text: [UInt8]?
    /// What spoilt the row, or what the attempt came to, where there is no reply.
    ///
    /// With one, what it does not say: which of the message's recipients came to something else.
    package var reason: String?
    /// When the last attempt's result was known, milliseconds since 1970.
    package var at: Int64?
    /// The relay the last attempt went to.
    package var relay: String?
    /// What came back of it later.
    package var bounce: Bounce?
}
