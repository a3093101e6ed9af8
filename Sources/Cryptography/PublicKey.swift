import COpenSSL

/// A public key that verifies signatures of digests.
package final class PublicKey: Sendable {
    package let kind: KeyKind
    package let bits: Int
    /// SubjectPublicKeyInfo (RFC 5280 §4.1.2.7) in DER: equal keys have equal octets.
    package let subjectPublicKeyInfo: [UInt8]
    private let key: OwnedKey

    private init(_ pointer: OpaquePointer?) throws(KeyFault) {
        guard let pointer else { throw .noPublicKey(reason: ErrorQueue.reason()) }
        key = OwnedKey(pointer)
        ErrorQueue.clear()
        guard let kind = key.kind else { throw .unsupportedKind(key.kindName) }
        self.kind = kind
        bits = key.bits
        subjectPublicKeyInfo = key.publicDER
    }

    /// - Throws: `KeyFault`.
    package convenience init(pem: [UInt8]) throws(KeyFault) {
        ErrorQueue.clear()
        try self.init(withMemoryFile(pem) { PEM_read_bio_PUBKEY($0, nil, { _, _, _, _ in -1 }, nil) })
    }

    /// - Throws: `KeyFault`.
    package convenience init(subjectPublicKeyInfo der: [UInt8]) throws(KeyFault) {
        try self.init(Self.decode(der) { d2i_PUBKEY(nil, &$0, $1) })
    }

    /// What RFC 6376 §3.6.1 says an RSA key in DNS is, and next to nobody publishes: RSAPublicKey (RFC 8017 A.1.1).
    ///
    /// - Throws: `KeyFault`.
    package convenience init(rsaPublicKey der: [UInt8]) throws(KeyFault) {
        try self.init(Self.decode(der) { d2i_PublicKey(EVP_PKEY_RSA, nil, &$0, $1) })
    }

    /// An Ed25519 key as RFC 8463 §4 publishes it: 32 octets.
    ///
    /// - Throws: `KeyFault`.
    package convenience init(ed25519 octets: [UInt8]) throws(KeyFault) {
        ErrorQueue.clear()
        try self.init(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nil, octets, octets.count))
    }

    private static func decode(
        _ der: [UInt8], _ body: (inout UnsafePointer<UInt8>?, Int) -> OpaquePointer?
    ) -> OpaquePointer? {
        ErrorQueue.clear()
        return der.withUnsafeBufferPointer { der in
            var next = der.baseAddress
            guard next != nil, let key = body(&next, der.count) else { return nil }
            // Octets behind the key belong to something else.
            guard next == der.baseAddress.map({ $0 + der.count }) else {
                EVP_PKEY_free(key)
                return nil
            }
            return key
        }
    }

    /// The key as a DKIM record's `p=` holds it, before base64 (RFC 6376 §3.6.1 as practised, RFC 8463 §4).
    package var dkimOctets: [UInt8] { kind == .rsa ? subjectPublicKeyInfo : key.rawPublic }

    /// Whether `signature` is one of `digest` (SHA-256) with this key's private half; see `PrivateKey.sign`.
    package func verifies(_ signature: [UInt8], of digest: [UInt8]) -> Bool {
        defer { ErrorQueue.clear() }
        return kind == .rsa ? verifiesRSA(signature, digest) : verifiesEd25519(signature, digest)
    }

    private func verifiesRSA(_ signature: [UInt8], _ digest: [UInt8]) -> Bool {
        guard digest.count == SHA256.size, let context = EVP_PKEY_CTX_new(key.pointer, nil) else {
            return false
        }
        defer { EVP_PKEY_CTX_free(context) }
        return EVP_PKEY_verify_init(context) == 1
            && EVP_PKEY_CTX_set_signature_md(context, EVP_sha256()) == 1
            && EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING) == 1
            && EVP_PKEY_verify(context, signature, signature.count, digest, digest.count) == 1
    }

    private func verifiesEd25519(_ signature: [UInt8], _ digest: [UInt8]) -> Bool {
        guard let context = EVP_MD_CTX_new() else { return false }
        defer { EVP_MD_CTX_free(context) }
        return EVP_DigestVerifyInit(context, nil, nil, nil, key.pointer) == 1
            && EVP_DigestVerify(context, signature, signature.count, digest, digest.count) == 1
    }
}
