import GRDB
import GRDBSQLite
import Glibc

/// One connection to the SQLite database in a campaign file, and what happens to it when something fails.
final class Storage {
    enum Mode: Equatable {
        /// No journal and no sync: an import that fails is thrown away, one that succeeds is synced as a whole.
        case importing
        case sending(Durability)
        case reading
        /// For a folder in which nothing can be created: the file is read as if nobody ever wrote to it.
        case readingUnchanging
    }

    let path: String
    private let queue: DatabaseQueue
    /// Begin, commit and roll back; nil once closed.
    private var transaction: (begin: RawStatement, commit: RawStatement, rollback: RawStatement)?
    private var checkpoints: Checkpoints?
    /// Set by the first failed write; from then on every write fails with it.
    ///
    /// A failed sync must never be tried again: the kernel may have dropped the octets and would report
    /// success.
    private(set) var failure: LedgerFault?
    /// The device failed, so that closing, which syncs, would prove nothing; or the ``LogMark`` may be set, and
    /// closing would remove the log without clearing it.
    private var mustStayOpen = false

    init(path: String, mode: Mode) throws(LedgerFault) {
        self.path = path
        var configuration = Configuration()
        configuration.foreignKeysEnabled = false
        configuration.readonly = mode == .reading || mode == .readingUnchanging
        // Only somebody's own SQLite shell can hold a lock against us, and for moments.
        configuration.busyMode = .timeout(5)
        configuration.prepareDatabase { try Self.prepare($0, for: mode) }
        do {
            queue = try DatabaseQueue(path: Self.name(of: path, mode: mode), configuration: configuration)
            if !configuration.readonly {
                (transaction, checkpoints) = try queue.unsafeReentrantWrite {
                    (try Self.transactionStatements($0), mode == .importing ? nil : Checkpoints($0))
                }
            }
        } catch {
            let failure = Self.failure(from: error)
            if failure.isDamage { throw .damaged(path: path, detail: failure.text) }
            let unexplained = failure.code == SQLITE_CANTOPEN && failure.systemError == 0
            let trouble = unexplained && !configuration.readonly ? Self.troubleMakingLog(of: path) : nil
            throw .cannotOpen(path: path, reason: trouble ?? failure.trouble)
        }
    }

    /// Why the write-ahead log or its index cannot be made beside the file; nil when they can.
    ///
    /// SQLite then tries to read one that is there, and keeps the error of that instead.
    private static func troubleMakingLog(of path: String) -> StorageTrouble? {
        for file in [path + "-wal", path + "-shm"] {
            let descriptor = open(file, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
            if descriptor >= 0 {
                Glibc.close(descriptor)
                unlink(file)
            } else if errno != EEXIST {
                return StorageTrouble(errno: errno)
            }
        }
        return nil
    }

    private static func transactionStatements(
        _ database: Database
    ) throws -> (begin: RawStatement, commit: RawStatement, rollback: RawStatement) {
        (
            try RawStatement(database, "BEGIN IMMEDIATE"), try RawStatement(database, "COMMIT"),
            try RawStatement(database, "ROLLBACK")
        )
    }

    private static func prepare(_ database: Database, for mode: Mode) throws {
        switch mode {
        case .importing:
            try database.execute(
                sql: """
                    PRAGMA page_size = 4096; PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = OFF;
                    PRAGMA synchronous = OFF
                    """)
        case .sending(let durability):
            // The automatic checkpoint ignores errors; ours is done in `commit`, which does not.
            try database.execute(
                sql: """
                    PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0; \(durability.pragma)
                    """)
        case .reading, .readingUnchanging:
            break
        }
    }

    /// The name for SQLite, which sees URIs in names that begin with `file:` and more in others.
    private static func name(of path: String, mode: Mode) -> String {
        let plain = path.utf8.first == UInt8(ascii: "/") ? path : "./" + path
        guard mode == .readingUnchanging else { return plain }
        var escaped = "file:"
        for octet in plain.utf8 {
            switch octet {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "/"), UInt8(ascii: "."):
                escaped.unicodeScalars.append(Unicode.Scalar(octet))
            default: escaped += (octet < 16 ? "%0" : "%") + String(octet, radix: 16)
            }
        }
        return escaped + "?immutable=1"
    }

    // MARK: Work

    /// Reads.
    ///
    /// Nested calls are allowed.
    func read<Value>(_ body: (Database) throws -> Value) throws(LedgerFault) -> Value {
        do {
            return try queue.unsafeReentrantWrite(body)
        } catch let fault as LedgerFault {
            throw fault
        } catch {
            let failure = Self.failure(from: error)
            throw failure.isDamage
                ? .damaged(path: path, detail: failure.text)
                : .readFailed(path: path, reason: failure.trouble)
        }
    }

    /// Writes in one transaction, which counts as a whole or not at all.
    ///
    /// After a failure nothing is written any more: every later call throws the same fault.
    func commit(_ body: (Database) throws -> Void) throws(LedgerFault) {
        if let failure { throw failure }
        guard let transaction else { throw .misuse(.notSending) }
        do {
            try queue.unsafeReentrantWrite { database in
                try transaction.begin.run()
                do {
                    try body(database)
                    try transaction.commit.run()
                } catch {
                    // SQLite has rolled back already after some failures; then this one fails harmlessly.
                    _ = try? transaction.rollback.run()
                    throw error
                }
                guard let checkpoints, checkpoints.areDue else { return }
                mustStayOpen = true
                try checkpoints.copyMarked(database, .asFarAsPossible)
                mustStayOpen = false
            }
        } catch {
            throw fail(error)
        }
    }

    /// Marks the database file as one that is not whole without its log; to be done before the first claim.
    func beginLog() throws(LedgerFault) {
        if let failure { throw failure }
        guard let checkpoints else { throw .misuse(.notSending) }
        let copied: Bool
        do {
            mustStayOpen = true
            copied = try queue.unsafeReentrantWrite { try checkpoints.copyMarked($0, .waitingForReaders) }
            mustStayOpen = false
        } catch {
            defer { abandon() }
            throw fail(error)
        }
        guard copied else { throw .cannotOpen(path: path, reason: .busy) }
    }

    /// Runs a statement that cannot stand in a transaction.
    func execute(_ sql: String) throws(LedgerFault) {
        if let failure { throw failure }
        do {
            try queue.unsafeReentrantWrite { try $0.execute(sql: sql) }
        } catch {
            throw fail(error)
        }
    }

    private func fail(_ error: any Error) -> LedgerFault {
        var fault: LedgerFault
        if let known = error as? LedgerFault {
            fault = known
        } else {
            let cause = Self.failure(from: error)
            if cause.mayHaveLostWrites { mustStayOpen = true }
            fault =
                cause.isDamage
                ? .damaged(path: path, detail: cause.text) : .writeFailed(path: path, reason: cause.trouble)
        }
        failure = fault
        return fault
    }

    // MARK: Closing

    /// Brings everything into the database file, on the disk, and closes the connection.
    ///
    /// All other statements must be gone. After a failure nothing is brought anywhere.
    func close() throws(LedgerFault) {
        guard transaction != nil, failure == nil else { return abandon() }
        if let checkpoints {
            do {
                mustStayOpen = true
                try queue.unsafeReentrantWrite { try checkpoints.copyAll($0) }
                mustStayOpen = false
            } catch {
                let fault = fail(error)
                abandon()
                throw fault
            }
        }
        abandon()
    }

    /// Closes the connection without a word; what is committed stays in the write-ahead log.
    func abandon() {
        transaction = nil
        checkpoints = nil
        guard mustStayOpen else {
            _ = try? queue.close()
            return
        }
        // Closing would sync once more, might be told that all is well, and delete the log, which is the only
        // copy. So this connection stays open until the process ends.
        _ = Unmanaged.passRetained(queue)
    }

    static func failure(from error: any Error) -> SQLiteFailure {
        switch error {
        case let failure as SQLiteFailure: failure
        case let error as DatabaseError: SQLiteFailure(error)
        default: SQLiteFailure(code: SQLITE_ERROR, text: "\(error)")
        }
    }
}

extension Durability {
    /// With NORMAL the log is synced before it is copied into the database, with FULL at each commit too.
    var pragma: String { self == .full ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL" }
}
