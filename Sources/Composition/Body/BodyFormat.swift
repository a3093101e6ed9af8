/// What the `Content-Type` header of a template says about its one body.
struct BodyFormat: Equatable, Sendable {
    enum Kind: Equatable, Sendable {
        case plain, html, markdown
    }

    var kind = Kind.plain
    /// The text part travels as `format=flowed` (RFC 3676).
    var isFlowed = false

    init() {}

    /// Nil for what is not supported: only three text types are known, and only in UTF-8.
    init?(_ value: [UInt8]) {
        let folded = value.map { 0x41...0x5A ~= $0 ? $0 | 0x20 : $0 }
        let parts = folded.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false)
        switch parts.first.map({ String(decoding: HeaderWords.trimmed($0), as: UTF8.self) }) ?? "" {
        case "text/plain": kind = .plain
        case "text/html": kind = .html
        case "text/markdown": kind = .markdown
        default: return nil
        }
        for part in parts.dropFirst() {
            let parameter = part.filter { !HeaderWords.isSpace($0) && $0 != UInt8(ascii: "\"") }
            switch String(decoding: parameter, as: UTF8.self) {
            case "", "charset=utf-8", "charset=us-ascii", "format=fixed", "delsp=no": break
            case "format=flowed": isFlowed = true
            default: return nil
            }
        }
    }
}
