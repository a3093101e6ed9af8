import COpenSSL
import Synchronization

/// A session that a later connection to the same server may resume.
final class TLSSession: Sendable {
    // Not changed after the handshake it comes from; OpenSSL counts references atomically.
    nonisolated(unsafe) let pointer: OpaquePointer

    /// Takes over one reference.
    init(owning pointer: OpaquePointer) {
        self.pointer = pointer
    }

    deinit {
        SSL_SESSION_free(pointer)
    }
}

/// The sessions of one client context, by the server's name as it was asked for: what was verified for one name
/// is never resumed for another.
final class TLSSessionCache: Sendable {
    /// For each name; a server gives two tickets at a time, and a pool opens many connections at once.
    private static let limit = 32

    private let sessions = Mutex<[String: [TLSSession]]>([:])

    func keep(_ session: TLSSession, for host: String) {
        sessions.withLock { sessions in
            sessions[host, default: []].append(session)
            if sessions[host, default: []].count > Self.limit { sessions[host]?.removeFirst() }
        }
    }

    /// The latest session.
    ///
    /// A ticket of TLS 1.3 is used once: used twice, it would show that two connections are
    /// of one client (RFC 8446 §C.4).
    func take(for host: String) -> TLSSession? {
        sessions.withLock { sessions in
            guard let session = sessions[host]?.popLast() else { return nil }
            if SSL_SESSION_get_protocol_version(session.pointer) < TLS1_3_VERSION {
                sessions[host]?.append(session)
            }
            return SSL_SESSION_is_resumable(session.pointer) == 1 ? session : nil
        }
    }

    func forget(_ host: String) {
        sessions.withLock { $0[host] = nil }
    }
}
