extension [UInt8] {
    /// Appends octets that lie elsewhere, in one copy.
    ///
    /// A span holds no reference, so dividing one costs nothing; dividing an `ArraySlice` counts references each time,
    /// which is what a message's small pieces would mostly consist of.
    mutating func append(_ octets: Span<UInt8>) {
        append(addingCapacity: octets.count) { (output: inout OutputSpan<UInt8>) in
            octets.withUnsafeBufferPointer { source in
                output.withUnsafeMutableBufferPointer { target, count in
                    guard let from = source.baseAddress, let to = target.baseAddress else { return }
                    UnsafeMutableRawPointer(to).copyMemory(from: from, byteCount: source.count)
                    count = source.count
                }
            }
        }
    }

    /// Appends text that the program holds itself.
    mutating func append(_ text: StaticString) {
        text.withUTF8Buffer { append($0.span) }
    }
}
