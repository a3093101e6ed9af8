import Glibc
import Synchronization

/// This process's hold on one campaign file, and the lock that lets only one process send from it.
///
/// The lock is an open-file-description lock (fcntl(2), `F_OFD_SETLK`) on octets far behind the file's end:
///
/// - It belongs to the file itself, not to a name, so it also holds when the file is renamed, moved or reached
///   through a link. A lock file beside it would let a second process in after `mv`.
/// - It dies with its holder, and nothing is left lying about.
/// - It neither meets nor disturbs SQLite's own locks, which are ordinary record locks on other octets.
/// - The *length* of the locked range is the holder's process id plus one. That is how a second process
///   learns it: for locks of this kind the system does not tell it otherwise.
///
/// **Danger:** closing *any* descriptor of a file drops all of the process's ordinary record locks on it, and
/// with them SQLite's. So the descriptors of one file are kept together for all of the process, and closed
/// when the last user is gone. Release a hold only after the SQLite connection is closed.
final class FileHold: Sendable {
    let path: String
    private let identity: Identity

    /// Takes hold of the file at `path`.
    convenience init(path: String) throws(StorageTrouble) {
        try self.init(path: path, flags: O_RDWR)
    }

    /// Creates the file at `path`, which must not exist (`EEXIST` otherwise), for its owner alone: it holds addresses.
    convenience init(creating path: String) throws(StorageTrouble) {
        try self.init(path: path, flags: O_RDWR | O_CREAT | O_EXCL)
    }

    private init(path: String, flags: Int32) throws(StorageTrouble) {
        self.path = path
        let opened = Self.registry.withLock { files in
            Result<Identity, StorageTrouble> { () throws(StorageTrouble) in
                let descriptor = try Self.open(path, flags)
                guard let identity = Identity(of: descriptor) else {
                    let trouble = StorageTrouble(errno: errno)
                    close(descriptor)
                    throw trouble
                }
                files[identity, default: OpenFile()].descriptors.append(descriptor)
                files[identity]?.users += 1
                return identity
            }
        }
        identity = try opened.get()
    }

    deinit {
        let me = ObjectIdentifier(self)
        Self.registry.withLock { [identity] files in
            guard var file = files.removeValue(forKey: identity) else { return }
            if file.lockOwner == me { Self.unlock(&file) }
            file.users -= 1
            if file.users > 0 {
                files[identity] = file
            } else {
                for descriptor in file.descriptors { close(descriptor) }
            }
        }
    }

    /// Any descriptor of the file, for reading its head and for syncing it.
    var descriptor: Int32 { Self.registry.withLock { [identity] in $0[identity]?.descriptors.first ?? -1 } }

    /// The file's number in its file system.
    var inode: Int { Int(truncatingIfNeeded: identity.inode) }

    /// Whether the path still leads to this file.
    var isAtItsPath: Bool { isAlso(at: path) }

    /// Whether another path leads to this file too.
    func isAlso(at path: String) -> Bool { Identity(at: path) == identity }

    // MARK: The lock

    enum LockResult: Equatable {
        case locked
        /// Another user has it; nil when the system does not tell whose process that is.
        case held(by: Int32?)
        case failed(StorageTrouble)
    }

    func lock() -> LockResult {
        let me = ObjectIdentifier(self)
        return Self.registry.withLock { [identity] files in
            guard var file = files[identity], let descriptor = file.descriptors.first else {
                return .failed(StorageTrouble(errno: EBADF))
            }
            guard file.lockOwner == nil else { return .held(by: getpid()) }
            var range = Self.range(length: Int(getpid()) + 1)
            guard fcntl(descriptor, Self.setLock, &range) != 0 else {
                file.lockOwner = me
                files[identity] = file
                return .locked
            }
            guard errno == EAGAIN || errno == EACCES else { return .failed(StorageTrouble(errno: errno)) }
            return .held(by: Self.holder(throughDescriptor: descriptor))
        }
    }

    /// Gives the lock back, if this is the user that has it.
    func unlock() {
        let me = ObjectIdentifier(self)
        Self.registry.withLock { [identity] files in
            guard var file = files[identity], file.lockOwner == me else { return }
            Self.unlock(&file)
            files[identity] = file
        }
    }

    private static func unlock(_ file: inout OpenFile) {
        guard let descriptor = file.descriptors.first else { return }
        var range = range(length: 0)
        range.l_type = Int16(F_UNLCK)
        _ = fcntl(descriptor, setLock, &range)
        file.lockOwner = nil
    }

    /// Whether some process has the lock at this moment.
    var isLocked: Bool {
        Self.registry.withLock { [identity] files in
            guard let file = files[identity], let descriptor = file.descriptors.first else { return false }
            return file.lockOwner != nil || Self.holder(throughDescriptor: descriptor) != nil
        }
    }

    /// SQLite's locks end far below (its "pending byte" is at 1 GiB), and no file grows to here.
    private static let lockOffset = 1 << 62
    // The constants are hidden behind _GNU_SOURCE; their values are part of the system's interface.
    private static let getLock: Int32 = 36
    private static let setLock: Int32 = 37

    private static func range(length: Int) -> flock {
        flock(
            l_type: Int16(F_WRLCK), l_whence: Int16(SEEK_SET), l_start: lockOffset, l_len: length, l_pid: 0)
    }

    private static func holder(throughDescriptor descriptor: Int32) -> Int32? {
        var range = range(length: 0)
        guard fcntl(descriptor, getLock, &range) == 0, range.l_type != Int16(F_UNLCK) else { return nil }
        return Int32(exactly: range.l_len - 1)
    }

    // MARK: The process's open files

    private struct Identity: Hashable {
        let device: UInt
        let inode: UInt

        init?(of descriptor: Int32) {
            var status = stat()
            guard fstat(descriptor, &status) == 0 else { return nil }
            (device, inode) = (UInt(status.st_dev), UInt(status.st_ino))
        }

        init?(at path: String) {
            var status = stat()
            guard stat(path, &status) == 0 else { return nil }
            (device, inode) = (UInt(status.st_dev), UInt(status.st_ino))
        }
    }

    private struct OpenFile {
        /// The first bears the lock, while this process has it.
        var descriptors: [Int32] = []
        var users = 0
        var lockOwner: ObjectIdentifier?
    }

    private static let registry = Mutex<[Identity: OpenFile]>([:])

    private static func open(_ path: String, _ flags: Int32) throws(StorageTrouble) -> Int32 {
        let descriptor = Glibc.open(path, flags | O_CLOEXEC | O_NOCTTY, 0o600)
        if descriptor >= 0 { return descriptor }
        let code = errno
        // Looking at a campaign needs no right to write.
        guard flags & O_CREAT == 0, code == EACCES || code == EROFS || code == EPERM else {
            throw StorageTrouble(errno: code)
        }
        let reading = Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY)
        guard reading >= 0 else { throw StorageTrouble(errno: errno) }
        return reading
    }
}

extension StorageTrouble {
    init(errno code: Int32) {
        switch code {
        case ENOSPC, EDQUOT: self = .diskFull
        case EROFS: self = .readOnly
        case EACCES, EPERM: self = .notPermitted
        case EIO: self = .device(errno: code)
        default: self = .system(errno: code)
        }
    }
}
