import Glibc

/// A file that is written from start to end (dry run, report) or appended to (log), every failure reported.
package final class OutputFile {
    package let path: String
    private var descriptor: Int32
    private var buffered: [UInt8] = []

    private static let bufferLimit = 64 * 1024

    package enum Mode: Sendable {
        /// Fails if the file exists: nothing of the user's is overwritten.
        case new
        case replace
        case append
    }

    /// Opens `path` for writing; `-` is standard output.
    package init(path: String, mode: Mode) throws(FileFault) {
        self.path = path
        let flags: Int32 =
            switch mode {
            case .new: O_CREAT | O_EXCL
            case .replace: O_CREAT | O_TRUNC
            case .append: O_CREAT | O_APPEND
            }
        descriptor = path == "-" ? dup(STDOUT_FILENO) : open(path, O_WRONLY | O_CLOEXEC | flags, 0o644)
        guard descriptor >= 0 else { throw FileFault(path: path, operation: .create, code: errno) }
    }

    deinit { if descriptor >= 0 { Glibc.close(descriptor) } }

    /// Appends octets; they reach the system when the buffer is full or on ``flush()``.
    package func write(_ octets: some Sequence<UInt8>) throws(FileFault) {
        buffered.append(contentsOf: octets)
        if buffered.count >= Self.bufferLimit { try flush() }
    }

    package func write(_ text: String) throws(FileFault) { try write(text.utf8) }

    /// Hands everything to the system.
    package func flush() throws(FileFault) {
        var start = 0
        while start < buffered.count {
            let wrote = buffered[start...].withUnsafeBytes {
                Glibc.write(descriptor, $0.baseAddress, $0.count)
            }
            if wrote < 0 {
                if errno == EINTR { continue }
                throw FileFault(path: path, operation: .write, code: errno)
            }
            start += wrote
        }
        buffered.removeAll(keepingCapacity: true)
    }

    /// Flushes and closes; the last chance for the system to say that something was not written.
    package func close() throws(FileFault) {
        try flush()
        let closing = descriptor
        descriptor = -1
        guard Glibc.close(closing) == 0 else { throw FileFault(path: path, operation: .write, code: errno) }
    }
}
