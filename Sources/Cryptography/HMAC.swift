import COpenSSL

/// The digests that keyed digests and derived keys are made with.
package enum DigestAlgorithm: String, Sendable {
    /// For CRAM-MD5 alone.
    case md5 = "MD5"
    /// For SCRAM-SHA-1 alone.
    case sha1 = "SHA-1"
    case sha256 = "SHA-256"

    /// Octets of a digest.
    package var size: Int {
        switch self {
        case .md5: 16
        case .sha1: 20
        case .sha256: 32
        }
    }

    var method: OpaquePointer? {
        switch self {
        case .md5: EVP_md5()
        case .sha1: EVP_sha1()
        case .sha256: EVP_sha256()
        }
    }

    /// The digest of `octets`.
    ///
    /// - Throws: `CryptographyFault.unavailable`: a system in FIPS mode offers no MD5.
    package func digest(of octets: [UInt8]) throws(CryptographyFault) -> [UInt8] {
        ErrorQueue.clear()
        var length: UInt32 = 0
        let digest = [UInt8](unsafeUninitializedCapacity: size) { digest, count in
            let isDone = EVP_Digest(octets, octets.count, digest.baseAddress, &length, method, nil) == 1
            count = isDone ? Int(length) : 0
        }
        guard digest.count == size else {
            throw .unavailable(algorithm: rawValue, reason: ErrorQueue.reason())
        }
        return digest
    }
}

/// Keyed digests (RFC 2104).
package enum HMAC {
    /// The HMAC of `message` under `key`, as long as the algorithm's digest.
    ///
    /// - Parameter key: of any length, also 0.
    /// - Throws: `CryptographyFault.unavailable`.
    package static func code(
        _ algorithm: DigestAlgorithm, key: [UInt8], message: [UInt8]
    ) throws(CryptographyFault) -> [UInt8] {
        ErrorQueue.clear()
        // HMAC(3) takes the length of the key as an int.
        guard let keyLength = Int32(exactly: key.count) else {
            throw .unavailable(algorithm: "HMAC-" + algorithm.rawValue, reason: "the key is too long")
        }
        // A key at NULL would mean "the one of the last call", so an empty key needs an address too.
        let keyOctets = key.isEmpty ? [0] : key
        var size: UInt32 = 0
        let code = [UInt8](unsafeUninitializedCapacity: algorithm.size) { code, count in
            let isDone = COpenSSL.HMAC(
                algorithm.method, keyOctets, keyLength, message, message.count, code.baseAddress, &size)
            count = isDone == nil ? 0 : Int(size)
        }
        guard code.count == algorithm.size else {
            throw .unavailable(algorithm: "HMAC-" + algorithm.rawValue, reason: ErrorQueue.reason())
        }
        return code
    }

    /// The HMAC-SHA-256 of `message` under `key`, 32 octets.
    ///
    /// - Throws: `CryptographyFault.unavailable`.
    package static func sha256(key: [UInt8], message: [UInt8]) throws(CryptographyFault) -> [UInt8] {
        try code(.sha256, key: key, message: message)
    }

    /// Whether two codes are the same; the time taken says nothing about where they differ.
    package static func areEqual(_ code: [UInt8], _ other: [UInt8]) -> Bool {
        code.count == other.count && CRYPTO_memcmp(code, other, code.count) == 0
    }
}
