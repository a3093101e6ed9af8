import Glibc

extension UInt8 {
    /// Its lower-case form if this is an ASCII letter, itself otherwise.
    var lowercased: UInt8 { self >= 0x41 && self <= 0x5A ? self | 0x20 : self }

    var isDigit: Bool { self >= 0x30 && self <= 0x39 }

    var isLetterOrDigit: Bool { isDigit || (lowercased >= 0x61 && lowercased <= 0x7A) }

    static let lineFeed: UInt8 = 0x0A
    static let carriageReturn: UInt8 = 0x0D
    static let space: UInt8 = 0x20
    static let dot: UInt8 = 0x2E
}

extension Span where Element == UInt8 {
    /// The index of the first such octet at or after `start`.
    func firstIndex(of octet: UInt8, from start: Int) -> Int? {
        guard start < count else { return nil }
        return withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return nil }
            guard let found = memchr(base + start, Int32(octet), buffer.count - start) else { return nil }
            return UnsafeRawPointer(base).distance(to: UnsafeRawPointer(found))
        }
    }

    /// Whether the octets from `start` on begin with `word`, which is in upper case, in any ASCII case.
    func begins(with word: StaticString, at start: Int) -> Bool {
        guard start + word.utf8CodeUnitCount <= count else { return false }
        return word.withUTF8Buffer { word in
            for index in 0..<word.count where self[start + index].lowercased != word[index].lowercased {
                return false
            }
            return true
        }
    }

    var isUTF8: Bool {
        withUnsafeBufferPointer { String(validating: $0, as: UTF8.self) != nil }
    }

    /// The unsigned decimal number in these octets, of 18 digits at most.
    var decimal: Int? {
        guard count > 0, count <= 18 else { return nil }
        var value = 0
        for index in 0..<count {
            guard self[index].isDigit else { return nil }
            value = value * 10 + Int(self[index] - 0x30)
        }
        return value
    }
}

extension Array where Element == UInt8 {
    mutating func append(_ octets: Span<UInt8>) {
        octets.withUnsafeBufferPointer { append(contentsOf: $0) }
    }

    mutating func append(decimal value: Int) {
        guard value > 9 else { return append(0x30 + UInt8(truncatingIfNeeded: Swift.max(value, 0))) }
        var digits: (UInt64, Int) = (UInt64(value), 1)
        while digits.0 / UInt64(digits.1) > 9 { digits.1 *= 10 }
        while digits.1 > 0 {
            append(0x30 + UInt8(truncatingIfNeeded: digits.0 / UInt64(digits.1) % 10))
            digits.1 /= 10
        }
    }
}
