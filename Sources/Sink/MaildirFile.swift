import Glibc

/// A message on its way into a Maildir: written under `tmp`, then moved to `new`.
///
/// Nothing is left behind by one that is not delivered.
final class MaildirFile {
    /// Octets that are gathered before they are written.
    private static let chunk = 65536

    /// The name under `new`, unique among all messages of all servers that use this Maildir.
    let name: [UInt8]
    private let temporaryPath: String
    private let finalPath: String
    private var descriptor: Int32
    private var waiting: [UInt8] = []

    /// Begins a file; nil with `errno` set when it cannot be made.
    init?(in maildir: String, name: String) {
        self.name = Array(name.utf8)
        temporaryPath = maildir + "/tmp/" + name
        finalPath = maildir + "/new/" + name
        descriptor = open(temporaryPath, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return nil }
    }

    deinit {
        guard descriptor >= 0 else { return }
        close(descriptor)
        unlink(temporaryPath)
    }

    /// Appends to the file; gives the `errno` of a failed write.
    func append(_ octets: Span<UInt8>) -> Int32? {
        waiting.append(octets)
        return waiting.count >= Self.chunk ? flush() : nil
    }

    /// Moves the file to `new`; gives the `errno` of what failed.
    func deliver() -> Int32? {
        if let code = flush() { return code }
        // `link` fails where `rename` would replace a message of the same name.
        guard link(temporaryPath, finalPath) == 0 else { return errno }
        unlink(temporaryPath)
        close(descriptor)
        descriptor = -1
        return nil
    }

    private func flush() -> Int32? {
        defer { waiting.removeAll(keepingCapacity: true) }
        return writeAll(waiting.span, to: descriptor)
    }

    /// Makes the Maildir and its three folders where they are missing.
    static func prepare(_ path: String) throws(SinkFault) {
        for folder in [path, path + "/tmp", path + "/new", path + "/cur"] {
            guard mkdir(folder, 0o700) == 0 || errno == EEXIST else {
                throw .maildir(path: folder, code: errno)
            }
        }
        guard access(path + "/tmp", W_OK | X_OK) == 0, access(path + "/new", W_OK | X_OK) == 0 else {
            throw .maildir(path: path, code: errno)
        }
    }
}
