import Glibc

/// Where octets go that are to take the place of what a path leads to.
enum OutputPlace: Equatable {
    /// A pipe or a character device, or a descriptor of this process under a name: written into as it is.
    case stream
    /// A regular file or none yet, symbolic links followed; it is replaced as a whole.
    case file(path: String)

    /// - Throws: ``FileFault`` for a folder, and for a block device or a socket, which nobody means.
    init(path: String) throws(FileFault) {
        var status = stat()
        guard stat(path, &status) == 0 else {
            self = .file(path: path)
            return
        }
        switch status.st_mode & S_IFMT {
        case S_IFREG where !Self.isDescriptor(path):
            self = .file(path: Self.resolved(path))
        case S_IFREG, S_IFIFO, S_IFCHR:
            self = .stream
        case S_IFDIR:
            throw FileFault(path: path, operation: .create, code: EISDIR)
        default:
            throw FileFault(path: path, operation: .create, code: EEXIST)
        }
    }

    /// `/dev/stdout` and the like: the file behind it was opened by somebody else and is not ours to replace.
    static func isDescriptor(_ path: String) -> Bool {
        ["/dev/stdout", "/dev/stderr", "/dev/fd/", "/proc/"].contains { path.utf8.starts(with: $0.utf8) }
    }

    private static func resolved(_ path: String) -> String {
        guard let target = realpath(path, nil) else { return path }
        defer { free(target) }
        return String(cString: target)
    }
}
