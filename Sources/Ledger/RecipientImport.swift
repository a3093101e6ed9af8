import GRDB

/// Writes the rows of a list into a campaign file that does not bear its name yet.
///
/// Rows are collected and written some thousands at a time, so that a fault of the disk may be told by a later
/// row than the one it hit. Until the end there is no journal and no sync; the file is worth nothing before.
final class RecipientImport {
    private static let rowsTogether = 5000
    private static let octetsTogether = 4 << 20

    private struct Entry {
        let row: Int
        let line: Int
        let outcome: Int
        let address: Range<Int>
        let record: Range<Int>
        let problem: Range<Int>?
        let digest: Range<Int>?
        let group: Range<Int>?
    }

    private let place: ImportPlace
    let storage: Storage
    private let createdAt: Int64
    private var insertRecipient: RawStatement?
    private var insertState: RawStatement?
    private(set) var approvals: ApprovalTable?
    private var staging: GroupStaging?
    private var entries: [Entry] = []
    private var pool = OctetPool()
    private var lastRow = 0
    /// By stored outcome.
    var counts = Array(repeating: 0, count: Outcome.claimed + 1)

    init(
        at place: ImportPlace, describing description: CampaignDescription, durability: Durability
    ) throws(LedgerFault) {
        self.place = place
        createdAt = description.createdAt
        do {
            storage = try Storage(path: place.temporaryPath, mode: .importing)
            try storage.execute(Schema.creation)
            try storage.commit { try description.store(in: $0, durability: durability) }
        } catch {
            throw Self.importFault(error, at: place)
        }
    }

    func append(_ recipient: borrowing NewRecipient) throws(LedgerFault) {
        guard recipient.row == lastRow + 1 else {
            throw .misuse(.rowOutOfOrder(row: recipient.row, expected: lastRow + 1))
        }
        lastRow = recipient.row
        let outcome = recipient.outcome.stored.rawValue
        counts[outcome] += 1
        entries.append(
            Entry(
                row: recipient.row, line: recipient.line, outcome: outcome,
                address: pool.add(recipient.address),
                record: pool.add(recipient.record), problem: pool.add(recipient.reason),
                digest: pool.add(recipient.digest), group: pool.add(recipient.group)))
        if entries.count >= Self.rowsTogether || pool.octets.count >= Self.octetsTogether { try flush() }
    }

    private static func importFault(_ fault: LedgerFault, at place: ImportPlace) -> LedgerFault {
        switch fault {
        case .writeFailed(_, let reason), .cannotOpen(_, let reason):
            .importFailed(path: place.path, reason: reason)
        default: fault
        }
    }

    private func flush() throws(LedgerFault) {
        try commit { database in
            try prepare(database)
            guard let insertRecipient, let insertState else { return }
            try pool.octets.withUnsafeBytes { octets in
                for entry in entries {
                    insertRecipient.bind(entry.row, at: 1)
                    insertRecipient.bind(entry.line, at: 2)
                    insertRecipient.bind(entry.address, of: octets, at: 3)
                    insertRecipient.bind(entry.record, of: octets, at: 4)
                    insertRecipient.bind(entry.problem, of: octets, at: 5)
                    try insertRecipient.run()
                    insertState.bind(entry.row, at: 1)
                    insertState.bind(entry.outcome, at: 2)
                    try insertState.run()
                    if let digest = entry.digest {
                        try approvals(in: database).add(digest, of: octets, row: entry.row)
                    }
                    if let group = entry.group {
                        try staging(in: database).add(group, of: octets, row: entry.row)
                    }
                }
            }
        }
        entries.removeAll(keepingCapacity: true)
        pool.removeAll()
    }

    func approvals(in database: Database) throws -> ApprovalTable {
        if let approvals { return approvals }
        let table = try ApprovalTable(creatingIn: database)
        approvals = table
        return table
    }

    private func staging(in database: Database) throws -> GroupStaging {
        if let staging { return staging }
        let table = try GroupStaging(creatingIn: database)
        staging = table
        return table
    }

    /// Writes what is left, and marks the rows that follow others.
    ///
    /// - Returns: whether there are groups at all.
    func gatherGroups() throws(LedgerFault) -> Bool {
        try flush()
        guard let staging else { return false }
        self.staging = nil
        try commit { counts[Outcome.pending.rawValue] -= try staging.resolve($0) }
        return true
    }

    func commit(_ body: (Database) throws -> Void) throws(LedgerFault) {
        do {
            try storage.commit(body)
        } catch {
            throw Self.importFault(error, at: place)
        }
    }

    private func prepare(_ database: Database) throws {
        guard insertRecipient == nil else { return }
        insertRecipient = try RawStatement(database, "INSERT INTO recipient VALUES (?, ?, ?, ?, ?)")
        insertState = try RawStatement(
            database,
            """
            INSERT INTO state VALUES (?, ?, 0, \(createdAt / 1000), \(createdAt), \(Schema.noAttempt))
            """)
    }

    /// Writes what is left, closes the database and gives the file its name.
    ///
    /// - Returns: the hold on the file, with the lock.
    func finish(listDigest: [UInt8]?) throws(LedgerFault) -> FileHold {
        try flush()
        try commit { try complete($0, listDigest: listDigest) }
        // The mode stands in the file: done here, it is part of what is synced and renamed.
        do {
            try storage.execute("PRAGMA journal_mode = WAL")
            insertRecipient = nil
            insertState = nil
            approvals = nil
            staging = nil
            try storage.close()
        } catch {
            throw Self.importFault(error, at: place)
        }
        return try place.publish()
    }

    private func complete(_ database: Database, listDigest: [UInt8]?) throws {
        let tally = try RawStatement(database, "UPDATE tally SET rows = ?2 WHERE outcome = ?1")
        for (outcome, rows) in counts.enumerated() {
            tally.bind(outcome, at: 1)
            tally.bind(rows, at: 2)
            try tally.run()
        }
        let digest = try RawStatement(database, "UPDATE campaign SET list_digest = ?1")
        try (listDigest ?? []).withUnsafeBytes { octets in
            digest.bind(listDigest.map(\.indices), of: octets, as: .blob, at: 1)
            try digest.run()
        }
        if let inode = place.inode { try HomeTable.create(in: database, inode: inode) }
        try database.execute(sql: "PRAGMA user_version = \(Schema.version)")
    }

    /// Takes everything back.
    func discard() {
        insertRecipient = nil
        insertState = nil
        approvals = nil
        staging = nil
        storage.abandon()
        place.clear()
    }
}
