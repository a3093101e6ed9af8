/// Line ends of text: CR LF on the wire, LF or CR LF in the files that people write.
enum LineEnds {
    /// Appends `text` with CR LF for every LF that does not have its CR yet.
    ///
    /// A CR without LF is no line end here but an octet of the text: it stays, and the transfer encoding hides it.
    /// U+0085, U+2028, VT and FF are no line ends either.
    static func appendCanonical(_ text: ArraySlice<UInt8>, to output: inout [UInt8]) {
        var start = text.startIndex
        while let lineFeed = text[start...].firstIndex(of: 0x0A) {
            output.append(contentsOf: text[start..<lineFeed])
            if lineFeed == start || text[lineFeed - 1] != 0x0D { output.append(0x0D) }
            output.append(0x0A)
            start = lineFeed + 1
        }
        output.append(contentsOf: text[start...])
    }
}
