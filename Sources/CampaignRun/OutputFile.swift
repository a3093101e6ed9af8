import Glibc

/// A file that is written from start to end (dry run, report) or appended to (log), every failure reported.
///
/// Such files hold addresses: those that are made here may be read by their owner only.
package final class OutputFile {
    package let path: String
    private var descriptor: Int32
    private var buffered: [UInt8] = []
    /// The name it is written under and the one it gets at ``close()``; nil when it has its name already.
    private var renaming: (from: String, to: String)?

    private static let bufferLimit = 64 * 1024
    private static let ownerOnly: mode_t = 0o600

    package enum Mode: Sendable {
        /// Fails if the file exists: nothing of the user's is overwritten.
        case new
        /// Takes the place of a file at ``OutputFile/close()``; until then, and after a failure, the old one is there.
        case replace
        case append
    }

    /// Opens `path` for writing; `-` is standard output.
    package init(path: String, mode: Mode) throws(FileFault) {
        self.path = path
        if path == "-" {
            descriptor = dup(STDOUT_FILENO)
        } else {
            switch mode {
            case .new: descriptor = Self.open(path, O_CREAT | O_EXCL)
            case .append: descriptor = Self.open(path, O_CREAT | O_APPEND)
            case .replace:
                switch try OutputPlace(path: path) {
                // A file behind /dev/stdout goes on where its last writer stopped.
                case .stream: descriptor = Self.open(path, O_APPEND)
                case .file(let target):
                    let (made, name) = Self.makeTemporary(beside: target)
                    descriptor = made
                    if made >= 0 { renaming = (name, target) }
                }
            }
        }
        guard descriptor >= 0 else { throw FileFault(path: path, operation: .create, code: errno) }
    }

    /// Writes into what is open already, and closes it.
    init(path: String, descriptor: Int32) {
        self.path = path
        self.descriptor = descriptor
    }

    deinit {
        if descriptor >= 0 { Glibc.close(descriptor) }
        if let renaming { unlink(renaming.from) }
    }

    /// Never waits: a FIFO that nobody reads is ENXIO, one that somebody does is written like anything else.
    private static func open(_ path: String, _ flags: Int32) -> Int32 {
        let descriptor = Glibc.open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK | flags, ownerOnly)
        guard descriptor >= 0 else { return descriptor }
        // With the flags it was opened with, writing waits where it has to.
        _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) & ~O_NONBLOCK)
        return descriptor
    }

    /// In the same folder, because only within a file system does a rename replace a file at once.
    private static func makeTemporary(beside target: String) -> (descriptor: Int32, name: String) {
        // mkstemp(3) puts six letters in place of the XXXXXX, and makes the file with mode 0600.
        var template = Array((target + ".XXXXXX").utf8CString)
        let descriptor = mkstemp(&template)
        guard descriptor >= 0 else { return (descriptor, "") }
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        let name = template.dropLast().map { UInt8(bitPattern: $0) }
        return (descriptor, String(decoding: name, as: UTF8.self))
    }

    /// Appends octets; they reach the system when the buffer is full or on ``flush()``.
    package func write(_ octets: some Sequence<UInt8>) throws(FileFault) {
        buffered.append(contentsOf: octets)
        if buffered.count >= Self.bufferLimit { try flush() }
    }

    package func write(_ text: String) throws(FileFault) { try write(text.utf8) }

    /// Hands everything to the system.
    ///
    /// After a failure only what was not written is still there, so that another try writes nothing twice.
    package func flush() throws(FileFault) {
        var start = 0
        defer { buffered.removeFirst(start) }
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
    }

    /// Flushes, closes and gives the file its name; the last chance for the system to say that something was not
    /// written.
    package func close() throws(FileFault) {
        try flush()
        let closing = descriptor
        descriptor = -1
        guard Glibc.close(closing) == 0 else { throw FileFault(path: path, operation: .write, code: errno) }
        guard let names = renaming else { return }
        guard rename(names.from, names.to) == 0 else {
            throw FileFault(path: path, operation: .rename, code: errno)
        }
        renaming = nil
    }
}
