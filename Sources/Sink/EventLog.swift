import Glibc
import Synchronization

/// The log of a server: one JSON object a line, in the order in which things happened.
///
/// Events are gathered while one read is answered and written by one `write` before its replies are sent, so
/// that whatever a client was told is in the file. The file is opened for appending.
final class EventLog: Sendable {
    private struct State {
        var waiting: [UInt8] = []
        var failure: Int32?
    }

    /// It holds addresses.
    private static let ownerOnly: mode_t = 0o600

    private let path: String
    private let descriptor: Int32
    private let state = Mutex(State())

    init(appendingTo path: String) throws(SinkFault) {
        self.path = path
        descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, Self.ownerOnly)
        guard descriptor >= 0 else { throw .log(path: path, code: errno) }
    }

    deinit {
        close(descriptor)
    }

    func append(_ line: borrowing EventLine) {
        state.withLock { $0.waiting.append(contentsOf: line.octets) }
    }

    /// Writes what was gathered; false when the file cannot be written, now or before.
    ///
    /// The lock is held while writing: when this returns, lines that another thread took along are written too.
    func flush() -> Bool {
        state.withLock { state in
            guard state.failure == nil else { return false }
            guard !state.waiting.isEmpty else { return true }
            state.failure = writeAll(state.waiting.span, to: descriptor)
            state.waiting.removeAll(keepingCapacity: state.waiting.count < 1 << 20)
            return state.failure == nil
        }
    }

    /// What a failed write means, once it has happened.
    var fault: SinkFault? {
        state.withLock { $0.failure }.map { .log(path: path, code: $0) }
    }
}

/// Writes all octets to a file; gives the `errno` of the write that failed.
///
/// It blocks the event loop; that is meant, since a rehearsal server says "accepted" only when it has the message.
func writeAll(_ octets: Span<UInt8>, to descriptor: Int32) -> Int32? {
    octets.withUnsafeBytes { buffer in
        var rest = buffer[...]
        while !rest.isEmpty {
            let count = write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { return errno }
            rest = rest.dropFirst(count)
        }
        return nil
    }
}
