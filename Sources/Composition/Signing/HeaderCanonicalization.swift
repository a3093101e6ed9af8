extension DKIMCanonicalization {
    /// Appends a header field in canonical form (RFC 6376 §3.4.1, §3.4.2).
    ///
    /// - Parameter field: with its line ends, the last included, or left out as for the signature's own field.
    func append(_ field: ArraySlice<UInt8>, to output: inout [UInt8]) {
        guard self == .relaxed else { return output.append(contentsOf: field) }
        let colon = field.firstIndex(of: UInt8(ascii: ":")) ?? field.endIndex
        for octet in field[..<colon] where octet != 0x20 && octet != 0x09 {
            output.append(0x41...0x5A ~= octet ? octet | 0x20 : octet)
        }
        output.append(UInt8(ascii: ":"))
        let valueStart = output.count
        var hasSpace = false
        for octet in field[min(colon + 1, field.endIndex)...] {
            switch octet {
            // A line end inside is folding, and white space follows it.
            case 0x0D, 0x0A: break
            case 0x20, 0x09: hasSpace = true
            default:
                if hasSpace, output.count > valueStart { output.append(0x20) }
                hasSpace = false
                output.append(octet)
            }
        }
        if field.last == 0x0A { output.append("\r\n") }
    }
}
