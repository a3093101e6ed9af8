import COpenSSL

/// Signs octets as S/MIME wants it: a detached CMS signature (RFC 5652 §5) with the signer's certificate in it.
///
/// The same on all threads; each signature has a structure of its own.
package final class CMSSigner: Sendable {
    /// The e-mail addresses in the certificate (subject and subject alternative name), as they stand there.
    package let addresses: [String]
    /// SHA-256 of the certificate in DER.
    package let certificateDigest: [UInt8]
    /// Whether the same octets at the same time give the same signature: RSA does, ECDSA rolls dice.
    package let isDeterministic: Bool

    private let key: OwnedKey
    private let certificates: CertificateStack

    /// - Parameters:
    ///   - certificates: PEM text, the signer's own certificate first, then those between it and a root.
    ///   - key: PEM text of its private key: RSA of 2,048 bits or more, or EC.
    /// - Throws: `KeyFault`.
    package init(certificates pem: [UInt8], key keyPEM: [UInt8]) throws(KeyFault) {
        certificates = try CertificateStack(pem: pem)
        key = try PrivateKey.read(keyPEM)
        let id = EVP_PKEY_get_base_id(key.pointer)
        guard id == EVP_PKEY_RSA || id == EVP_PKEY_EC else { throw .unsupportedKind(key.kindName) }
        guard id != EVP_PKEY_RSA || key.bits >= PrivateKey.leastRSABits else {
            throw .tooShort(bits: key.bits, least: PrivateKey.leastRSABits)
        }
        isDeterministic = id == EVP_PKEY_RSA
        let own = certificates.first
        defer { ErrorQueue.clear() }
        guard X509_check_private_key(own.pointer, key.pointer) == 1 else { throw .mismatch }
        guard !own.hasExpired else { throw .expired(since: own.notAfter) }
        guard !own.isNotYetValid else { throw .notYetValid(until: own.notBefore) }
        guard X509_check_purpose(own.pointer, X509_PURPOSE_SMIME_SIGN, 0) == 1 else { throw .wrongPurpose }
        addresses = own.mailAddresses
        certificateDigest = own.digest
    }

    /// The signature of `content`, in DER.
    ///
    /// - Parameter time: the signing time (RFC 5652 §11.3), unix seconds.
    /// - Throws: `CryptographyFault.unavailable`.
    package func sign(_ content: [UInt8], at time: Int64) throws(CryptographyFault) -> [UInt8] {
        ErrorQueue.clear()
        guard let signature = makeSignature(content, at: time) else {
            throw .unavailable(algorithm: "CMS", reason: ErrorQueue.reason())
        }
        return signature
    }

    private func makeSignature(_ content: [UInt8], at time: Int64) -> [UInt8]? {
        // Binary: the lines end in CR LF already, and nothing may be made of them on the way.
        let flags = UInt32(CMS_DETACHED | CMS_BINARY | CMS_PARTIAL | CMS_NOSMIMECAP)
        guard let cms = CMS_sign(nil, nil, certificates.others, nil, flags) else { return nil }
        defer { CMS_ContentInfo_free(cms) }
        guard
            let signer = CMS_add1_signer(
                cms, certificates.first.pointer, key.pointer, EVP_sha256(), flags),
            // UTCTime up to 2049 and GeneralizedTime after it, as §11.3 asks.
            let moment = ASN1_TIME_set(nil, Int(time))
        else { return nil }
        defer { ASN1_TIME_free(moment) }
        // Were there none, OpenSSL would look at the clock.
        let isTimed = CMS_signed_add1_attr_by_NID(
            signer, NID_pkcs9_signingTime, moment.pointee.type, moment, -1)
        guard isTimed == 1, Self.addCapabilities(to: signer) else { return nil }
        guard withMemoryFile(content, { CMS_final(cms, $0, nil, flags) == 1 }) == true else { return nil }
        return Self.der(of: cms)
    }

    /// Says what an answer may be encrypted with (RFC 8551 §2.5.2); OpenSSL's own list still has RC2 in it.
    private static func addCapabilities(to signer: OpaquePointer) -> Bool {
        var algorithms: OpaquePointer?
        defer {
            for index in 0..<max(0, OPENSSL_sk_num(algorithms)) {
                X509_ALGOR_free(OPENSSL_sk_value(algorithms, index)?.assumingMemoryBound(to: X509_ALGOR.self))
            }
            OPENSSL_sk_free(algorithms)
        }
        for cipher in [NID_aes_256_cbc, NID_aes_128_cbc] {
            guard CMS_add_simple_smimecap(&algorithms, cipher, -1) == 1 else { return false }
        }
        return CMS_add_smimecap(signer, algorithms) == 1
    }

    private static func der(of cms: OpaquePointer) -> [UInt8]? {
        let size = i2d_CMS_ContentInfo(cms, nil)
        guard size > 0 else { return nil }
        return [UInt8](unsafeUninitializedCapacity: Int(size)) { octets, count in
            var end = octets.baseAddress
            count = max(0, Int(i2d_CMS_ContentInfo(cms, &end)))
        }
    }

    /// Whether `signature` is one of `content` by this certificate.
    ///
    /// It reads the signature from its DER; whether anybody trusts the certificate is not looked at.
    package func verifies(_ signature: [UInt8], of content: [UInt8]) -> Bool {
        ErrorQueue.clear()
        defer { ErrorQueue.clear() }
        let cms = signature.withUnsafeBufferPointer { octets in
            var next = octets.baseAddress
            return d2i_CMS_ContentInfo(nil, &next, octets.count)
        }
        guard let cms else { return false }
        defer { CMS_ContentInfo_free(cms) }
        // No certificate of the message's own choice counts, only ours.
        let flags = UInt32(CMS_DETACHED | CMS_BINARY | CMS_NO_SIGNER_CERT_VERIFY | CMS_NOINTERN)
        return withMemoryFile(content) {
            CMS_verify(cms, certificates.own, nil, $0, nil, flags) == 1
        } ?? false
    }
}
