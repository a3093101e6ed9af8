import COpenSSL
import Glibc

/// One certificate of a ``CertificateChain``, which owns it.
struct Certificate {
    /// What level 2 asks of keys and signatures, in bits (SSL_CTX_set_security_level(3)).
    private static let strength: Int32 = 112

    let pointer: OpaquePointer

    var subject: String { Self.text(of: X509_get_subject_name(pointer)) }
    var issuer: String { Self.text(of: X509_get_issuer_name(pointer)) }
    var notBefore: String { Self.text(of: X509_get0_notBefore(pointer)) }
    var notAfter: String { Self.text(of: X509_get0_notAfter(pointer)) }
    /// Seconds since 1970; 0 for a date that cannot be read.
    var expires: Int {
        var parts = tm()
        guard ASN1_TIME_to_tm(X509_get0_notAfter(pointer), &parts) == 1 else { return 0 }
        return timegm(&parts)
    }
    var hasExpired: Bool { X509_cmp_time(X509_get0_notAfter(pointer), nil) < 0 }
    var isNotYetValid: Bool { X509_cmp_time(X509_get0_notBefore(pointer), nil) > 0 }
    var hasWeakKey: Bool { EVP_PKEY_get_security_bits(X509_get0_pubkey(pointer)) < Self.strength }

    var hasWeakSignature: Bool {
        var bits: Int32 = 0
        return X509_get_signature_info(pointer, nil, nil, &bits, nil) == 1 && bits < Self.strength
    }

    /// The pin of its key; nil when there is no memory.
    var pin: PublicKeyPin? {
        let length = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(pointer), nil)
        guard length > 0 else { return nil }
        var octets = [UInt8](repeating: 0, count: Int(length))
        octets.withUnsafeMutableBufferPointer { octets in
            var end = octets.baseAddress
            _ = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(pointer), &end)
        }
        return PublicKeyPin(digest: SHA256.digest(of: octets))
    }

    /// Whether it is made out to `identity`, by the rules of ``TLSEngine``.
    func isGood(for identity: ServerIdentity) -> Bool {
        switch identity {
        case .name(let name):
            X509_check_host(pointer, name, name.utf8.count, TLSEngine.nameRules, nil) == 1
        case .address(let address):
            X509_check_ip_asc(pointer, address, 0) == 1
        }
    }

    func isFit(asIssuer: Bool) -> Bool {
        X509_check_purpose(pointer, X509_PURPOSE_SSL_SERVER, asIssuer ? 1 : 0) == 1
    }

    func isSigned(by issuer: Certificate) -> Bool {
        X509_verify(pointer, X509_get0_pubkey(issuer.pointer)) == 1
    }

    /// The DNS names and IP addresses it is good for (RFC 5280 §4.2.1.6); the peer may have written anything.
    var alternativeNames: [String] {
        guard let names = X509_get_ext_d2i(pointer, NID_subject_alt_name, nil, nil) else { return [] }
        let stack = OpaquePointer(names)
        defer { GENERAL_NAMES_free(stack) }
        return (0..<OPENSSL_sk_num(stack)).compactMap { index in
            OPENSSL_sk_value(stack, index).flatMap(Self.name)
        }
    }

    private static func name(_ pointer: UnsafeMutableRawPointer) -> String? {
        let name = pointer.assumingMemoryBound(to: GENERAL_NAME.self).pointee
        let string = UnsafePointer<ASN1_STRING>(name.d.ia5)
        guard let octets = ASN1_STRING_get0_data(string) else { return nil }
        let value = UnsafeBufferPointer(start: octets, count: Int(ASN1_STRING_length(string)))
        switch (name.type, value.count) {
        case (GEN_DNS, _): return String(decoding: value, as: UTF8.self)
        case (GEN_IPADD, 4): return address(AF_INET, value)
        case (GEN_IPADD, 16): return address(AF_INET6, value)
        default: return nil
        }
    }

    private static func address(_ family: Int32, _ octets: UnsafeBufferPointer<UInt8>) -> String? {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(INET6_ADDRSTRLEN)) { text in
            inet_ntop(family, octets.baseAddress, text.baseAddress, UInt32(text.count)).map {
                String(cString: $0)
            }
        }
    }

    private static func text(of name: OpaquePointer?) -> String {
        guard let bio = BIO_new(BIO_s_mem()) else { return "" }
        defer { BIO_free(bio) }
        // RFC 2253 order and escapes, but UTF-8 left readable; control characters are escaped.
        let flags = merganser_XN_FLAG_RFC2253() & ~UInt(ASN1_STRFLGS_ESC_MSB)
        guard X509_NAME_print_ex(bio, name, 0, flags) > 0 else { return "" }
        let octets = [UInt8](unsafeUninitializedCapacity: BIO_ctrl_pending(bio)) { octets, count in
            _ = BIO_read_ex(bio, octets.baseAddress, octets.count, &count)
        }
        return String(decoding: octets, as: UTF8.self)
    }

    private static func text(of time: UnsafePointer<ASN1_TIME>?) -> String {
        var parts = tm()
        guard ASN1_TIME_to_tm(time, &parts) == 1 else { return "" }
        let date = [parts.tm_year + 1_900, parts.tm_mon + 1, parts.tm_mday].map(padded)
        let clock = [parts.tm_hour, parts.tm_min, parts.tm_sec].map(padded)
        return date.joined(separator: "-") + " " + clock.joined(separator: ":") + " UTC"
    }

    private static func padded(_ number: Int32) -> String {
        number < 10 ? "0\(number)" : "\(number)"
    }
}
