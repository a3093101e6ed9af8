/// A message that came back after the relay had accepted it.
package struct Bounce: Equatable, Sendable {
    package var row: Int
    /// Whether the address does not exist any more; a soft bounce may be another story next time.
    package var isHard: Bool
    /// The enhanced status code, when one was told.
    package var status: String?
    /// What the server behind the relay said.
    package var text: [UInt8]

    package init(row: Int, isHard: Bool, status: String?, text: [UInt8]) {
        self.row = row
        self.isHard = isHard
        self.status = status
        self.text = text
    }
}
