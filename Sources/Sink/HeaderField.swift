/// Finds one field in the header of a message (RFC 5322 §2.2).
enum HeaderField {
    /// The value of the first field of this name, without white space and line ends around it.
    ///
    /// A line end inside of it, where the field was folded, stays.
    static func value(of name: StaticString, in header: [UInt8]) -> ArraySlice<UInt8>? {
        var start = 0
        while start < header.count {
            let end = lineEnd(header, from: start)
            // The empty line: the body begins.
            if header[start] == .lineFeed || header[start] == .carriageReturn { return nil }
            let colon = start + name.utf8CodeUnitCount
            if colon < end, header[colon] == UInt8(ascii: ":"), header.span.begins(with: name, at: start) {
                return trimmed(header[(colon + 1)..<foldedEnd(header, from: end)])
            }
            start = end
        }
        return nil
    }

    /// The index behind the line feed that ends the line.
    private static func lineEnd(_ header: [UInt8], from start: Int) -> Int {
        header.span.firstIndex(of: .lineFeed, from: start).map { $0 + 1 } ?? header.count
    }

    /// The end of the field whose first line ends at `end`, with its continuation lines.
    private static func foldedEnd(_ header: [UInt8], from end: Int) -> Int {
        var end = end
        while end < header.count, header[end] == .space || header[end] == 0x09 {
            end = lineEnd(header, from: end)
        }
        return end
    }

    private static func trimmed(_ value: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var value = value.drop { $0 <= .space }
        while let last = value.last, last <= .space { value.removeLast() }
        return value
    }
}
