/// A reply by which something is refused: `550 5.1.1 No such user`.
package struct SinkReply: Equatable, Sendable {
    package let code: Int
    /// The enhanced code as written (RFC 3463), left out where ENHANCEDSTATUSCODES is not offered.
    package let enhanced: [UInt8]?
    package let text: [UInt8]

    /// Reads `CODE text` or `CODE ENHANCED text`, with a code from 400 to 599 and printable ASCII.
    package init(parsing source: String) throws(SinkFault) {
        let octets = Array(source.utf8)
        guard octets.count >= 3, octets.count <= 500,
            let code = octets.span.extracting(0..<3).decimal, (400...599).contains(code),
            octets.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }),
            octets.count == 3 || octets[3] == .space
        else { throw .reply(source) }
        let words = octets.dropFirst(4)
        let first = words.prefix { $0 != .space }
        self.code = code
        guard Self.isEnhancedCode(first) else {
            enhanced = nil
            text = words.isEmpty ? Array("Refused".utf8) : Array(words)
            return
        }
        guard first.first == octets[0] else { throw .reply(source) }
        enhanced = Array(first)
        text = Array(words.dropFirst(first.count + 1))
    }

    init(_ code: Int, _ enhanced: StaticString, _ text: StaticString) {
        self.code = code
        self.enhanced = enhanced.withUTF8Buffer { Array($0) }
        self.text = text.withUTF8Buffer { Array($0) }
    }

    /// The reply as a line without its end, as it goes into the log.
    func line(withEnhancedCode isEnhanced: Bool) -> [UInt8] {
        var line: [UInt8] = []
        line.append(decimal: code)
        if isEnhanced, let enhanced { line += [.space] + enhanced }
        line += [.space] + text
        return line
    }

    /// `class.subject.detail`, each one to three digits (RFC 3463 §2).
    private static func isEnhancedCode(_ word: ArraySlice<UInt8>) -> Bool {
        let parts = word.split(separator: .dot, omittingEmptySubsequences: false)
        return parts.count == 3 && parts.allSatisfy { (1...3).contains($0.count) && $0.allSatisfy(\.isDigit) }
    }
}
