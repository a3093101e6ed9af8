import COpenSSL

extension TLSFault {
    /// Why a connection failed, from the entries its last call left in OpenSSL's list.
    init(endOf ssl: OpaquePointer, expecting host: String, entries: [ErrorQueue.Entry]) {
        let reasons = entries.filter { $0.library == ERR_LIB_SSL }
        // A refused certificate is the cause whatever else was noted on the way.
        if reasons.contains(where: { $0.reason == SSL_R_CERTIFICATE_VERIFY_FAILED }) {
            self = .certificate(CertificateFault(verifiedBy: ssl, expecting: host))
            return
        }
        guard let entry = reasons.first ?? entries.first else {
            self = .violation(reason: "no reason given")
            return
        }
        self = entry.library == ERR_LIB_SSL ? TLSFault(entry) : .violation(reason: entry.text)
    }

    private init(_ entry: ErrorQueue.Entry) {
        switch entry.reason {
        case SSL_R_WRONG_VERSION_NUMBER, SSL_R_HTTP_REQUEST, SSL_R_HTTPS_PROXY_REQUEST:
            self = .notTLS
        case SSL_R_UNSUPPORTED_PROTOCOL, SSL_R_VERSION_TOO_LOW, SSL_R_UNKNOWN_PROTOCOL,
            SSL_R_TLSV1_ALERT_PROTOCOL_VERSION:
            self = .versionTooOld
        case SSL_R_NO_SHARED_CIPHER:
            self = .noSharedCipher
        case SSL_R_PROTOCOL_IS_SHUTDOWN:
            self = .notOpen
        case SSL_AD_REASON_OFFSET..<(SSL_AD_REASON_OFFSET + 256):
            // An alert that was received is noted as 1000 + its number (ssl.h).
            let code = entry.reason - SSL_AD_REASON_OFFSET
            let name = SSL_alert_desc_string_long(code).map { String(cString: $0) } ?? entry.text
            self = .alert(code: Int(code), name: name)
        default:
            self = .violation(reason: entry.text)
        }
    }
}
