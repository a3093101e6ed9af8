import COpenSSL

/// What many connections have in common: trust, certificates, the lowest version; OpenSSL's `SSL_CTX`.
///
/// Reading a trust store costs milliseconds, so there is one context for a relay, not one for a connection.
package final class TLSContext: Sendable {
    // Set up completely in `init` and never changed after it. From then on OpenSSL reads it under its own
    // locks and counts its references atomically, so that threads may make connections from it at the same
    // time.
    nonisolated(unsafe) let pointer: OpaquePointer
    /// Whether engines made from it check the peer's certificate.
    let verifies: Bool
    /// One of these keys the peer must have; empty means any.
    let pins: Set<PublicKeyPin>
    /// What later connections may resume; nil on a server, which gives tickets and keeps nothing.
    let sessions: TLSSessionCache?

    /// A client's context: TLS 1.2 or later, the peer verified against the chosen trust.
    ///
    /// - Throws: `TLSFault.file` for a CA file without a certificate in it, `.setup` when OpenSSL refuses.
    package init(client settings: TLSClientSettings) throws(TLSFault) {
        verifies = settings.verifies
        pins = settings.pins
        sessions = TLSSessionCache()
        pointer = try Self.makeContext(TLS_client_method())
        let mode = SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL
        _ = merganser_SSL_CTX_set_session_cache_mode(pointer, Int(mode))
        SSL_CTX_sess_set_new_cb(pointer) { ssl, session in TLSEngine.keep(session, of: ssl) }
        if let certificate = settings.certificate { try show(certificate) }
        if settings.verifies { try trust(settings.caFile) }
        SSL_CTX_set_verify(pointer, settings.verifies ? SSL_VERIFY_PEER : SSL_VERIFY_NONE, nil)
    }

    /// A server's context: TLS 1.2 or later, one certificate; clients are asked for theirs where an authority
    /// is given.
    ///
    /// - Throws: `TLSFault.file` when the certificate or the key cannot be used, `.setup` when OpenSSL
    ///   refuses.
    package init(server settings: TLSServerSettings) throws(TLSFault) {
        verifies = false
        pins = []
        sessions = nil
        pointer = try Self.makeContext(TLS_server_method())
        try show(
            CertificateFiles(certificateFile: settings.certificateFile, keyFile: settings.keyFile))
        if let authorityFile = settings.clientAuthorityFile { try askClients(for: authorityFile) }
    }

    deinit {
        SSL_CTX_free(pointer)
    }

    private static func makeContext(_ method: OpaquePointer?) throws(TLSFault) -> OpaquePointer {
        ErrorQueue.clear()
        guard let pointer = SSL_CTX_new(method) else { throw .setup(reason: ErrorQueue.reason()) }
        guard merganser_SSL_CTX_set_min_proto_version(pointer, TLS1_2_VERSION) == 1 else {
            SSL_CTX_free(pointer)
            throw .setup(reason: ErrorQueue.reason())
        }
        // Level 2 refuses SHA-1 signatures and RSA keys under 2,048 bits. It is Debian's default, but not
        // everybody's; a stricter system policy stays in force.
        if SSL_CTX_get_security_level(pointer) < 2 { SSL_CTX_set_security_level(pointer, 2) }
        // Renegotiation (TLS 1.2) has no use here, and lets a peer stop our writes at will.
        SSL_CTX_set_options(pointer, merganser_SSL_OP_NO_RENEGOTIATION() | merganser_SSL_OP_NO_COMPRESSION())
        // A write that has to be made again may come from another place in memory. The buffers are kept
        // between records (no SSL_MODE_RELEASE_BUFFERS): connections are few and busy.
        _ = merganser_SSL_CTX_set_mode(pointer, Int(SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER))
        _ = merganser_SSL_CTX_set_session_cache_mode(pointer, Int(SSL_SESS_CACHE_OFF))
        // OpenSSL would ask for the passphrase of an encrypted key on the terminal, and wait.
        SSL_CTX_set_default_passwd_cb(pointer) { _, _, _, _ in -1 }
        return pointer
    }

    func trust(_ caFile: String?) throws(TLSFault) {
        ErrorQueue.clear()
        guard let caFile else {
            guard SSL_CTX_set_default_verify_paths(pointer) == 1 else {
                throw .setup(reason: ErrorQueue.reason())
            }
            return
        }
        try Self.checkReadable(caFile)
        guard SSL_CTX_load_verify_file(pointer, caFile) == 1 else {
            throw .file(path: caFile, problem: .noCertificate(reason: ErrorQueue.reason()))
        }
        // Loading goes on after a certificate that is already there, and leaves that in the queue.
        ErrorQueue.clear()
    }
}
