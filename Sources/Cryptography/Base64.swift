import COpenSSL

/// Base 64 in its standard alphabet (RFC 4648 §4), without line ends.
package enum Base64 {
    /// EVP_EncodeBlock(3) takes lengths as int; a multiple of 3 keeps the padding to the last stretch.
    private static let stretch = 3 << 20

    /// - Returns: four octets for every three begun, padded with `=`.
    package static func encode(_ octets: [UInt8]) -> [UInt8] {
        let size = (octets.count + 2) / 3 * 4
        // EVP_EncodeBlock ends what it writes with a NUL.
        return [UInt8](unsafeUninitializedCapacity: size + 1) { text, count in
            octets.withUnsafeBufferPointer { octets in
                for start in Swift.stride(from: 0, to: octets.count, by: stretch) {
                    let part = UnsafeBufferPointer(
                        rebasing: octets[start..<min(start + stretch, octets.count)])
                    let free = text.baseAddress.map { $0 + count }
                    count += Int(EVP_EncodeBlock(free, part.baseAddress, Int32(part.count)))
                }
            }
        }
    }

    /// - Returns: the octets; nil for anything ``encode(_:)`` would not have written: spaces, line ends,
    ///   other alphabets, padding that is missing or misplaced, left-over bits that are not zero
    ///   (RFC 4648 §3.5).
    package static func decode(_ text: [UInt8]) -> [UInt8]? {
        guard text.count % 4 == 0, let length = Int32(exactly: text.count) else { return nil }
        guard length > 0 else { return [] }
        let padding = text.suffix(2).count { $0 == UInt8(ascii: "=") }
        // EVP_DecodeBlock counts padding as octets, and is lenient about spaces and left-over bits.
        let octets = [UInt8](unsafeUninitializedCapacity: text.count / 4 * 3) { octets, count in
            count = max(0, Int(EVP_DecodeBlock(octets.baseAddress, text, length)) - padding)
        }
        return encode(octets) == text ? octets : nil
    }
}
