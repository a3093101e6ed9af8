import COpenSSL

/// OpenSSL's `EVP_PKEY`, owned.
final class OwnedKey: Sendable {
    // Set up completely before anybody sees it and never changed. OpenSSL signs and verifies with one key on many
    // threads at once: each operation has a context of its own, and what the key caches is under its own locks.
    nonisolated(unsafe) let pointer: OpaquePointer

    /// - Parameter pointer: freed with this object.
    init(_ pointer: OpaquePointer) {
        self.pointer = pointer
    }

    deinit {
        EVP_PKEY_free(pointer)
    }

    /// The kind; nil for one that DKIM does not know.
    var kind: KeyKind? {
        switch EVP_PKEY_get_base_id(pointer) {
        case EVP_PKEY_RSA: .rsa
        case EVP_PKEY_ED25519: .ed25519
        default: nil
        }
    }

    /// OpenSSL's name for the kind.
    var kindName: String { EVP_PKEY_get0_type_name(pointer).map { String(cString: $0) } ?? "unknown" }

    var bits: Int { Int(EVP_PKEY_get_bits(pointer)) }

    /// The public half as SubjectPublicKeyInfo (RFC 5280 §4.1.2.7), in DER; empty when there is no memory for it.
    var publicDER: [UInt8] {
        let size = i2d_PUBKEY(pointer, nil)
        guard size > 0 else { return [] }
        return [UInt8](unsafeUninitializedCapacity: Int(size)) { octets, count in
            var end = octets.baseAddress
            count = max(0, Int(i2d_PUBKEY(pointer, &end)))
        }
    }

    /// The public half of an Ed25519 key as it is: 32 octets; empty for other kinds.
    var rawPublic: [UInt8] {
        var size = 32
        return [UInt8](unsafeUninitializedCapacity: size) { octets, count in
            let isDone = EVP_PKEY_get_raw_public_key(pointer, octets.baseAddress, &size) == 1
            count = isDone ? size : 0
        }
    }
}

/// Octets as a file for OpenSSL's PEM readers; they have to outlive the call.
func withMemoryFile<Value>(
    _ octets: [UInt8], _ body: (OpaquePointer) -> Value?
) -> Value? {
    octets.withUnsafeBytes { octets in
        guard let length = Int32(exactly: octets.count), length > 0,
            let bio = BIO_new_mem_buf(octets.baseAddress, length)
        else { return nil }
        defer { BIO_free(bio) }
        return body(bio)
    }
}
