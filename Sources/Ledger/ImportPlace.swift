import Glibc

/// Where a campaign file grows until it is complete: beside its final place, under a name of its own.
///
/// The lock is on the file and stays with it from here through the renaming to the end of the campaign's run,
/// so there is no moment in which a second process can get in between.
final class ImportPlace {
    static let suffix = ".importing"

    let path: String
    let temporaryPath: String
    private var hold: FileHold?

    /// - Throws: ``LedgerFault/alreadyExists(path:)``, ``LedgerFault/leftoverLog(path:log:)``,
    ///   ``LedgerFault/inUse(path:pid:)`` while another process
    ///   imports for the same name, ``LedgerFault/importFailed(path:reason:)``.
    init(for path: String) throws(LedgerFault) {
        self.path = path
        temporaryPath = path + Self.suffix
        guard !Self.exists(path) else { throw .alreadyExists(path: path) }
        try refuseLeftoverLog()
        while hold == nil {
            try removeLeftOver()
            hold = try create()
        }
        // Under the lock nobody else gives a campaign this name.
        removeEmptyLogs()
    }

    /// Of the file; it stays the same when it gets its name.
    var inode: Int? { hold?.inode }

    private static func exists(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0
    }

    /// SQLite would take the log of a deleted campaign for that of the new one, and its outcomes with it.
    private func refuseLeftoverLog() throws(LedgerFault) {
        for suffix in ["-wal", "-journal"] where Self.holdsSomething(path + suffix) {
            throw .leftoverLog(path: path, log: path + suffix)
        }
    }

    /// Of a deleted campaign that was only read: an empty log, and the index of that log.
    private func removeEmptyLogs() {
        guard !Self.exists(path) else { return }
        for suffix in Self.logSuffixes where suffix == "-shm" || !Self.holdsSomething(path + suffix) {
            unlink(path + suffix)
        }
    }

    private static func holdsSomething(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0 && (status.st_mode & S_IFMT != S_IFREG || status.st_size > 0)
    }

    /// What SQLite puts beside a database.
    private static let logSuffixes = ["-wal", "-shm", "-journal"]

    /// What a killed import left is removed, never written over: after a crash in the middle of publishing, the
    /// same file may bear its final name too.
    private func removeLeftOver() throws(LedgerFault) {
        guard Self.exists(temporaryPath) else { return }
        let old: FileHold
        do {
            old = try FileHold(path: temporaryPath)
        } catch .system(ENOENT) {
            return
        } catch {
            throw .importFailed(path: path, reason: error)
        }
        try lock(old)
        defer { old.unlock() }
        // Whoever could remove it in the meantime would have needed the lock.
        guard old.isAtItsPath, !removeFiles() else { return }
        throw failed()
    }

    /// Nil when somebody was faster.
    private func create() throws(LedgerFault) -> FileHold? {
        let new: FileHold
        do {
            new = try FileHold(creating: temporaryPath)
        } catch .system(EEXIST) {
            return nil
        } catch {
            throw .importFailed(path: path, reason: error)
        }
        try lock(new)
        guard new.isAtItsPath else {
            new.unlock()
            return nil
        }
        return new
    }

    private func lock(_ hold: FileHold) throws(LedgerFault) {
        switch hold.lock() {
        case .locked: return
        case .held(let pid): throw .inUse(path: path, pid: pid)
        case .failed(let trouble): throw .importFailed(path: path, reason: trouble)
        }
    }

    /// Syncs the file, gives it its name and syncs the folder.
    ///
    /// The database must be closed.
    func publish() throws(LedgerFault) -> FileHold {
        guard let hold else { throw .misuse(.notImporting) }
        // SQLite says nothing when it cannot take the log into the database at closing; then the log stays.
        guard !Self.exists(temporaryPath + "-wal") else {
            throw .importFailed(path: path, reason: StorageTrouble(errno: EIO))
        }
        guard fsync(hold.descriptor) == 0 else { throw failed() }
        try takeName()
        guard FolderSync.sync(folderOf: path) else {
            let fault = failed()
            unlink(path)
            throw fault
        }
        self.hold = nil
        return hold
    }

    private func takeName() throws(LedgerFault) {
        try refuseLeftoverLog()
        removeEmptyLogs()
        // A link never takes the place of a file that appeared in the meantime; renaming would.
        if link(temporaryPath, path) == 0 {
            unlink(temporaryPath)
            return
        }
        guard errno != EEXIST else { throw .alreadyExists(path: path) }
        // Some file systems have no hard links.
        guard errno == EPERM || errno == EOPNOTSUPP || errno == ENOSYS || errno == EMLINK else {
            throw failed()
        }
        guard !Self.exists(path) else { throw .alreadyExists(path: path) }
        guard rename(temporaryPath, path) == 0 else { throw failed() }
    }

    private func failed() -> LedgerFault { .importFailed(path: path, reason: StorageTrouble(errno: errno)) }

    /// Leaves nothing behind of an import that was not published.
    func clear() {
        guard let hold else { return }
        removeFiles()
        hold.unlock()
        self.hold = nil
    }

    /// - Returns: whether the file itself is gone; `errno` says why when it is not.
    @discardableResult
    private func removeFiles() -> Bool {
        for suffix in Self.logSuffixes { unlink(temporaryPath + suffix) }
        return unlink(temporaryPath) == 0
    }

    deinit { clear() }
}

/// Making the entries of a folder last.
enum FolderSync {
    /// Syncs the folder that holds `path`; false with `errno` set when that fails.
    static func sync(folderOf path: String) -> Bool {
        let slash = path.utf8.lastIndex(of: UInt8(ascii: "/"))
        let folder = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        let result = fsync(descriptor)
        let code = errno
        close(descriptor)
        errno = code
        return result == 0
    }
}
