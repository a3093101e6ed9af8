/// What the server answered to one command (RFC 5321 §4.2).
public struct Reply: Equatable, Sendable {
    /// 200…559.
    public let code: Int
    /// The code of RFC 3463 that opens the text, whether or not the server announced such codes.
    public let enhanced: EnhancedCode?
    /// The lines' octets after code and separator, LF between them.
    ///
    /// A line cannot hold an LF: lines are
    /// framed at it.
    private let octets: [UInt8]

    /// A reply as a server would give it.
    ///
    /// - Parameters:
    ///   - code: 200 to 559.
    ///   - text: the text after the code; lines are separated by LF.
    public init(code: Int, text: [UInt8] = []) {
        self.code = code
        octets = text
        enhanced = EnhancedCode(openingTextOf: Self.firstLine(of: text), replyCode: code)
    }

    /// The same with a text that is UTF-8.
    public init(code: Int, text: String) {
        self.init(code: code, text: Array(text.utf8))
    }

    /// Each line's octets as they came, after the code and its separator; at least one, which may be empty.
    public var lines: [[UInt8]] {
        octets.split(separator: 0x0A, omittingEmptySubsequences: false).map(Array.init)
    }

    /// The lines joined by spaces, without enhanced code, control characters and ill-formed UTF-8 escaped.
    public var text: String {
        // Most replies have one line, and every one that is recorded comes through here.
        guard octets.contains(0x0A) else { return Printable.escape(withoutEnhancedCode(octets[...])) }
        return octets.split(separator: 0x0A).map { Printable.escape(withoutEnhancedCode($0)) }
            .filter { !$0.isEmpty }.joined(separator: " ")
    }

    private func withoutEnhancedCode(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        guard enhanced != nil, EnhancedCode(openingTextOf: line, replyCode: code) != nil else {
            return line.drop { $0 == 0x20 }
        }
        return line.drop { $0 != 0x20 }.drop { $0 == 0x20 }
    }

    /// 2xx.
    public var isPositive: Bool { code < 300 }
    /// 4xx: the same may succeed later.
    public var isTransient: Bool { (400..<500).contains(code) }
    /// 5xx.
    public var isPermanent: Bool { code >= 500 }

    private static func firstLine(of text: [UInt8]) -> ArraySlice<UInt8> {
        text.prefix { $0 != 0x0A }
    }
}

extension Reply: CustomStringConvertible {
    /// Such as `550 5.1.1 No such user`.
    public var description: String {
        [String(code), enhanced?.description, text].compactMap(\.self).filter { !$0.isEmpty }
            .joined(separator: " ")
    }
}
