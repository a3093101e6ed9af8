import GRDB
import GRDBSQLite
import Glibc

/// A prepared statement, bound and stepped through SQLite's C interface.
///
/// GRDB's `StatementArguments` box every value and copy every text; on the paths taken for each row that costs
/// more than the database's own work. This file is the only one that does it so. All use is inside
/// ``Storage/work(_:)``, and the statement must be gone before its connection is closed.
final class RawStatement {
    private let statement: Statement
    private let handle: OpaquePointer

    init(_ database: Database, _ sql: String) throws {
        statement = try database.makeStatement(sql: sql)
        handle = statement.sqliteStatement
    }

    // MARK: Binding; positions count from 1

    func bind(_ value: Int, at position: Int32) { sqlite3_bind_int64(handle, position, Int64(value)) }

    func bind(_ value: Int64, at position: Int32) { sqlite3_bind_int64(handle, position, value) }

    func bind(_ value: Int?, at position: Int32) {
        guard let value else { return bindNull(at: position) }
        bind(value, at: position)
    }

    func bindNull(at position: Int32) { sqlite3_bind_null(handle, position) }

    enum Kind {
        case text
        case blob
    }

    /// Binds octets without copying them: `pool` must not change before the statement has run.
    func bind(
        _ range: Range<Int>?, of pool: UnsafeRawBufferPointer, as kind: Kind = .text, at position: Int32
    ) {
        guard let range else { return bindNull(at: position) }
        // An empty pool has no address, and for SQLite no address means null.
        guard let start = pool.baseAddress else {
            if kind == .text { sqlite3_bind_text(handle, position, "", 0, nil) }
            if kind == .blob { sqlite3_bind_zeroblob(handle, position, 0) }
            return
        }
        switch kind {
        case .text:
            sqlite3_bind_text64(
                handle, position, start.assumingMemoryBound(to: CChar.self) + range.lowerBound,
                UInt64(range.count), nil, UInt8(SQLITE_UTF8))
        case .blob:
            sqlite3_bind_blob64(handle, position, start + range.lowerBound, UInt64(range.count), nil)
        }
    }

    // MARK: Running

    /// Runs a statement that gives no rows.
    ///
    /// - Returns: how many rows of the database it changed.
    @discardableResult
    func run() throws(SQLiteFailure) -> Int {
        let code = sqlite3_step(handle)
        guard code == SQLITE_DONE || code == SQLITE_ROW else { throw failure() }
        // The step's own error would come again from the reset; a successful step makes it succeed.
        sqlite3_reset(handle)
        return Int(sqlite3_changes(sqlite3_db_handle(handle)))
    }

    /// Goes to the next row of the result; false at its end, after which the statement can be bound again.
    func next() throws(SQLiteFailure) -> Bool {
        switch sqlite3_step(handle) {
        case SQLITE_ROW: return true
        case SQLITE_DONE:
            sqlite3_reset(handle)
            return false
        default: throw failure()
        }
    }

    /// Leaves the rest of the result.
    func reset() { sqlite3_reset(handle) }

    private func failure() -> SQLiteFailure {
        let failure = SQLiteFailure(of: sqlite3_db_handle(handle))
        sqlite3_reset(handle)
        return failure
    }

    // MARK: Columns of the current row, from 0

    func isNull(_ column: Int32) -> Bool { sqlite3_column_type(handle, column) == SQLITE_NULL }

    func integer(_ column: Int32) -> Int { Int(sqlite3_column_int64(handle, column)) }

    func optionalInteger(_ column: Int32) -> Int? { isNull(column) ? nil : integer(column) }

    /// How many there are of something, from 0.
    ///
    /// A damaged file may hold any number; with this bound no sum of them overflows.
    func count(_ column: Int32) -> Int { min(max(0, integer(column)), Self.most) }

    /// Milliseconds since 1970, in the years up to 9999: times of a damaged file count as the nearer end.
    func time(_ column: Int32) -> Int64 { min(max(0, Int64(integer(column))), Self.lastMoment) }

    func optionalTime(_ column: Int32) -> Int64? { isNull(column) ? nil : time(column) }

    /// The same in seconds.
    func seconds(_ column: Int32) -> Int64 { min(time(column), Self.lastMoment / 1000) }

    private static let most = 1 << 48
    private static let lastMoment: Int64 = 253_402_300_799_999

    func octets(_ column: Int32) -> [UInt8] {
        guard let start = sqlite3_column_blob(handle, column) else { return [] }
        return Array(UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column))))
    }

    func optionalOctets(_ column: Int32) -> [UInt8]? { isNull(column) ? nil : octets(column) }

    func text(_ column: Int32) -> String? {
        optionalOctets(column).map { String(decoding: $0, as: UTF8.self) }
    }
}

/// A failure of SQLite, with what the system said beneath it.
struct SQLiteFailure: Error, Equatable {
    /// The extended result code.
    let code: Int32
    let systemError: Int32
    let text: String

    init(of connection: OpaquePointer?) {
        let left = errno
        code = sqlite3_extended_errcode(connection)
        let recorded = sqlite3_system_errno(connection)
        systemError = recorded == 0 ? Self.cause(left, of: code) : recorded
        text = sqlite3_errmsg(connection).map { String(cString: $0) } ?? ""
    }

    init(code: Int32, text: String) {
        self.code = code
        systemError = 0
        self.text = text
    }

    /// GRDB keeps no system error.
    init(_ error: DatabaseError) {
        let left = errno
        code = error.extendedResultCode.rawValue
        systemError = Self.cause(left, of: code)
        text = error.message ?? ""
    }

    /// What `errno` was left at, where that can be the cause; else 0.
    ///
    /// SQLite records no system error when it is a commit or a checkpoint that fails.
    private static func cause(_ left: Int32, of code: Int32) -> Int32 {
        let isOfSystem = code & 0xFF == SQLITE_IOERR || code & 0xFF == SQLITE_CANTOPEN
        return isOfSystem && [EIO, ENOSPC, EDQUOT, EROFS, EFBIG].contains(left) ? left : 0
    }

    /// The content of the file is at fault, not its writing or reading.
    var isDamage: Bool { code & 0xFF == SQLITE_CORRUPT || code & 0xFF == SQLITE_NOTADB }

    /// What was written before may be lost, although the system took it: a sync failed, for whatever reason.
    var mayHaveLostWrites: Bool { code & 0xFF == SQLITE_IOERR && code != Self.noRoomForIndex }

    /// The index of the write-ahead log could not be made longer.
    ///
    /// SQLite keeps no system error of that, and it only happens where there is no room.
    private static let noRoomForIndex = SQLITE_IOERR | 19 << 8  // SQLITE_IOERR_SHMSIZE

    var trouble: StorageTrouble {
        switch code & 0xFF {
        case SQLITE_IOERR where code == Self.noRoomForIndex && systemError == 0: .diskFull
        case SQLITE_FULL: .diskFull
        case SQLITE_READONLY: .readOnly
        case SQLITE_PERM, SQLITE_AUTH: .notPermitted
        case SQLITE_BUSY, SQLITE_LOCKED: .busy
        case SQLITE_IOERR, SQLITE_CANTOPEN:
            systemError == 0 ? .sqlite(code: code, text: text) : StorageTrouble(errno: systemError)
        default: .sqlite(code: code, text: text)
        }
    }
}
