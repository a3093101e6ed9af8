/// The grammar of the parameters of MAIL and RCPT (RFC 5321 §4.1.2, RFC 3461 §4).
enum ParameterSyntax {
    /// One parameter, by where it stands in the line.
    struct Parameter {
        var name: Range<Int>
        var value: Range<Int>?
    }

    /// Reads ` KEYWORD` or ` KEYWORD=value` and goes behind it; nil when that is no parameter.
    static func read(_ line: Span<UInt8>, at position: inout Int) -> Parameter? {
        guard position < line.count, line[position] == .space else { return nil }
        let start = position + 1
        var end = start
        while end < line.count, line[end].isLetterOrDigit || (end > start && line[end] == UInt8(ascii: "-")) {
            end += 1
        }
        guard end > start else { return nil }
        guard end < line.count, line[end] == UInt8(ascii: "=") else {
            position = end
            return end == line.count || line[end] == .space ? Parameter(name: start..<end) : nil
        }
        let valueStart = end + 1
        var valueEnd = valueStart
        while valueEnd < line.count, line[valueEnd] > .space, line[valueEnd] != 0x7F,
            line[valueEnd] != UInt8(ascii: "=")
        {
            valueEnd += 1
        }
        position = valueEnd
        guard valueEnd > valueStart, valueEnd == line.count || line[valueEnd] == .space else { return nil }
        return Parameter(name: start..<end, value: valueStart..<valueEnd)
    }

    /// Whether this is `xtext`: printable ASCII in which `+` starts two hexadecimal digits.
    static func isXText(_ value: Span<UInt8>) -> Bool {
        var index = 0
        while index < value.count {
            guard value[index] > 0x20, value[index] < 0x7F, value[index] != UInt8(ascii: "=") else {
                return false
            }
            guard value[index] == UInt8(ascii: "+") else {
                index += 1
                continue
            }
            guard index + 2 < value.count, isHexadecimal(value[index + 1]), isHexadecimal(value[index + 2])
            else {
                return false
            }
            index += 3
        }
        return value.count > 0
    }

    /// Whether this is `NEVER`, or some of `SUCCESS`, `FAILURE`, `DELAY` with commas between (RFC 3461 §4.1).
    static func isNotify(_ value: Span<UInt8>) -> Bool {
        if matches(value, "NEVER") { return true }
        var start = 0
        var seen: [Bool] = [false, false, false]
        let words: [StaticString] = ["SUCCESS", "FAILURE", "DELAY"]
        while true {
            let end = value.firstIndex(of: UInt8(ascii: ","), from: start) ?? value.count
            let word = value.extracting(start..<end)
            var index = 0
            while index < 3, !matches(word, words[index]) { index += 1 }
            guard index < 3, !seen[index] else { return false }
            seen[index] = true
            guard end < value.count else { return true }
            start = end + 1
        }
    }

    /// Whether this is an address type, `;` and an address in xtext (RFC 3461 §4.2).
    static func isOriginalRecipient(_ value: Span<UInt8>) -> Bool {
        guard let separator = value.firstIndex(of: UInt8(ascii: ";"), from: 0), separator > 0 else {
            return false
        }
        for index in 0..<separator where !value[index].isLetterOrDigit && value[index] != UInt8(ascii: "-") {
            return false
        }
        return isXText(value.extracting((separator + 1)..<value.count))
    }

    /// Whether these octets are `word`, in any ASCII case.
    static func matches(_ octets: Span<UInt8>, _ word: StaticString) -> Bool {
        octets.count == word.utf8CodeUnitCount && octets.begins(with: word, at: 0)
    }

    private static func isHexadecimal(_ octet: UInt8) -> Bool {
        octet.isDigit || (0x41...0x46).contains(octet)
    }
}
