// Filters that write text in another form, or read it from one: entities, tags, URLs, base64.

extension Machine {
    mutating func transcoded(
        _ filter: Filter, _ text: Text, place: Program.Place
    ) throws(RowFault) -> Text {
        // A copy: what is made goes to the end of the buffer that the text may be in.
        let octets = Array(octets(of: text))
        switch filter {
        case .escapeOnce:
            guard !text.isMarkup else { return text }
            return making(isMarkup: place == .html) { $0.appendEscapedOnce(octets) }
        case .stripHTML: return making { $0.appendWithoutTags(octets) }
        case .urlDecode:
            return try made(
                Hexadecimal.decoded(octets.map { $0 == UInt8(ascii: "+") ? 0x20 : $0 }), by: filter)
        case .base64Encode, .base64URLSafeEncode:
            var encoded: [UInt8] = []
            Base64Lines.appendUnbroken(octets.span, to: &encoded)
            let isURLSafe = filter == .base64URLSafeEncode
            return making { machine in
                for octet in encoded {
                    switch octet {
                    case UInt8(ascii: "+") where isURLSafe: machine.made.append(UInt8(ascii: "-"))
                    case UInt8(ascii: "/") where isURLSafe: machine.made.append(UInt8(ascii: "_"))
                    default: machine.made.append(octet)
                    }
                }
            }
        default: return try made(Self.base64Decoded(octets), by: filter)
        }
    }

    /// What was decoded, if it is text.
    private mutating func made(_ decoded: [UInt8]?, by filter: Filter) throws(RowFault) -> Text {
        guard let decoded, UTF8Text.firstFault(in: decoded[...]) == nil else {
            throw RowFault(problem: .notDecodable(filter: filter.rawValue))
        }
        return making { $0.made.append(contentsOf: decoded) }
    }

    // MARK: HTML

    /// Leaves the references that are there as they are.
    private mutating func appendEscapedOnce(_ octets: [UInt8]) {
        for (index, octet) in octets.enumerated() {
            guard let reference = HTMLEscape.reference(for: octet),
                octet != UInt8(ascii: "&") || !Self.isReference(octets[(index + 1)...].prefix(32))
            else {
                made.append(octet)
                continue
            }
            reference.withUTF8Buffer { made.append(contentsOf: $0) }
        }
    }

    /// Whether what follows an ampersand makes it a reference: `amp;`, `#39;`, `#x27;`.
    private static func isReference(_ text: ArraySlice<UInt8>) -> Bool {
        guard let end = text.firstIndex(of: UInt8(ascii: ";")) else { return false }
        var name = text[..<end]
        let isNumber = name.first == UInt8(ascii: "#")
        if isNumber { name = name.dropFirst() }
        if isNumber, name.first == UInt8(ascii: "x") { name = name.dropFirst() }
        return !name.isEmpty && name.allSatisfy { Syntax.isDigit($0) || 0x41...0x5A ~= $0 & 0xDF }
    }

    /// Takes out scripts and styles with what is in them, comments and tags.
    private mutating func appendWithoutTags(_ octets: [UInt8]) {
        let blocks: [(opening: StaticString, closing: StaticString)] = [
            ("<script", "</script>"), ("<style", "</style>"), ("<!--", "-->"), ("<", ">"),
        ]
        // What is not closed once is not closed further on, either: so a text is gone through once for each kind.
        var isOpenEnded = [Bool](repeating: false, count: blocks.count)
        var index = 0
        outer: while index < octets.count {
            guard octets[index] == UInt8(ascii: "<") else {
                made.append(octets[index])
                index += 1
                continue
            }
            for (kind, block) in blocks.enumerated()
            where !isOpenEnded[kind] && Self.begins(octets, at: index, with: block.opening) {
                var end = index + block.opening.utf8CodeUnitCount
                while end < octets.count, !Self.begins(octets, at: end, with: block.closing) { end += 1 }
                guard end < octets.count else {
                    isOpenEnded[kind] = true
                    continue
                }
                index = end + block.closing.utf8CodeUnitCount
                continue outer
            }
            made.append(octets[index])
            index += 1
        }
    }

    private static func begins(_ octets: [UInt8], at index: Int, with wanted: StaticString) -> Bool {
        wanted.withUTF8Buffer { wanted in
            guard index + wanted.count <= octets.count else { return false }
            return zip(octets[index...], wanted).allSatisfy { Syntax.lower($0) == $1 }
        }
    }

    // MARK: Decoding

    /// Both alphabets, with or without the padding; nil for anything else (RFC 4648 §4 and §5).
    private static func base64Decoded(_ octets: [UInt8]) -> [UInt8]? {
        var decoded: [UInt8] = []
        decoded.reserveCapacity(octets.count * 3 / 4)
        var bits: UInt32 = 0
        var count = 0
        for octet in octets {
            let value: UInt8
            switch octet {
            case 0x41...0x5A: value = octet - 0x41
            case 0x61...0x7A: value = octet - 0x61 + 26
            case 0x30...0x39: value = octet - 0x30 + 52
            case UInt8(ascii: "+"), UInt8(ascii: "-"): value = 62
            case UInt8(ascii: "/"), UInt8(ascii: "_"): value = 63
            case UInt8(ascii: "="), 0x0A, 0x0D: continue
            default: return nil
            }
            bits = bits << 6 | UInt32(value)
            count += 6
            if count >= 8 {
                count -= 8
                decoded.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
            }
        }
        return count == 6 ? nil : decoded
    }
}
