import COpenSSL

/// Certificates from a PEM file, owned: the first is somebody's own, the others lead from it towards a root.
final class CertificateStack: Sendable {
    // Set up completely in `init` and never changed; OpenSSL counts the references to certificates atomically.
    /// The first alone, as a stack.
    nonisolated(unsafe) let own: OpaquePointer
    nonisolated(unsafe) let others: OpaquePointer
    private nonisolated(unsafe) let firstPointer: OpaquePointer

    var first: Certificate { Certificate(pointer: firstPointer) }

    /// - Throws: `KeyFault.noCertificate`.
    init(pem: [UInt8]) throws(KeyFault) {
        ErrorQueue.clear()
        var pointers: [OpaquePointer] = []
        _ = withMemoryFile(pem) { bio in
            // The end of the file is an error like any other here; without one certificate it is the reason given.
            while let next = PEM_read_bio_X509(bio, nil, { _, _, _, _ in -1 }, nil) { pointers.append(next) }
        }
        guard let first = pointers.first, let own = OPENSSL_sk_new_null(), let others = OPENSSL_sk_new_null()
        else {
            for pointer in pointers { X509_free(pointer) }
            throw .noCertificate(reason: ErrorQueue.reason())
        }
        ErrorQueue.clear()
        firstPointer = first
        self.own = own
        self.others = others
        OPENSSL_sk_push(own, UnsafeRawPointer(first))
        for pointer in pointers.dropFirst() { OPENSSL_sk_push(others, UnsafeRawPointer(pointer)) }
    }

    deinit {
        for index in 0..<OPENSSL_sk_num(others) {
            OPENSSL_sk_value(others, index).map { X509_free(OpaquePointer($0)) }
        }
        OPENSSL_sk_free(others)
        OPENSSL_sk_free(own)
        X509_free(firstPointer)
    }
}

extension Certificate {
    /// The mail addresses it is good for: in the subject, and as rfc822Name (RFC 5280 §4.2.1.6).
    var mailAddresses: [String] {
        guard let stack = X509_get1_email(pointer) else { return [] }
        defer { X509_email_free(stack) }
        return (0..<OPENSSL_sk_num(stack)).compactMap { index in
            OPENSSL_sk_value(stack, index).map { String(cString: $0.assumingMemoryBound(to: CChar.self)) }
        }
    }

    /// SHA-256 of the certificate in DER.
    var digest: [UInt8] {
        var size: UInt32 = 0
        return [UInt8](unsafeUninitializedCapacity: SHA256.size) { digest, count in
            count = X509_digest(pointer, EVP_sha256(), digest.baseAddress, &size) == 1 ? Int(size) : 0
        }
    }
}
