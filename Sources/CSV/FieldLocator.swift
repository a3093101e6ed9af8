/// Finds places in the original octets of a record, mostly once something is wrong: so nothing about
/// places needs to be kept while all is well.
package enum FieldLocator {
    /// Where the field at `index` starts, its opening quote included; the end if there is no such field.
    ///
    /// The octets before that field must be well-formed; libcsv has accepted them.
    package static func start(
        ofField index: Int, in octets: some Collection<UInt8>, _ dialect: Dialect
    ) -> Int {
        var remaining = index
        var isQuoted = false
        var start = 0
        // A doubled quote closes and opens again, which comes to the same.
        for (offset, octet) in octets.enumerated() {
            if remaining == 0 { return start }
            if octet == Dialect.quote {
                isQuoted.toggle()
            } else if octet == dialect.delimiter, !isQuoted {
                remaining &-= 1
                start = offset &+ 1
            }
        }
        return remaining == 0 ? start : octets.count
    }

    /// Where the first line feed outside quotes stands, if there is one.
    static func firstLineFeed(in octets: [UInt8]) -> Int? {
        let first = octets.withUnsafeBufferPointer { octets in
            octets.firstOffset(of: UInt8(ascii: "\n"), in: 0..<octets.count)
        }
        guard first != nil else { return nil }
        var isQuoted = false
        return octets.firstIndex { octet in
            if octet == Dialect.quote {
                isQuoted.toggle()
            }
            return octet == UInt8(ascii: "\n") && !isQuoted
        }
    }

    /// The line and column of the octet at `offset`: lines as their number before it, columns from 1
    /// in Unicode scalars.
    package static func place(of offset: Int, in octets: [UInt8]) -> (linesBefore: Int, column: Int) {
        var linesBefore = 0
        var column = 1
        for octet in octets.prefix(offset) {
            if octet == UInt8(ascii: "\n") {
                linesBefore &+= 1
                column = 1
            } else if octet & 0xC0 != 0x80 {
                // Octets 10xxxxxx continue a scalar.
                column &+= 1
            }
        }
        return (linesBefore, column)
    }
}
