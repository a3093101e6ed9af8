import COpenSSL

/// A private key that signs digests, the same on all threads.
///
/// It can be asked for its public half and for signatures, and for nothing else.
package final class PrivateKey: Sendable {
    /// Shorter RSA keys are not safe (RFC 8301 §3.2 wants 2,048 bits of whoever signs).
    package static let leastRSABits = 2048

    package let kind: KeyKind
    package let bits: Int
    /// The public half.
    package let publicKey: PublicKey
    private let key: OwnedKey

    /// Reads a key from PEM text: PKCS #8 or PKCS #1, without a passphrase, with line ends of either kind.
    ///
    /// - Throws: `KeyFault`.
    package init(pem: [UInt8]) throws(KeyFault) {
        let key = try Self.read(pem)
        guard let kind = key.kind else { throw .unsupportedKind(key.kindName) }
        guard kind != .rsa || key.bits >= Self.leastRSABits else {
            throw .tooShort(bits: key.bits, least: Self.leastRSABits)
        }
        self.key = key
        self.kind = kind
        bits = key.bits
        publicKey = try PublicKey(subjectPublicKeyInfo: key.publicDER)
    }

    /// Reads a key of any kind.
    static func read(_ pem: [UInt8]) throws(KeyFault) -> OwnedKey {
        ErrorQueue.clear()
        var wasAsked = false
        let pointer = withUnsafeMutablePointer(to: &wasAsked) { wasAsked in
            withMemoryFile(pem) { bio in
                // Without a callback OpenSSL would ask for the passphrase on the terminal, and wait.
                PEM_read_bio_PrivateKey(
                    bio, nil,
                    { _, _, _, wasAsked in
                        wasAsked?.assumingMemoryBound(to: Bool.self).pointee = true
                        return -1
                    }, wasAsked)
            }
        }
        if wasAsked {
            ErrorQueue.clear()
            throw .encrypted
        }
        guard let pointer else { throw .noPrivateKey(reason: ErrorQueue.reason()) }
        ErrorQueue.clear()
        return OwnedKey(pointer)
    }

    /// The signature of a SHA-256 digest.
    ///
    /// RSA PKCS #1 v1.5 (RFC 8017 §8.2), or Ed25519 over the digest's octets
    /// (RFC 8463 §3). Both give the same signature each time.
    ///
    /// - Throws: `CryptographyFault.unavailable`.
    package func sign(digest: [UInt8]) throws(CryptographyFault) -> [UInt8] {
        ErrorQueue.clear()
        let signature = kind == .rsa ? signRSA(digest) : signEd25519(digest)
        guard !signature.isEmpty else {
            throw .unavailable(algorithm: kind == .rsa ? "RSA" : "Ed25519", reason: ErrorQueue.reason())
        }
        return signature
    }

    private func signRSA(_ digest: [UInt8]) -> [UInt8] {
        guard digest.count == SHA256.size, let context = EVP_PKEY_CTX_new(key.pointer, nil) else { return [] }
        defer { EVP_PKEY_CTX_free(context) }
        guard EVP_PKEY_sign_init(context) == 1, EVP_PKEY_CTX_set_signature_md(context, EVP_sha256()) == 1,
            EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING) == 1
        else { return [] }
        var size = Int(EVP_PKEY_get_size(key.pointer))
        return [UInt8](unsafeUninitializedCapacity: size) { signature, count in
            let isDone =
                EVP_PKEY_sign(context, signature.baseAddress, &size, digest, digest.count) == 1
            count = isDone ? size : 0
        }
    }

    private func signEd25519(_ digest: [UInt8]) -> [UInt8] {
        guard let context = EVP_MD_CTX_new() else { return [] }
        defer { EVP_MD_CTX_free(context) }
        guard EVP_DigestSignInit(context, nil, nil, nil, key.pointer) == 1 else { return [] }
        var size = 64
        return [UInt8](unsafeUninitializedCapacity: size) { signature, count in
            let isDone =
                EVP_DigestSign(context, signature.baseAddress, &size, digest, digest.count) == 1
            count = isDone ? size : 0
        }
    }
}
