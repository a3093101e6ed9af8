import Glibc

/// Finds one text in another.
enum OctetSearch {
    /// Whether `needle` occurs in `text`; good for a needle whose first octet is rare.
    static func holds(_ needle: [UInt8], in text: [UInt8]) -> Bool {
        guard let first = needle.first else { return true }
        return text.withUnsafeBytes { text in
            needle.withUnsafeBytes { needle in
                guard let base = text.baseAddress, let wanted = needle.baseAddress else { return false }
                var start = 0
                while text.count - start >= needle.count {
                    let window = text.count - start - needle.count + 1
                    guard let found = memchr(base + start, Int32(first), window) else { return false }
                    if memcmp(found, wanted, needle.count) == 0 { return true }
                    start = base.distance(to: UnsafeRawPointer(found)) + 1
                }
                return false
            }
        }
    }
}
