import COpenSSL

extension CertificateFault {
    /// Why the peer's certificate was refused, with names and dates from the chain that was tried.
    init(verifiedBy ssl: OpaquePointer, expecting host: String) {
        let chain = CertificateChain(triedBy: ssl)
        let code = Int32(clamping: SSL_get_verify_result(ssl))
        switch code {
        case X509_V_ERR_CERT_HAS_EXPIRED:
            let certificate = chain.firstExpired
            self = .expired(subject: certificate?.subject ?? "", since: certificate?.notAfter ?? "")
        case X509_V_ERR_CERT_NOT_YET_VALID:
            let certificate = chain.firstNotYetValid
            self = .notYetValid(subject: certificate?.subject ?? "", until: certificate?.notBefore ?? "")
        case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
            self = .selfSigned(subject: chain.leaf?.subject ?? "")
        case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN, X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT,
            X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE,
            X509_V_ERR_CERT_UNTRUSTED:
            self = .unknownIssuer(issuer: chain.last?.issuer ?? "")
        case X509_V_ERR_HOSTNAME_MISMATCH, X509_V_ERR_IP_ADDRESS_MISMATCH:
            self = .wrongHost(expected: host, found: chain.leaf?.alternativeNames ?? [])
        case X509_V_ERR_INVALID_PURPOSE, X509_V_ERR_INVALID_CA, X509_V_ERR_INVALID_NON_CA,
            X509_V_ERR_KEYUSAGE_NO_CERTSIGN, X509_V_ERR_PATH_LENGTH_EXCEEDED, X509_V_ERR_CERT_REJECTED:
            self = .wrongPurpose(subject: chain.firstUnfit?.subject ?? "")
        case X509_V_ERR_EE_KEY_TOO_SMALL, X509_V_ERR_CA_KEY_TOO_SMALL, X509_V_ERR_CA_MD_TOO_WEAK:
            self = .weakSignature(subject: chain.firstWeak?.subject ?? "")
        case X509_V_ERR_CERT_SIGNATURE_FAILURE:
            self = .badSignature(subject: chain.firstForged?.subject ?? "")
        default:
            let text = X509_verify_cert_error_string(Int(code)).map { String(cString: $0) } ?? ""
            self = .other(code: Int(code), text: text)
        }
    }
}
