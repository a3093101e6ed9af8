/// Parameters of MIME headers, such as `filename` (RFC 2045 §5.1, RFC 2231).
enum ParameterEncoding {
    private static let longestLine = 76

    /// Appends `; name=…` on lines of its own: quoted where that is safe, else percent-encoded UTF-8, in numbered
    /// pieces where it is long.
    ///
    /// A `"` or `\` is percent-encoded as well: readers are known that stop at an escaped quote.
    static func append(_ value: ArraySlice<UInt8>, as name: StaticString, to output: inout [UInt8]) {
        let isPlain = value.allSatisfy { 0x20...0x7E ~= $0 && $0 != 0x22 && $0 != 0x5C }
        // ` name="…";`
        let isShort = name.utf8CodeUnitCount + value.count + 5 <= longestLine
        if isPlain, isShort, !HeaderLine.holdsEncodedWordMark(value.span) {
            output.append(";\r\n ")
            output.append(name)
            output.append("=\"")
            output.append(contentsOf: value)
            output.append("\"")
            return
        }
        appendExtended(value, as: name, to: &output)
    }

    private static func appendExtended(
        _ value: ArraySlice<UInt8>, as name: StaticString, to output: inout [UInt8]
    ) {
        let literal = OctetSet.extendedParameter
        let length = value.reduce(0) { $0 + (literal.contains($1) ? 1 : 3) }
        // ` name*=utf-8''…;`
        let isWhole = name.utf8CodeUnitCount + length + 11 <= longestLine
        var piece = 0
        var index = value.startIndex
        repeat {
            let lineStart = output.count + 3
            output.append(";\r\n ")
            output.append(name)
            if !isWhole { output.append(contentsOf: Array("*\(piece)".utf8)) }
            output.append(piece == 0 ? "*=utf-8''" : "*=")
            while index < value.endIndex, isWhole || output.count - lineStart + 12 < longestLine {
                appendScalar(at: &index, of: value, literal: literal, to: &output)
            }
            piece += 1
        } while index < value.endIndex
    }

    /// A scalar is never divided between two pieces, for readers that decode each piece by itself.
    private static func appendScalar(
        at index: inout Int, of value: ArraySlice<UInt8>, literal: OctetSet, to output: inout [UInt8]
    ) {
        repeat {
            if literal.contains(value[index]) {
                output.append(value[index])
            } else {
                Hexadecimal.append(value[index], after: UInt8(ascii: "%"), to: &output)
            }
            index += 1
        } while index < value.endIndex && value[index] & 0xC0 == 0x80
    }
}
