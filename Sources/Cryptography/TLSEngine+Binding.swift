import COpenSSL

extension TLSEngine {
    /// What SCRAM may be bound to; nil before the handshake is complete and where nothing safe is to be had.
    ///
    /// TLS 1.3 has `tls-exporter` (RFC 9266 §2). TLS 1.2 has `tls-unique` (RFC 5929 §3), but only with the extended
    /// master secret (RFC 7627): without it, two connections can be made to have the same value.
    package var channelBinding: ChannelBinding? {
        guard SSL_is_init_finished(ssl) == 1 else { return nil }
        switch SSL_version(ssl) {
        case TLS1_3_VERSION: return exportedBinding
        case TLS1_2_VERSION where merganser_SSL_get_extms_support(ssl) == 1: return finishedBinding
        default: return nil
        }
    }

    private var exportedBinding: ChannelBinding? {
        ErrorQueue.clear()
        let label = "EXPORTER-Channel-Binding"
        var octets = [UInt8](repeating: 0, count: 32)
        // RFC 9266 §4.2 wants a context of no octets; in TLS 1.3 that is the same as none.
        let isDone =
            SSL_export_keying_material(ssl, &octets, octets.count, label, label.utf8.count, nil, 0, 1) == 1
        ErrorQueue.clear()
        return isDone ? ChannelBinding(type: "tls-exporter", octets: octets) : nil
    }

    /// The first Finished message: the client's, but the server's when a session is resumed.
    private var finishedBinding: ChannelBinding? {
        let isOwn = (SSL_is_server(ssl) == 0) == (SSL_session_reused(ssl) == 0)
        var octets = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
        let count =
            isOwn
            ? SSL_get_finished(ssl, &octets, octets.count) : SSL_get_peer_finished(ssl, &octets, octets.count)
        guard count > 0, count <= octets.count else { return nil }
        return ChannelBinding(type: "tls-unique", octets: Array(octets.prefix(count)))
    }

    /// Whether an earlier session was resumed instead of a full handshake.
    package var isResumed: Bool { SSL_session_reused(ssl) == 1 }

    /// The subject of the certificate the peer showed and that was verified; nil without one.
    package var verifiedPeer: String? {
        guard SSL_is_init_finished(ssl) == 1, SSL_get_verify_result(ssl) == Int(X509_V_OK),
            let certificate = SSL_get0_peer_certificate(ssl)
        else { return nil }
        return Certificate(pointer: certificate).subject
    }
}
