import CLinux

/// Finds one text in another, in time that grows with the sum of their lengths, not with their product.
enum OctetSearch {
    /// Whether `needle` occurs in `text`.
    static func holds(_ needle: [UInt8], in text: [UInt8]) -> Bool {
        position(of: needle[...], in: text[...]) != nil
    }

    /// Where `needle` first begins in `text`; an empty one begins at its start.
    static func position(of needle: ArraySlice<UInt8>, in text: ArraySlice<UInt8>) -> Int? {
        guard !needle.isEmpty else { return text.startIndex }
        return text.withUnsafeBytes { octets in
            needle.withUnsafeBytes { wanted in
                guard let base = octets.baseAddress, let start = wanted.baseAddress,
                    let found = memmem(base, octets.count, start, wanted.count)
                else { return nil }
                return text.startIndex + base.distance(to: UnsafeRawPointer(found))
            }
        }
    }
}
