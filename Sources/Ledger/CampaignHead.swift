import Glibc

/// The checks that come before SQLite gets a file: that it is a campaign, complete, and of a known version.
enum CampaignHead {
    /// Takes hold of the file at `path` if it is a campaign file.
    static func hold(_ path: String) throws(LedgerFault) -> FileHold {
        let hold: FileHold
        do {
            hold = try FileHold(path: path)
        } catch .system(ENOENT), .system(ENOTDIR) {
            throw .notFound(path: path)
        } catch .system(EISDIR) {
            throw .notACampaignFile(path: path)
        } catch {
            throw .cannotOpen(path: path, reason: error)
        }
        try check(hold)
        return hold
    }

    /// SQLite file format §1.3: the magic text, the user version at 60 and the application id at 68, big-endian.
    private static func check(_ hold: FileHold) throws(LedgerFault) {
        let version = try userVersion(hold) & ~LogMark.bit
        guard version > 0 else { throw .unfinishedImport(path: hold.path) }
        guard version <= Schema.version else {
            throw .newerSchema(path: hold.path, found: version, known: Schema.version)
        }
    }

    /// What stands in the database file itself, whatever the log says.
    static func userVersion(_ hold: FileHold) throws(LedgerFault) -> Int {
        var head = [UInt8](repeating: 0, count: 100)
        guard pread(hold.descriptor, &head, head.count, 0) == head.count,
            head.starts(with: "SQLite format 3\0".utf8),
            number(head[68..<72]) == Schema.applicationID
        else { throw .notACampaignFile(path: hold.path) }
        return Int(number(head[60..<64]))
    }

    /// Refuses a file that has other names.
    ///
    /// The lock must be held: the name that a killed import left is removed.
    static func checkNames(_ hold: FileHold) throws(LedgerFault) {
        if hold.isAlso(at: hold.path + ImportPlace.suffix) { unlink(hold.path + ImportPlace.suffix) }
        var status = stat()
        guard fstat(hold.descriptor, &status) == 0, status.st_nlink > 1 else { return }
        throw .severalNames(path: hold.path)
    }

    private static func number(_ octets: ArraySlice<UInt8>) -> UInt32 {
        octets.reduce(0) { $0 << 8 | UInt32($1) }
    }

    static func load(_ storage: Storage) throws(LedgerFault) -> CampaignDescription.Stored {
        guard let stored = try storage.read({ try CampaignDescription.load(from: $0) }) else {
            throw .damaged(path: storage.path, detail: "it does not say what campaign it is")
        }
        return stored
    }

    /// A connection for reading.
    ///
    /// Where SQLite can make no files beside the database, and none are there, the database is complete in
    /// itself and can be read as it lies.
    static func readingStorage(at path: String) throws(LedgerFault) -> Storage {
        do {
            return try Storage(path: path, mode: .reading)
        } catch .cannotOpen(let path, let reason) {
            var status = stat()
            guard stat(path + "-wal", &status) != 0 else { throw .cannotOpen(path: path, reason: reason) }
            return try Storage(path: path, mode: .readingUnchanging)
        }
    }
}
