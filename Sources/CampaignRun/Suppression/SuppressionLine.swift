/// An entry as it stands on a line of its own, where `#` begins a comment.
enum SuppressionLine {
    private static let comment = UInt8(ascii: "#")
    private static let (open, close) = (UInt8(ascii: "<"), UInt8(ascii: ">"))

    /// The line for an address: in angle brackets where it would be read as a comment.
    static func text(of address: [UInt8]) -> [UInt8] {
        address.first == comment ? [open] + address + [close] : address
    }

    /// The entry on a line, out of its brackets where ``text(of:)`` has put it into some.
    static func content(of line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        line.starts(with: [open, comment]) && line.last == close ? line.dropFirst().dropLast() : line
    }
}
