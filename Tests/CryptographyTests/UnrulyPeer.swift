import COpenSSL
import Testing

@testable import Cryptography

/// A peer that does what ours never would: old versions, weak certificates, renegotiation, cut-up messages.
final class UnrulyPeer: Endpoint {
    struct Failure: Error {
        let reason: String
    }

    private let context: OpaquePointer
    private let ssl: OpaquePointer
    private let incoming: OpaquePointer
    private let outgoing: OpaquePointer

    /// A server with `settings` and no standards; `configure` gets the `SSL_CTX`.
    init(server settings: TLSServerSettings, configure: (OpaquePointer) -> Void = { _ in }) throws {
        context = try #require(SSL_CTX_new(TLS_server_method()))
        SSL_CTX_set_security_level(context, 0)
        guard SSL_CTX_use_certificate_chain_file(context, settings.certificateFile) == 1,
            SSL_CTX_use_PrivateKey_file(context, settings.keyFile, SSL_FILETYPE_PEM) == 1
        else { throw Failure(reason: ErrorQueue.reason()) }
        configure(context)
        (ssl, incoming, outgoing) = try Self.connection(of: context)
        SSL_set_accept_state(ssl)
    }

    /// A client that trusts anybody.
    init(clientConfiguredBy configure: (OpaquePointer) -> Void) throws {
        context = try #require(SSL_CTX_new(TLS_client_method()))
        configure(context)
        (ssl, incoming, outgoing) = try Self.connection(of: context)
        SSL_set_connect_state(ssl)
    }

    deinit {
        SSL_free(ssl)
        SSL_CTX_free(context)
    }

    private static func connection(
        of context: OpaquePointer
    ) throws -> (OpaquePointer, OpaquePointer, OpaquePointer) {
        let ssl = try #require(SSL_new(context))
        let incoming = try #require(BIO_new(BIO_s_mem()))
        let outgoing = try #require(BIO_new(BIO_s_mem()))
        SSL_set_bio(ssl, incoming, outgoing)
        return (ssl, incoming, outgoing)
    }

    func receive(_ ciphertext: [UInt8]) throws {
        #expect(BIO_write(incoming, ciphertext, Int32(ciphertext.count)) == ciphertext.count)
    }

    func handshake() throws -> Bool {
        ErrorQueue.clear()
        let result = SSL_do_handshake(ssl)
        if result == 1 { return true }
        guard SSL_get_error(ssl, result) == SSL_ERROR_WANT_READ else {
            throw Failure(reason: ErrorQueue.reason())
        }
        return false
    }

    func takeCiphertext() -> [UInt8] {
        let pending = BIO_ctrl_pending(outgoing)
        return [UInt8](unsafeUninitializedCapacity: pending) { octets, count in
            _ = BIO_read_ex(outgoing, octets.baseAddress, pending, &count)
        }
    }

    func write(_ plaintext: [UInt8]) {
        #expect(SSL_write(ssl, plaintext, Int32(plaintext.count)) == plaintext.count)
    }

    func read() -> [UInt8] {
        var plaintext: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 16_384)
        while true {
            let count = SSL_read(ssl, &part, Int32(part.count))
            guard count > 0 else { return plaintext }
            plaintext += part[..<Int(count)]
        }
    }

    /// Whether the other side sent its close_notify.
    var isToldOfTheEnd: Bool {
        SSL_get_shutdown(ssl) & SSL_RECEIVED_SHUTDOWN != 0
    }

    /// The name the client asked for (SNI), on a server.
    var requestedName: String? {
        SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name).map { String(cString: $0) }
    }

    /// Asks for new keys, and for the other side to change its own (RFC 8446 §4.6.3).
    func updateKeys() {
        #expect(SSL_key_update(ssl, SSL_KEY_UPDATE_REQUESTED) == 1)
        #expect(SSL_do_handshake(ssl) == 1)
    }

    /// Starts the handshake anew, as TLS 1.2 allows (RFC 5246 §7.4.1.1).
    func renegotiate() {
        #expect(SSL_renegotiate(ssl) == 1)
        _ = SSL_do_handshake(ssl)
    }
}
