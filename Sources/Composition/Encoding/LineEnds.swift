import Glibc

/// Line ends of text: CR LF on the wire, LF or CR LF in the files that people write.
enum LineEnds {
    /// Appends `text` with CR LF for every LF that does not have its CR yet.
    ///
    /// A CR without LF is no line end here but an octet of the text: it stays, and the transfer encoding hides it.
    /// Returns how many of those there are. U+0085, U+2028, VT and FF are no line ends either.
    static func appendCanonical(_ text: ArraySlice<UInt8>, to output: inout [UInt8]) -> Int {
        let firstNew = output.count
        var start = text.startIndex
        while let lineFeed = text[start...].firstIndex(of: 0x0A) {
            output.append(contentsOf: text[start..<lineFeed])
            if lineFeed == start || text[lineFeed - 1] != 0x0D { output.append(0x0D) }
            output.append(0x0A)
            start = lineFeed + 1
        }
        output.append(contentsOf: text[start...])
        return loneCarriageReturns(in: output[firstNew...])
    }

    private static func loneCarriageReturns(in text: ArraySlice<UInt8>) -> Int {
        text.indices.count { index in
            text[index] == 0x0D && (index + 1 == text.endIndex || text[index + 1] != 0x0A)
        }
    }

    /// Whether no line has more than `limit` octets, its CR LF not counted.
    ///
    /// Looks back for a line end from the farthest place where one must be, so most of the text is never read.
    static func keepsLines(of text: [UInt8], within limit: Int) -> Bool {
        text.withUnsafeBytes { bytes in
            guard let base = bytes.baseAddress else { return true }
            var start = 0
            while bytes.count - start > limit {
                let window = min(limit + 2, bytes.count - start)
                guard let found = memrchr(base + start, 0x0A, window) else {
                    return false
                }
                start = base.distance(to: UnsafeRawPointer(found)) + 1
            }
            return true
        }
    }
}
