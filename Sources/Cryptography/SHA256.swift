import COpenSSL

/// The SHA-256 digest (FIPS 180-4) of octets that come in any number of pieces.
///
/// A value: a copy goes its own way, and ``finish()`` may be asked at any time without ending it.
// The struct of <openssl/sha.h> rather than an EVP_MD_CTX: it can be copied, allocates nothing, and cannot
// fail, so that neither does anything that keeps a digest.
package struct SHA256: Sendable {
    /// The number of octets in a digest.
    package static let size = 32

    private var context = SHA256_CTX()

    package init() {
        SHA256_Init(&context)
    }

    package mutating func update(_ octets: RawSpan) {
        octets.withUnsafeBytes { _ = SHA256_Update(&context, $0.baseAddress, $0.count) }
    }

    package mutating func update(_ octets: [UInt8]) {
        update(octets.span.bytes)
    }

    package mutating func update(_ octets: ArraySlice<UInt8>) {
        update(octets.span.bytes)
    }

    /// The digest of all octets up to here.
    package func finish() -> [UInt8] {
        var last = context
        return [UInt8](unsafeUninitializedCapacity: Self.size) { digest, count in
            SHA256_Final(digest.baseAddress, &last)
            count = Self.size
        }
    }

    /// The digest of `octets`, in one go.
    package static func digest(of octets: [UInt8]) -> [UInt8] {
        var digest = SHA256()
        digest.update(octets)
        return digest.finish()
    }
}
