import Bounces
import Composition

/// What headers say, decoded for people.
enum HeaderText {
    /// A value with its encoded words decoded (RFC 2047 §6.2); those that cannot be stay as they stand.
    static func decode(_ value: [UInt8]) -> String {
        var decoded: [UInt8] = []
        // White space between two encoded words belongs to neither.
        var gap: [UInt8] = []
        var isBehindWord = false
        var index = 0
        while index < value.count {
            if let (word, end) = encodedWord(in: value, at: index) {
                if !isBehindWord { decoded += gap }
                gap = []
                decoded += word
                isBehindWord = true
                index = end
            } else if value[index] == 0x20 || value[index] == 0x09 {
                gap.append(value[index])
                index += 1
            } else {
                decoded += gap
                gap = []
                decoded.append(value[index])
                isBehindWord = false
                index += 1
            }
        }
        return String(decoding: decoded + gap, as: UTF8.self)
    }

    /// `=?charset?encoding?text?=`, the charset UTF-8 or ASCII.
    private static func encodedWord(in value: [UInt8], at start: Int) -> (octets: [UInt8], end: Int)? {
        guard value[start...].starts(with: "=?".utf8) else { return nil }
        let parts = value[(start + 2)...].split(
            separator: UInt8(ascii: "?"), maxSplits: 3, omittingEmptySubsequences: false)
        guard parts.count == 4, parts[3].first == UInt8(ascii: "=") else { return nil }
        let charset = parts[0].prefix { $0 != UInt8(ascii: "*") }.map(lower)
        guard charset.elementsEqual("utf-8".utf8) || charset.elementsEqual("us-ascii".utf8) else {
            return nil
        }
        let end = parts[3].startIndex + 1
        switch parts[1].first.map(lower) {
        case UInt8(ascii: "b"): return (TransferEncoding.base64(parts[2]), end)
        case UInt8(ascii: "q"):
            let text = parts[2].map { $0 == UInt8(ascii: "_") ? 0x20 : $0 }
            return (Hexadecimal.decoded(text, after: UInt8(ascii: "=")), end)
        default: return nil
        }
    }

    private static func lower(_ octet: UInt8) -> UInt8 { 0x41...0x5A ~= octet ? octet | 0x20 : octet }

    /// A parameter as a whole: plain, extended or in numbered pieces (RFC 2231 §3, §4).
    static func parameter(_ name: String, of type: MediaType) -> String? {
        if let plain = type.parameter(name) { return decode(plain) }
        var whole: [UInt8] = []
        if let extended = type.parameter(name + "*") {
            whole = extendedValue(extended, isFirst: true)
        } else {
            var piece = 0
            while true {
                if let extended = type.parameter("\(name)*\(piece)*") {
                    whole += extendedValue(extended, isFirst: piece == 0)
                } else if let plain = type.parameter("\(name)*\(piece)") {
                    whole += plain
                } else {
                    break
                }
                piece += 1
            }
            guard piece > 0 else { return nil }
        }
        return String(decoding: whole, as: UTF8.self)
    }

    /// The first piece begins with charset and language, each with a `'` behind it.
    private static func extendedValue(_ value: [UInt8], isFirst: Bool) -> [UInt8] {
        let parts = value.split(
            separator: UInt8(ascii: "'"), maxSplits: 2, omittingEmptySubsequences: false)
        let text = isFirst && parts.count == 3 ? parts[2] : value[...]
        return Hexadecimal.decoded(text)
    }
}
