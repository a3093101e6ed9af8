/// A word, literal or sign inside a tag.
struct Token: Equatable {
    enum Kind: Equatable {
        case name
        case string
        case number
        case sign
        /// An opening quote without its end.
        case openString
        case end
    }

    var kind: Kind
    /// The whole token; for a string, with its quotes.
    var range: Range<Int>
}

/// Reads the inside of a tag token by token.
struct TagLexer {
    let octets: ArraySlice<UInt8>
    /// The token that comes next.
    private(set) var next: Token
    private let end: Int

    /// - Parameter range: the inside of a tag; the hyphens of white-space control are passed over.
    init(_ octets: ArraySlice<UInt8>, in range: Range<Int>) {
        self.octets = octets
        var (start, end) = (range.lowerBound, range.upperBound)
        if start < end, octets[start] == UInt8(ascii: "-") { start += 1 }
        if start < end, octets[end - 1] == UInt8(ascii: "-") { end -= 1 }
        self.end = end
        next = Self.token(in: octets, from: start, to: end)
    }

    /// The octets of the token that comes next.
    var nextOctets: ArraySlice<UInt8> { octets[next.range] }

    /// What is left of the tag, from the next token on.
    var rest: ArraySlice<UInt8> { octets[next.range.lowerBound..<max(end, next.range.lowerBound)] }

    /// Takes the next token.
    @discardableResult
    mutating func take() -> Token {
        let token = next
        goOn(from: token.range.upperBound)
        return token
    }

    /// Goes on at `index`, which is behind something that was recognised as a whole.
    mutating func goOn(from index: Int) {
        next = Self.token(in: octets, from: index, to: end)
    }

    /// Whether the next token is this sign or word.
    func isNext(_ text: StaticString) -> Bool {
        guard next.kind == .sign || next.kind == .name else { return false }
        return text.withUTF8Buffer { nextOctets.elementsEqual($0) }
    }

    /// Takes the next token if it is this sign or word.
    mutating func takes(_ text: StaticString) -> Bool {
        guard isNext(text) else { return false }
        take()
        return true
    }

    private static func token(in octets: ArraySlice<UInt8>, from start: Int, to end: Int) -> Token {
        var index = start
        while index < end, Syntax.isSpace(octets[index]) { index += 1 }
        guard index < end else { return Token(kind: .end, range: max(start, end)..<max(start, end)) }
        let text = octets[index..<end]
        let octet = octets[index]
        if Syntax.isNameStart(octet) { return name(at: index, in: text) }
        if octet == UInt8(ascii: "\"") || octet == UInt8(ascii: "'") { return string(at: index, in: text) }
        if let length = numberLength(text) { return Token(kind: .number, range: index..<(index + length)) }
        return Token(kind: .sign, range: index..<(index + signLength(text)))
    }

    private static func name(at index: Int, in text: ArraySlice<UInt8>) -> Token {
        var length = text.prefix(while: Syntax.isNameOctet).count
        if text.dropFirst(length).first == UInt8(ascii: "?") { length += 1 }
        return Token(kind: .name, range: index..<(index + length))
    }

    private static func string(at index: Int, in text: ArraySlice<UInt8>) -> Token {
        guard let close = text.dropFirst().firstIndex(of: text[index]) else {
            return Token(kind: .openString, range: index..<text.endIndex)
        }
        return Token(kind: .string, range: index..<(close + 1))
    }

    /// The length of `-?digits(.digits)?` at the beginning, which leaves the dots of a range alone.
    private static func numberLength(_ text: ArraySlice<UInt8>) -> Int? {
        let sign = text.first == UInt8(ascii: "-") ? 1 : 0
        let digits = text.dropFirst(sign).prefix(while: Syntax.isDigit).count
        guard digits > 0 else { return nil }
        let fraction = text.dropFirst(sign + digits)
        guard fraction.first == UInt8(ascii: ".") else { return sign + digits }
        let places = fraction.dropFirst().prefix(while: Syntax.isDigit).count
        return places == 0 ? sign + digits : sign + digits + 1 + places
    }

    private static func signLength(_ text: ArraySlice<UInt8>) -> Int {
        for sign in ["==", "!=", "<=", ">=", "<>", ".."] where text.starts(with: sign.utf8) { return 2 }
        return 1
    }
}
