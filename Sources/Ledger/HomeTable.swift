import CLinux
import GRDB
import Glibc

/// Which file of the disk a campaign is at home in: a copy that is resumed beside the original, or an older state of it
/// put back in its place, would mail people twice.
///
/// Two things have to fit. The inode's number stays through renaming, moving within a file system and restarts (that of
/// the device does not everywhere, so it is not asked for). The number of the visit is in the campaign and, as an
/// extended attribute, on the file: whoever puts back the content of an earlier visit does not put back the attribute,
/// and a new file with the inode of a deleted one has none. Where attributes are not supported, the inode alone has to do.
enum HomeTable {
    struct Home {
        var inode: Int
        /// The visit that the attribute names; 0 as long as there is no attribute.
        var visit: Int
        /// The visit that it may name already, when the process ended between the two.
        var announced: Int

        /// Whether `hold` holds this home.
        func isHome(of hold: FileHold) -> Bool {
            let mark = hold.visitMark ?? 0
            return inode == hold.inode && (mark == visit || mark == announced)
        }
    }

    static func create(in database: Database, inode: Int) throws {
        try database.execute(
            sql:
                "CREATE TABLE home (inode INTEGER NOT NULL, visit INTEGER NOT NULL, announced INTEGER NOT NULL)"
        )
        try database.execute(sql: "INSERT INTO home VALUES (?, 0, 0)", arguments: [inode])
    }

    /// Nil for a file that does not say.
    static func home(in database: Database) throws -> Home? {
        guard try database.hasTable("home") else { return nil }
        let statement = try RawStatement(database, "SELECT inode, visit, announced FROM home")
        defer { statement.reset() }
        guard try statement.next() else { return nil }
        return Home(inode: statement.integer(0), visit: statement.integer(1), announced: statement.integer(2))
    }

    /// Makes `hold` the home, in a visit of its own: at the beginning of one and at its end, so that a copy made in
    /// between is an earlier state.
    ///
    /// With full durability the attribute is on the disk before the campaign relies on it.
    static func visit(_ hold: FileHold, _ storage: Storage, _ durability: Durability) throws(LedgerFault) {
        guard let home = try storage.read({ try home(in: $0) }) else { return }
        let mark = hold.visitMark ?? 0
        let next = max(home.visit, home.announced, mark) &+ 1
        // The mark may be one that was only announced: the new one must not take its place before it is on the file.
        try storage.commit { try set("inode = ?, visit = ?, announced = ?", [hold.inode, mark, next], $0) }
        let isMarked: Bool
        do {
            isMarked = try hold.mark(visit: next, isSynced: durability == .full)
        } catch {
            throw .writeFailed(path: hold.path, reason: error)
        }
        guard isMarked else { return try storage.commit { try set("visit = 0, announced = 0", [], $0) } }
        try storage.commit { try set("visit = ?", [next], $0) }
    }

    private static func set(_ columns: String, _ values: [Int], _ database: Database) throws {
        try database.execute(sql: "UPDATE home SET \(columns)", arguments: StatementArguments(values))
    }
}

extension FileHold {
    private static let attribute = "user.merganser.visit"

    /// The visit that the file's attribute names; nil without one.
    var visitMark: Int? {
        var value: Int64 = 0
        let count = fgetxattr(descriptor, Self.attribute, &value, MemoryLayout<Int64>.size)
        return count == MemoryLayout<Int64>.size ? Int(truncatingIfNeeded: Int64(littleEndian: value)) : nil
    }

    /// False where the file system has no attributes.
    func mark(visit: Int, isSynced: Bool) throws(StorageTrouble) -> Bool {
        var value = Int64(visit).littleEndian
        if fsetxattr(descriptor, Self.attribute, &value, MemoryLayout<Int64>.size, 0) == 0 {
            guard !isSynced || fsync(descriptor) == 0 else { throw StorageTrouble(errno: errno) }
            return true
        }
        // A mark of an earlier visit would stay, and the campaign seem to be another state.
        guard ![ENOSPC, EDQUOT, EIO, EROFS].contains(errno) else { throw StorageTrouble(errno: errno) }
        return false
    }
}
