import COpenSSL

/// Keys from passwords.
package enum KeyDerivation {
    /// PBKDF2 with HMAC (RFC 8018 §5.2), one digest long: what RFC 5802 §2.2 calls Hi().
    ///
    /// It takes the time of two digests an iteration, about 0.4 s for a million: the caller sets a limit.
    ///
    /// - Parameter iterations: at least 1.
    /// - Throws: `CryptographyFault.unavailable`.
    package static func pbkdf2(
        _ algorithm: DigestAlgorithm, password: [UInt8], salt: [UInt8], iterations: Int
    ) throws(CryptographyFault) -> [UInt8] {
        ErrorQueue.clear()
        let name = "PBKDF2-" + algorithm.rawValue
        guard let passwordLength = Int32(exactly: password.count),
            let saltLength = Int32(exactly: salt.count),
            let count = Int32(exactly: iterations)
        else { throw .unavailable(algorithm: name, reason: "a length that does not fit") }
        var key = [UInt8](repeating: 0, count: algorithm.size)
        // A password at NULL is taken for none at all.
        let octets = password.isEmpty ? [0] : password
        let isDone = octets.withUnsafeBytes { octets in
            PKCS5_PBKDF2_HMAC(
                octets.baseAddress?.assumingMemoryBound(to: CChar.self), passwordLength, salt, saltLength,
                count,
                algorithm.method, Int32(algorithm.size), &key) == 1
        }
        guard isDone else { throw .unavailable(algorithm: name, reason: ErrorQueue.reason()) }
        return key
    }
}
