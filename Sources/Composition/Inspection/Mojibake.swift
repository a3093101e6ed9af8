/// Text in UTF-8 that was once read as Windows-1252 or Latin-1: `Ã©` where an `é` was.
///
/// Only such pairs count as nobody writes: a quotation mark, a dash or an ellipsis behind a capital with a tilde or an
/// umlaut (`MANHÃ…`) is text, although it could be read the other way.
package struct Mojibake: Equatable, Sendable {
    package let found: String
    /// Nil for U+FFFD, which stands where something was lost.
    package let meant: String?

    /// The first in `text`, which is UTF-8.
    package static func first(in text: ArraySlice<UInt8>) -> Mojibake? {
        var index = text.startIndex
        while index < text.endIndex {
            // All of Â, Ã, Ä, Å, Î, Ï, Ð, Ñ, â, ï and ð begin with C3; U+FFFD with EF.
            guard text[index] == 0xC3 || text[index] == 0xEF else {
                index += 1
                continue
            }
            if let mojibake = begin(in: text[index...]) { return mojibake }
            index += 1
        }
        return nil
    }

    /// Whether ``first(in:)`` has to look at all.
    package static func isPossible(in text: Span<UInt8>) -> Bool {
        for index in text.indices where text[index] == 0xC3 || text[index] == 0xEF { return true }
        return false
    }

    private static func begin(in text: ArraySlice<UInt8>) -> Mojibake? {
        if text.starts(with: [0xEF, 0xBF, 0xBD]) { return Mojibake(found: "\u{FFFD}", meant: nil) }
        var octets: [UInt8] = []
        var index = text.startIndex
        while octets.count < 4, let (scalar, next) = scalar(in: text, at: index),
            let octet = octet(of: scalar)
        {
            octets.append(octet)
            index = next
            guard let length = length(of: octets) else { return nil }
            guard octets.count == length else { continue }
            let meant = String(decoding: octets, as: UTF8.self)
            return Mojibake(
                found: String(decoding: text[text.startIndex..<index], as: UTF8.self), meant: meant)
        }
        return nil
    }

    /// How long the sequence is that these octets begin; nil where it is none that tells enough.
    private static func length(of octets: [UInt8]) -> Int? {
        guard octets.count > 1 else {
            switch octets.first {
            case 0xC2, 0xC3, 0xC4, 0xC5, 0xCE, 0xCF, 0xD0, 0xD1: return 2
            case 0xE2, 0xEF: return 3
            case 0xF0: return 4
            default: return nil
            }
        }
        guard octets.dropFirst().allSatisfy({ 0x80...0xBF ~= $0 }) else { return nil }
        switch (octets[0], octets[1]) {
        case (0xC2, let second): return second >= 0xA0 ? 2 : nil
        case (0xC3, 0x96): return 2
        case (0xC3...0xDF, let second): return typographic.contains(second) ? nil : 2
        case (0xE2, 0x80), (0xE2, 0x82), (0xEF, 0xBB), (0xEF, 0xBF): return 3
        case (0xF0, 0x9F): return 4
        default: return nil
        }
    }

    /// Ellipsis, quotation marks and dashes in Windows-1252.
    private static let typographic: [UInt8] = [0x85, 0x91, 0x92, 0x93, 0x94, 0x96, 0x97]

    private static func scalar(in text: ArraySlice<UInt8>, at index: Int) -> (UInt32, next: Int)? {
        guard index + 1 < text.endIndex else { return nil }
        let lead = text[index]
        if 0xC2...0xDF ~= lead {
            return (UInt32(lead & 0x1F) << 6 | UInt32(text[index + 1] & 0x3F), index + 2)
        }
        guard 0xE0...0xEF ~= lead, index + 2 < text.endIndex else { return nil }
        let tail = UInt32(text[index + 1] & 0x3F) << 6 | UInt32(text[index + 2] & 0x3F)
        return (UInt32(lead & 0x0F) << 12 | tail, index + 3)
    }

    /// The octet that Windows-1252 has for a scalar; for C1 controls that of Latin-1.
    private static func octet(of scalar: UInt32) -> UInt8? {
        if 0x80...0xFF ~= scalar { return UInt8(truncatingIfNeeded: scalar) }
        return windows1252[scalar]
    }

    private static let windows1252: [UInt32: UInt8] = [
        0x20AC: 0x80, 0x201A: 0x82, 0x0192: 0x83, 0x201E: 0x84, 0x2026: 0x85, 0x2020: 0x86, 0x2021: 0x87,
        0x02C6: 0x88, 0x2030: 0x89, 0x0160: 0x8A, 0x2039: 0x8B, 0x0152: 0x8C, 0x017D: 0x8E, 0x2018: 0x91,
        0x2019: 0x92, 0x201C: 0x93, 0x201D: 0x94, 0x2022: 0x95, 0x2013: 0x96, 0x2014: 0x97, 0x02DC: 0x98,
        0x2122: 0x99, 0x0161: 0x9A, 0x203A: 0x9B, 0x0153: 0x9C, 0x017E: 0x9E, 0x0178: 0x9F,
    ]
}
