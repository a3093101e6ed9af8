/// A finished message taken apart for the verifier: plain rather than fast.
struct MessageLines: Sendable {
    struct Field: Sendable {
        /// In lower case.
        let name: [UInt8]
        /// The whole field without its last line end.
        let octets: [UInt8]
    }

    private(set) var fields: [Field] = []
    /// The body's lines without their ends; what follows the last line end is not there when it is empty.
    let bodyLines: [[UInt8]]

    init(_ message: [UInt8]) throws(DKIMVerificationFault) {
        var lines = Self.lines(of: message)
        guard let empty = lines.firstIndex(of: []) else { throw .malformedMessage }
        if lines.last == [] { lines.removeLast() }
        bodyLines = Array(lines[min(empty + 1, lines.count)...])
        for line in lines[..<empty] {
            if line.first == 0x20 || line.first == 0x09 {
                guard let field = fields.popLast() else { throw .malformedMessage }
                fields.append(Field(name: field.name, octets: field.octets + [0x0D, 0x0A] + line))
            } else {
                guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { throw .malformedMessage }
                let name = line[..<colon].filter { $0 > 0x20 }.map { 0x41...0x5A ~= $0 ? $0 | 0x20 : $0 }
                fields.append(Field(name: name, octets: line))
            }
        }
    }

    private static func lines(of message: [UInt8]) -> [[UInt8]] {
        var lines: [[UInt8]] = [[]]
        for octet in message {
            if octet == 0x0A, lines[lines.count - 1].last == 0x0D {
                lines[lines.count - 1].removeLast()
                lines.append([])
            } else {
                lines[lines.count - 1].append(octet)
            }
        }
        return lines
    }

    /// §3.4.3 and §3.4.4.
    func canonicalBody(_ canonicalization: DKIMCanonicalization) -> [UInt8] {
        var lines = bodyLines
        if canonicalization == .relaxed { lines = lines.map(Self.reduced) }
        while lines.last == [] { lines.removeLast() }
        if lines.isEmpty, canonicalization == .simple { return [0x0D, 0x0A] }
        return lines.flatMap { $0 + [0x0D, 0x0A] }
    }

    /// §3.4.2, without the line end.
    static func relaxed(_ field: [UInt8]) -> [UInt8] {
        let parts = field.split(separator: UInt8(ascii: ":"), maxSplits: 1, omittingEmptySubsequences: false)
        let name = parts[0].filter { $0 != 0x20 && $0 != 0x09 }.map { 0x41...0x5A ~= $0 ? $0 | 0x20 : $0 }
        let unfolded = (parts.count > 1 ? Array(parts[1]) : []).filter { $0 != 0x0D && $0 != 0x0A }
        return name + [UInt8(ascii: ":")] + Self.reduced(unfolded).drop { $0 == 0x20 }
    }

    /// Every run of white space as one space, and none at the end.
    private static func reduced(_ line: [UInt8]) -> [UInt8] {
        let words = line.map { $0 == 0x09 ? 0x20 : $0 }
            .split(separator: 0x20, omittingEmptySubsequences: true)
        let text = Array(words.joined(separator: [0x20]))
        let isIndented = line.first == 0x20 || line.first == 0x09
        return isIndented && !text.isEmpty ? [0x20] + text : text
    }
}
