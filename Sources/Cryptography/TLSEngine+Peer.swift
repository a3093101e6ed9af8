import COpenSSL

/// What is checked once a handshake is complete, and sessions that are resumed.
extension TLSEngine {
    /// Sees once more that the certificate was there and right: nothing is worth more than this.
    ///
    /// A resumed session brings the certificate of the first handshake along and OpenSSL verifies nothing, so that
    /// name, time and pin are looked at here again.
    var peerFault: CertificateFault? {
        guard let identity, context.verifies || !context.pins.isEmpty else { return nil }
        guard let pointer = SSL_get0_peer_certificate(ssl) else { return .missing }
        let certificate = Certificate(pointer: pointer)
        if context.verifies {
            guard SSL_get_verify_result(ssl) == Int(X509_V_OK) else {
                return CertificateFault(verifiedBy: ssl, expecting: host)
            }
            guard certificate.isGood(for: identity) else {
                return .wrongHost(expected: host, found: certificate.alternativeNames)
            }
            if isResumed, certificate.hasExpired {
                return .expired(subject: certificate.subject, since: certificate.notAfter)
            }
        }
        guard !context.pins.isEmpty else { return nil }
        guard let pin = certificate.pin, context.pins.contains(pin) else {
            return .notPinned(found: certificate.pin?.description ?? "")
        }
        return nil
    }

    /// Offers the server an earlier session with it; it may decline.
    func offerSession() {
        // The callback of new sessions finds its way back by it; `deinit` frees the connection first.
        SSL_set_ex_data(ssl, 0, Unmanaged.passUnretained(self).toOpaque())
        guard let session = context.sessions?.take(for: host) else { return }
        SSL_set_session(ssl, session.pointer)
    }

    /// OpenSSL's callback for a session that may be resumed.
    ///
    /// - Returns: 1 when the reference was taken over.
    static func keep(_ session: OpaquePointer?, of ssl: OpaquePointer?) -> Int32 {
        guard let session, let ssl, let owner = SSL_get_ex_data(ssl, 0) else { return 0 }
        let engine = Unmanaged<TLSEngine>.fromOpaque(owner).takeUnretainedValue()
        guard let sessions = engine.context.sessions else { return 0 }
        sessions.keep(TLSSession(owning: session), for: engine.host)
        return 1
    }
}
