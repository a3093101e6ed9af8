import Glibc

/// The folder that attachments come from, and cannot lead out of.
///
/// The path is walked name by name from an open folder, and no symbolic link is followed on the way: what a cell of
/// the list names lies below the folder, whatever else is changed meanwhile.
final class AttachmentFolder: Sendable {
    private let descriptor: Int32
    private let openError: Int32
    private let largestFile: Int

    /// Opens the folder now.
    ///
    /// Where that fails, each attachment says so, and templates without any are not disturbed.
    init(_ path: String, largestFile: Int) {
        let opened = path.withCString { open($0, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
        openError = opened < 0 ? errno : 0
        descriptor = opened
        self.largestFile = largestFile
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// Reads a whole regular file.
    ///
    /// A FIFO or a device is recognised before it is opened for reading, so nothing waits and nothing is triggered.
    func read(_ path: ArraySlice<UInt8>) throws(AttachmentFault) -> [UInt8] {
        let names = try Self.names(in: path)
        guard let name = names.last else { throw .isFolder }
        let folder = try openFolder(names.dropLast())
        defer { close(folder) }
        if let status = Self.status(of: name, in: folder) { _ = try Self.regularFileSize(status) }
        let file = try Self.openEntry(name, in: folder, O_RDONLY | O_NONBLOCK | O_NOCTTY)
        defer { close(file) }
        // Asked again: the name may stand for something else by now.
        var opened = stat()
        guard fstat(file, &opened) == 0 else { throw .system(errno: errno) }
        let size = try Self.regularFileSize(opened)
        guard size <= largestFile else { throw .tooLarge(limit: largestFile) }
        return try readAll(of: file, expecting: size)
    }

    /// Whether a regular file lies at `path`; nothing is opened but folders.
    func isRegularFile(_ path: ArraySlice<UInt8>) -> Bool {
        guard let names = try? Self.names(in: path), let name = names.last,
            let folder = try? openFolder(names.dropLast())
        else { return false }
        defer { close(folder) }
        return Self.status(of: name, in: folder).map { $0.st_mode & S_IFMT == S_IFREG } ?? false
    }

    /// Opens a folder in this one; the caller closes it.
    func openFolder(_ names: ArraySlice<ArraySlice<UInt8>>) throws(AttachmentFault) -> Int32 {
        guard descriptor >= 0 else { throw .system(errno: openError) }
        var folder = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
        guard folder >= 0 else { throw .system(errno: errno) }
        for name in names {
            let outer = folder
            defer { close(outer) }
            folder = try Self.openEntry(name, in: folder, O_RDONLY | O_DIRECTORY)
        }
        return folder
    }

    /// Divides the path at its slashes; `.` and empty names are passed over.
    static func names(in path: ArraySlice<UInt8>) throws(AttachmentFault) -> [ArraySlice<UInt8>] {
        for octet in path where octet < 0x20 || octet == 0x7F { throw .control(octet) }
        guard path.first != UInt8(ascii: "/") else { throw .absolutePath }
        guard let last = path.last, last != UInt8(ascii: "/") else { throw .isFolder }
        var names: [ArraySlice<UInt8>] = []
        for name in path.split(separator: UInt8(ascii: "/")) where name != [UInt8(ascii: ".")] {
            guard name != [UInt8(ascii: "."), UInt8(ascii: ".")] else { throw .leavesFolder }
            names.append(name)
        }
        return names
    }

    private static func openEntry(
        _ name: ArraySlice<UInt8>, in folder: Int32, _ flags: Int32
    ) throws(AttachmentFault) -> Int32 {
        let opened = openat(folder, terminated(name), flags | O_NOFOLLOW | O_CLOEXEC)
        guard opened < 0 else { return opened }
        switch errno {
        case ENOENT: throw .notFound
        case ELOOP: throw .symbolicLink
        case ENOTDIR:
            // A name in the middle of the path that is no folder; with O_NOFOLLOW that is what a link is called, too.
            let isLink = status(of: name, in: folder).map { $0.st_mode & S_IFMT == S_IFLNK } ?? false
            throw isLink ? .symbolicLink : .notFound
        case let code: throw .system(errno: code)
        }
    }

    /// What the system says of a name without opening it, so that no device is triggered and no FIFO waited for.
    private static func status(of name: ArraySlice<UInt8>, in folder: Int32) -> stat? {
        var status = stat()
        return fstatat(folder, terminated(name), &status, AT_SYMLINK_NOFOLLOW) == 0 ? status : nil
    }

    private static func terminated(_ name: ArraySlice<UInt8>) -> [CChar] {
        name.map { CChar(bitPattern: $0) } + [0]
    }

    private static func regularFileSize(_ status: stat) throws(AttachmentFault) -> Int {
        switch status.st_mode & S_IFMT {
        case S_IFREG: return Int(status.st_size)
        case S_IFDIR: throw .isFolder
        case S_IFLNK: throw .symbolicLink
        default: throw .notARegularFile
        }
    }

    /// Reads to the end, which may have moved since the size was asked for.
    private func readAll(of file: Int32, expecting size: Int) throws(AttachmentFault) -> [UInt8] {
        var content: [UInt8] = []
        content.reserveCapacity(size + 1)
        var chunk = [UInt8](repeating: 0, count: min(max(size + 1, 4096), 1 << 20))
        while true {
            let count = Glibc.read(file, &chunk, chunk.count)
            if count < 0 {
                guard errno == EINTR else { throw .system(errno: errno) }
                continue
            }
            guard count > 0 else { return content }
            content.append(contentsOf: chunk[..<count])
            guard content.count <= largestFile else { throw .tooLarge(limit: largestFile) }
        }
    }
}
