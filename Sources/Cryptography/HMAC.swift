import COpenSSL

/// Keyed digests (RFC 2104).
package enum HMAC {
    /// The HMAC-SHA-256 of `message` under `key`, 32 octets.
    ///
    /// - Parameter key: of any length, also 0.
    /// - Throws: `CryptographyFault.unavailable`.
    package static func sha256(key: [UInt8], message: [UInt8]) throws(CryptographyFault) -> [UInt8] {
        ErrorQueue.clear()
        // HMAC(3) takes the length of the key as an int.
        guard let keyLength = Int32(exactly: key.count) else {
            throw .unavailable(algorithm: "HMAC-SHA-256", reason: "the key is too long")
        }
        // A key at NULL would mean "the one of the last call", so an empty key needs an address too.
        let keyOctets = key.isEmpty ? [0] : key
        var size: UInt32 = 0
        let code = [UInt8](unsafeUninitializedCapacity: SHA256.size) { code, count in
            let isDone = COpenSSL.HMAC(
                EVP_sha256(), keyOctets, keyLength, message, message.count, code.baseAddress, &size)
            count = isDone == nil ? 0 : Int(size)
        }
        guard code.count == SHA256.size else {
            throw .unavailable(algorithm: "HMAC-SHA-256", reason: ErrorQueue.reason())
        }
        return code
    }
}
