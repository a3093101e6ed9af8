import Glibc

/// One campaign in one SQLite file: what is to be sent, what was attempted, what came of it.
///
/// Life of a file: ``create(at:describing:durability:)``, ``append(_:)`` for every row, ``seal(listDigest:)``;
/// from then on, and after ``open(at:durability:now:interruptionReason:)``, ``pending(after:limit:retrying:isAddressed:)`` and
/// ``commit(claims:results:)``. ``openForReading(at:)`` looks at it meanwhile, from any process.
///
/// Calls wait for the disk. One thread at a time may use an instance.
package final class CampaignFile {
    /// Where the campaign file is, or will be.
    package let path: String
    package let description: CampaignDescription
    /// SHA-256 of the list the rows came from; nil until the file is sealed, or when none was given.
    package private(set) var listDigest: [UInt8]?
    /// Rows that were claimed when a sender ended without a word, and became in doubt at this opening.
    package private(set) var inDoubtFromCrash = 0

    enum Phase {
        case importing(RecipientImport)
        case sending(Storage, Books, RowReader)
        case reading(Storage, RowReader)
        case closed
    }

    private(set) var phase: Phase
    private var hold: FileHold?
    private let durability: Durability

    private init(
        path: String, description: CampaignDescription, durability: Durability, phase: Phase, hold: FileHold?
    ) {
        self.path = path
        self.description = description
        self.durability = durability
        self.phase = phase
        self.hold = hold
    }

    deinit { try? close() }

    // MARK: Import

    /// Begins the import of a new campaign, beside the final place as `PATH.importing`.
    ///
    /// - Throws: ``LedgerFault/alreadyExists(path:)``, ``LedgerFault/leftoverLog(path:log:)``,
    ///   ``LedgerFault/inUse(path:pid:)`` while another process
    ///   imports for the same path, or what the system says to creating the file.
    package static func create(
        at path: String, describing description: CampaignDescription, durability: Durability = .process
    ) throws(LedgerFault) -> CampaignFile {
        let rows = try RecipientImport(
            at: ImportPlace(for: path), describing: description, durability: durability)
        return CampaignFile(
            path: path, description: description, durability: durability, phase: .importing(rows), hold: nil)
    }

    /// Adds the next row.
    ///
    /// Rows are written in batches: a failure may come some rows later than what caused it.
    ///
    /// - Throws: ``LedgerFault/importFailed(path:reason:)``; the import can only be discarded then.
    package func append(_ recipient: NewRecipient) throws(LedgerFault) {
        guard case .importing(let rows) = phase else { throw .misuse(.notImporting) }
        try rows.append(recipient)
    }

    /// Asks for every group of the rows appended so far what becomes of it, in the order of the groups' first rows.
    ///
    /// Once, after the last row; without rows that have a group nothing is asked.
    ///
    /// - Parameter limit: followers read of one group at the most.
    /// - Throws: `LedgerFault`, and what `ruling` throws.
    package func eachGroup(followers limit: Int, _ ruling: (RecordGroup) throws -> GroupRuling) throws {
        guard case .importing(let rows) = phase else { throw LedgerFault.misuse(.notImporting) }
        try rows.eachGroup(followers: limit, ruling)
    }

    /// Completes the import: everything is on the disk, the file has its name, the folder knows it, and the
    /// file is open for sending under the lock it had all the time.
    ///
    /// After a failure nothing is left of the import, unless opening the complete file is what failed
    /// (``LedgerFault/cannotOpen(path:reason:)``, ``LedgerFault/writeFailed(path:reason:)``): then it is there, and can be opened later.
    ///
    /// - Throws: ``LedgerFault/alreadyExists(path:)`` and ``LedgerFault/leftoverLog(path:log:)`` when the name was
    ///   taken meanwhile,
    ///   ``LedgerFault/importFailed(path:reason:)``.
    package func seal(listDigest: [UInt8]? = nil) throws(LedgerFault) {
        guard case .importing(let rows) = phase else { throw .misuse(.notImporting) }
        do {
            hold = try rows.finish(listDigest: listDigest)
        } catch {
            discard()
            throw error
        }
        phase = .closed
        self.listDigest = listDigest
        let storage = try Storage(path: path, mode: .sending(durability))
        try storage.beginLog()
        if let hold { try HomeTable.visit(hold, storage, durability) }
        phase = try .sending(storage, Books(storage), RowReader(storage) { .pending })
    }

    /// Takes an import back; no file is left.
    ///
    /// A sealed campaign is not touched, and the same happens to an import that is never sealed.
    package func discard() {
        guard case .importing(let rows) = phase else { return }
        rows.discard()
        phase = .closed
    }

    // MARK: Opening

    /// Opens a campaign to go on sending it, and locks it for this process.
    ///
    /// - Parameters:
    ///   - durability: nil for what the campaign was created with.
    ///   - isMoved: this is the file to go on with from now on, wherever it came from.
    ///   - now: milliseconds since 1970; the time kept for rows that become in doubt.
    ///   - interruptionReason: the reason kept for them.
    /// - Throws: ``LedgerFault/inUse(path:pid:)`` and all that is wrong with the file.
    package static func open(
        at path: String, durability: Durability? = nil, isMoved: Bool = false, now: Int64 = systemTime(),
        interruptionReason: String = "the sender stopped before the relay's answer was recorded"
    ) throws(LedgerFault) -> CampaignFile {
        let hold = try CampaignHead.hold(path)
        switch hold.lock() {
        case .locked: break
        case .held(let pid): throw .inUse(path: path, pid: pid)
        case .failed(let trouble): throw .cannotOpen(path: path, reason: trouble)
        }
        do {
            try CampaignHead.checkNames(hold)
            try LogMark.check(hold)
            let file = try open(hold, durability: durability, isMoved: isMoved)
            try file.settleLeftClaims(at: now, reason: interruptionReason)
            return file
        } catch {
            hold.unlock()
            throw error
        }
    }

    private static func open(
        _ hold: FileHold, durability: Durability?, isMoved: Bool
    ) throws(LedgerFault) -> CampaignFile {
        let path = hold.path
        let storage = try Storage(path: path, mode: .sending(.full))
        let stored = try CampaignHead.load(storage)
        let home = try storage.read { try HomeTable.home(in: $0) }
        guard isMoved || home?.isHome(of: hold) != false else { throw .notAtHome(path: path) }
        try storage.execute((durability ?? stored.durability).pragma)
        try storage.beginLog()
        try HomeTable.visit(hold, storage, durability ?? stored.durability)
        let file = CampaignFile(
            path: path, description: stored.description, durability: durability ?? stored.durability,
            phase: try .sending(storage, Books(storage), RowReader(storage) { .pending }), hold: hold)
        file.listDigest = stored.listDigest
        return file
    }

    private func settleLeftClaims(at now: Int64, reason: String) throws(LedgerFault) {
        guard case .sending(_, let books, _) = phase else { return }
        inDoubtFromCrash = try books.settleLeftClaims(at: now, reason: reason)
    }

    /// Opens a campaign to look at it, also while a process sends from it and where nothing may be written.
    package static func openForReading(at path: String) throws(LedgerFault) -> CampaignFile {
        let hold = try CampaignHead.hold(path)
        try LogMark.check(hold)
        let storage = try CampaignHead.readingStorage(at: path)
        let stored = try CampaignHead.load(storage)
        let reader = try RowReader(storage) { hold.isLocked ? .pending : .inDoubt }
        let file = CampaignFile(
            path: path, description: stored.description, durability: stored.durability,
            phase: .reading(storage, reader), hold: hold)
        file.listDigest = stored.listDigest
        return file
    }

    /// Milliseconds since 1970 by the system's clock.
    package static func systemTime() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }

    // MARK: Sending

    /// The next rows that are pending, or whose outcome is in `retrying`, in the order of the list.
    ///
    /// Claimed rows are never among them.
    ///
    /// - Parameters:
    ///   - row: begin behind this row; 0 for the first.
    ///   - limit: how many at the most.
    ///   - isAddressed: with their addresses.
    package func pending(
        after row: Int, limit: Int, retrying: Set<Outcome> = [], isAddressed: Bool = false
    ) throws(LedgerFault) -> [PendingRecipient] {
        try reader().pending(after: row, limit: limit, retrying: retrying, isAddressed: isAddressed)
    }

    /// Records what came of earlier claims, and new claims, in one transaction: all of it counts, or nothing.
    ///
    /// When this returns, all of it survives what ``Durability`` says. When it throws, act on none of it, and
    /// expect no further commit to succeed: what a failed sync left on the disk cannot be known.
    ///
    /// - Throws: ``LedgerFault/writeFailed(path:reason:)``; ``LedgerFault/misuse(_:)`` for a result without a
    ///   claim, or for a claim on a row that is claimed, accepted, skipped or not there.
    package func commit(claims: [Claim], results: [AttemptResult]) throws(LedgerFault) {
        try books().commit(claims: claims, results: results)
    }

    func books() throws(LedgerFault) -> Books {
        guard case .sending(_, let books, _) = phase else { throw .misuse(.notSending) }
        return books
    }

    func storage() throws(LedgerFault) -> Storage {
        guard case .sending(let storage, _, _) = phase else { throw .misuse(.notSending) }
        return storage
    }

    /// Brings everything into the one file, on the disk, and lets go of it.
    ///
    /// Without it, what was committed is in `PATH-wal` beside the file until the next opening. Closing twice is
    /// harmless; a campaign that is being imported is discarded.
    package func close() throws(LedgerFault) {
        discard()
        let storage: Storage
        var trouble: LedgerFault?
        switch phase {
        case .sending(let open, _, _):
            storage = open
            do throws(LedgerFault) {
                if let hold, open.failure == nil { try HomeTable.visit(hold, open, durability) }
            } catch {
                // What was committed may still be brought into the file.
                trouble = error
            }
        case .reading(let open, _): storage = open
        case .importing, .closed: return
        }
        // Their statements keep the connection from closing.
        phase = .closed
        // The hold goes last: letting go of it closes descriptors of the file.
        defer { hold = nil }
        try storage.close()
        if let trouble { throw trouble }
    }

    // MARK: Reading

    /// How many rows have which outcome; kept with every commit, so it costs nothing to ask.
    package func figures() throws(LedgerFault) -> Figures {
        try reader().figures()
    }

    /// Every row in the order of the list, with what became of it.
    ///
    /// While a sender is at work each row is shown as it stands when it is read.
    ///
    /// - Throws: `LedgerFault`, and what `body` throws.
    package func eachRow(_ body: (ReportRow) throws -> Void) throws {
        try reader().eachRow(body)
    }

    /// Whether a process sends from the file at this moment, this one or another.
    package var isInUse: Bool { hold?.isLocked ?? false }

    /// Whether some rows share a message.
    package var isGrouped: Bool { get throws(LedgerFault) { try reader().isGrouped } }

    /// The original octets of the records that follow `row`, in the order of the list.
    ///
    /// - Parameter limit: how many at the most.
    package func followers(of row: Int, limit: Int) throws(LedgerFault) -> [[UInt8]] {
        try reader().followers(of: row, limit: limit)
    }

    /// How many messages were started, at or after `time` (milliseconds since 1970), oldest first.
    package func starts(since time: Int64) throws(LedgerFault) -> [StartCount] {
        try reader().starts(since: time)
    }

    /// How many messages the rows that are pending, or whose outcome is in `retrying`, make: as many as
    /// ``pending(after:limit:retrying:isAddressed:)`` gives in all.
    package func messagesLeft(retrying: Set<Outcome>) throws(LedgerFault) -> Int {
        try reader().messagesLeft(retrying: retrying)
    }

    func reader() throws(LedgerFault) -> RowReader {
        switch phase {
        case .sending(_, _, let reader), .reading(_, let reader): return reader
        case .importing, .closed: throw .misuse(.notReadable)
        }
    }
}
