/// The announcement that a row's message is about to be written; recorded before the first octet can leave.
package struct Claim: Equatable, Sendable {
    package var row: Int
    /// Milliseconds since 1970.
    package var at: Int64

    package init(row: Int, at: Int64) {
        self.row = row
        self.at = at
    }
}
