import COpenSSL

/// One TLS connection without a socket: ciphertext goes in and comes out as octets, OpenSSL does the rest.
///
/// The order of work: give what the socket brought to ``receive(_:)``, call ``handshake()`` until it says
/// true and ``read(appendingTo:)`` from then on, and after *every* call, also one that failed, put what
/// ``takeCiphertext(appendingTo:)`` gives on the socket. After a fault that is the alert that tells the peer
/// why.
///
/// The end of the socket is the caller's to judge: if it comes while ``hasPeerClosed`` is false, what was
/// read last may be cut short (RFC 8446 §6.1).
///
/// Not `Sendable`, and meant for one event loop: OpenSSL's errors lie in a list that belongs to the thread.
package final class TLSEngine {
    /// Whether the peer may say more.
    package enum ReadState: Equatable, Sendable {
        /// Nothing more is there now.
        case more
        /// The peer sent its close_notify: what was read is complete, and nothing will follow.
        case closed
    }

    private enum State {
        case handshaking
        case open
        case shutDown
        /// OpenSSL forbids any further call on a connection that failed.
        case failed(TLSFault)
    }

    /// The longest piece of plaintext that fits in a record (RFC 8446 §5.1).
    private static let recordLimit = 16_384

    /// `*` stands for a whole label only, and the subject's common name never counts (RFC 9525 §6.3, §2).
    static let nameRules = UInt32(X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS | X509_CHECK_FLAG_NEVER_CHECK_SUBJECT)

    let ssl: OpaquePointer
    private let incoming: OpaquePointer
    let outgoing: OpaquePointer
    let context: TLSContext
    /// What the certificate has to be good for, as it was given; empty on a server.
    let host: String
    /// Nil on a server.
    let identity: ServerIdentity?
    private var state: State = .handshaking
    /// Plaintext that cannot be encrypted before more has been received; see ``write(_:)``.
    private var unwritten: [UInt8] = []

    /// A client's end of a connection to `serverName`, which the certificate must be good for.
    ///
    /// - Parameter serverName: a host name in ASCII (A-labels), also sent as SNI; or an IP address, looked
    ///   for among the certificate's addresses and never sent (RFC 6066 §3).
    /// - Throws: `TLSFault.serverName` for an empty or malformed name, `.setup` when OpenSSL refuses.
    package convenience init(_ context: TLSContext, serverName: String) throws(TLSFault) {
        let identity = try ServerIdentity(parsing: serverName)
        try self.init(context, host: serverName, identity: identity)
        try expect(identity)
        SSL_set_connect_state(ssl)
        offerSession()
    }

    /// A server's end of a connection.
    ///
    /// - Throws: `TLSFault.setup` when OpenSSL refuses.
    package convenience init(accepting context: TLSContext) throws(TLSFault) {
        try self.init(context, host: "", identity: nil)
        SSL_set_accept_state(ssl)
    }

    private init(_ context: TLSContext, host: String, identity: ServerIdentity?) throws(TLSFault) {
        ErrorQueue.clear()
        guard let ssl = SSL_new(context.pointer) else { throw .setup(reason: ErrorQueue.reason()) }
        guard let incoming = BIO_new(BIO_s_mem()) else {
            SSL_free(ssl)
            throw .setup(reason: ErrorQueue.reason())
        }
        guard let outgoing = BIO_new(BIO_s_mem()) else {
            BIO_free(incoming)
            SSL_free(ssl)
            throw .setup(reason: ErrorQueue.reason())
        }
        // From here on both belong to the connection and are freed with it.
        SSL_set_bio(ssl, incoming, outgoing)
        self.ssl = ssl
        self.incoming = incoming
        self.outgoing = outgoing
        self.context = context
        self.host = host
        self.identity = identity
    }

    deinit {
        SSL_free(ssl)
    }

    private func expect(_ identity: ServerIdentity) throws(TLSFault) {
        ErrorQueue.clear()
        SSL_set_hostflags(ssl, Self.nameRules)
        let isSet =
            switch identity {
            case .name(let name):
                SSL_set1_host(ssl, name) == 1 && merganser_SSL_set_tlsext_host_name(ssl, name) == 1
            case .address(let address):
                X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), address) == 1
            }
        guard isSet else { throw .setup(reason: ErrorQueue.reason()) }
    }

    /// Takes octets that came from the socket; any amount, cut anywhere.
    ///
    /// - Throws: `TLSFault.setup` when there is no memory for them.
    package func receive(_ ciphertext: RawSpan) throws(TLSFault) {
        guard !ciphertext.isEmpty else { return }
        ErrorQueue.clear()
        let isTaken = ciphertext.withUnsafeBytes { octets in
            var taken = 0
            while taken < octets.count {
                var count = 0
                let rest = UnsafeRawBufferPointer(rebasing: octets[taken...])
                guard BIO_write_ex(incoming, rest.baseAddress, rest.count, &count) == 1 else { return false }
                taken += count
            }
            return true
        }
        guard isTaken else { throw .setup(reason: ErrorQueue.reason()) }
    }

    /// Goes on with the handshake as far as the received octets allow.
    ///
    /// - Returns: true once it is complete. For a client that verifies, the certificate was right then.
    /// - Throws: whatever made it fail; the same again if called again.
    package func handshake() throws(TLSFault) -> Bool {
        switch state {
        case .open, .shutDown: return true
        case .failed(let fault): throw fault
        case .handshaking: break
        }
        ErrorQueue.clear()
        let result = SSL_do_handshake(ssl)
        if result == 1 {
            if let fault = peerFault {
                context.sessions?.forget(host)
                state = .failed(.certificate(fault))
                throw .certificate(fault)
            }
            state = .open
            return true
        }
        guard SSL_get_error(ssl, result) == SSL_ERROR_WANT_READ else { throw fail() }
        return false
    }

    /// Appends all plaintext that has arrived; before the handshake is complete there is none.
    ///
    /// - Throws: `TLSFault.violation` or `.alert`; plaintext read before that has been appended.
    package func read(appendingTo plaintext: inout [UInt8]) throws(TLSFault) -> ReadState {
        switch state {
        case .handshaking: return .more
        case .failed(let fault): throw fault
        case .open, .shutDown: break
        }
        while true {
            ErrorQueue.clear()
            var result: Int32 = 0
            plaintext.append(addingCapacity: Self.recordLimit) { span in
                span.withUnsafeMutableBufferPointer { octets, count in
                    result = SSL_read_ex(ssl, octets.baseAddress, Self.recordLimit, &count)
                }
            }
            if result == 1 { continue }
            switch SSL_get_error(ssl, result) {
            case SSL_ERROR_WANT_READ:
                try catchUp()
                return .more
            case SSL_ERROR_ZERO_RETURN:
                return .closed
            default:
                throw fail()
            }
        }
    }

    /// Whether the peer sent its close_notify, as far as it has been read.
    package var hasPeerClosed: Bool {
        SSL_get_shutdown(ssl) & SSL_RECEIVED_SHUTDOWN != 0
    }

    /// Encrypts plaintext of any size.
    ///
    /// There is one case in which the ciphertext is not there at once: half a handshake message has arrived
    /// after the handshake (RFC 8446 §4.6 allows it), and OpenSSL writes nothing until it has the rest. The
    /// plaintext is kept then, and encrypted by the ``read(appendingTo:)`` that gets the rest.
    ///
    /// Memory for the largest write is kept as long as the connection: cut what is larger than a few
    /// hundred KB.
    ///
    /// - Throws: `TLSFault.notOpen` before the handshake is complete and after ``shutdown()``.
    package func write(_ plaintext: RawSpan) throws(TLSFault) {
        switch state {
        case .handshaking, .shutDown: throw .notOpen
        case .failed(let fault): throw fault
        case .open: break
        }
        // OpenSSL takes a write of nothing for an error.
        guard !plaintext.isEmpty else { return }
        if unwritten.isEmpty, try encrypt(plaintext) { return }
        plaintext.withUnsafeBytes { unwritten.append(contentsOf: $0) }
    }

    /// Does what had to wait until OpenSSL had received the rest of a message.
    private func catchUp() throws(TLSFault) {
        if !unwritten.isEmpty {
            let waiting = unwritten
            guard try encrypt(waiting.span.bytes) else { return }
            unwritten = []
        }
        if case .shutDown = state { sendCloseNotify() }
    }

    /// - Returns: false when OpenSSL must receive something first.
    private func encrypt(_ plaintext: RawSpan) throws(TLSFault) -> Bool {
        ErrorQueue.clear()
        // Without SSL_MODE_ENABLE_PARTIAL_WRITE, and with a BIO that takes everything, it is all or nothing.
        let result = plaintext.withUnsafeBytes { octets in
            var count = 0
            return SSL_write_ex(ssl, octets.baseAddress, octets.count, &count)
        }
        if result == 1 { return true }
        guard SSL_get_error(ssl, result) == SSL_ERROR_WANT_READ else { throw fail() }
        return false
    }

    /// Queues the close_notify that tells the peer that nothing was cut off.
    ///
    /// Nothing can be written after it; reading goes on. Does nothing before the handshake is complete and
    /// after a fault.
    package func shutdown() {
        guard case .open = state else { return }
        state = .shutDown
        if unwritten.isEmpty { sendCloseNotify() }
    }

    private func sendCloseNotify() {
        guard SSL_get_shutdown(ssl) & SSL_SENT_SHUTDOWN == 0 else { return }
        // 0 and 1 both mean that it is out; below 0 it has to wait, or there is nobody left to tell.
        ErrorQueue.clear()
        _ = SSL_shutdown(ssl)
        ErrorQueue.clear()
    }

    /// The version and the cipher suite in OpenSSL's words; nil before the handshake is complete.
    package var negotiated: (version: String, cipher: String)? {
        guard SSL_is_init_finished(ssl) == 1, let version = SSL_get_version(ssl),
            let cipher = SSL_CIPHER_get_name(SSL_get_current_cipher(ssl))
        else { return nil }
        return (String(cString: version), String(cString: cipher))
    }

    /// The certificates the peer was verified by, its own first, up to the authority that is trusted; of a peer that
    /// was not verified those it sent.
    ///
    /// Empty before the handshake is complete.
    package var peerCertificates: [CertificateSummary] {
        guard SSL_is_init_finished(ssl) == 1 else { return [] }
        let verified = CertificateChain(triedBy: ssl).summaries
        return verified.isEmpty ? CertificateChain(sentTo: ssl).summaries : verified
    }

    /// Turns what OpenSSL's list of errors holds into the fault this connection ends with.
    private func fail() -> TLSFault {
        let fault = TLSFault(endOf: ssl, expecting: host, entries: ErrorQueue.drain())
        state = .failed(fault)
        unwritten = []
        return fault
    }
}
