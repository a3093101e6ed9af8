import Foundation
import Ledger
import TestSupport
import Testing

@Suite("Import")
struct ImportTests {
    private let folder: TemporaryFolder
    private let path: String

    init() throws {
        folder = try TemporaryFolder()
        path = folder("news.merganser")
    }

    @Test("A sealed campaign is one file under its name, and says all it was given")
    func everythingIsKept() throws {
        do {
            let file = try Fixture.import(at: path, rows: 12)
            #expect(try Fixture.names(in: folder) == ["news.merganser.importing"])
            try file.seal(listDigest: [9, 8])
            try file.close()
        }
        #expect(try Fixture.names(in: folder) == ["news.merganser"])
        let file = try CampaignFile.open(at: path)
        #expect(file.description == Fixture.description)
        #expect(file.listDigest == [9, 8])
        #expect(file.inDoubtFromCrash == 0)
        let rows = try Fixture.rows(of: file)
        #expect(rows.map(\.row) == Array(1...12))
        for row in rows {
            let given = Fixture.recipient(row.row)
            #expect(row.line == given.line && row.address == given.address && row.record == given.record)
            #expect(row.reason == given.reason && row.attempts == 0 && row.code == nil && row.at == nil)
        }
        #expect(rows.map(\.outcome)[3...5] == [.pending, .skipped, .pending] && rows[9].outcome == .invalid)
    }

    @Test(
        "Octets of a record come back as they were: quotes, NUL, line ends, what is not UTF-8, nothing at all"
    )
    func octetsAreKept() throws {
        let records: [[UInt8]] = [
            [], [0], Array("\"a\"\"b\",\r\n\"c\"".utf8), [0xFF, 0xFE, 0x80], Array("é\u{301}".utf8),
            [UInt8](repeating: 65, count: 300_000),
        ]
        let file = try CampaignFile.create(at: path, describing: Fixture.description)
        for (index, record) in records.enumerated() {
            try file.append(NewRecipient(row: index + 1, line: 2, address: record, record: record))
        }
        try file.seal()
        #expect(try Fixture.rows(of: file).map(\.record) == records)
        #expect(try Fixture.rows(of: file).map(\.address) == records)
        #expect(try file.pending(after: 0, limit: 10).map(\.record) == records)
    }

    @Test("A list without rows makes a campaign without rows")
    func noRows() throws {
        let file = try Fixture.campaign(at: path, rows: 0)
        #expect(try file.figures() == Figures())
        #expect(try file.pending(after: 0, limit: 10).isEmpty)
        #expect(try Fixture.rows(of: file).isEmpty)
    }

    @Test("More rows than are written together all arrive")
    func manyRows() throws {
        let file = try Fixture.campaign(at: path, rows: 12_345)
        let figures = try file.figures()
        #expect(figures.rows == 12_345)
        #expect(figures[.invalid] == 1234 && figures[.skipped] == 1235 && figures[.pending] == 9876)
        #expect(try Fixture.rows(of: file).map(\.row) == Array(1...12_345))
    }

    @Test("Rows must come in order and without gaps", arguments: [1, 2, 4, 0, -1])
    func rowsInOrder(row: Int) throws {
        let file = try Fixture.import(at: path, rows: 2)
        #expect(throws: LedgerFault.misuse(.rowOutOfOrder(row: row, expected: 3))) {
            try file.append(NewRecipient(row: row, line: 3, address: [], record: []))
        }
    }

    @Test("A campaign that is there is never overwritten, whatever it is")
    func neverOverwritten() throws {
        try folder.write("news.merganser", "my diary")
        #expect(throws: LedgerFault.alreadyExists(path: path)) {
            try CampaignFile.create(at: path, describing: Fixture.description)
        }
        #expect(try folder.read("news.merganser") == Array("my diary".utf8))
        #expect(try Fixture.names(in: folder) == ["news.merganser"])
        // A link that leads nowhere is something, too.
        let link = folder("link.merganser")
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: folder("nowhere"))
        #expect(throws: LedgerFault.alreadyExists(path: link)) {
            try CampaignFile.create(at: link, describing: Fixture.description)
        }
    }

    @Test("A file that appears under the name during the import is not overwritten either")
    func notOverwrittenAtSealing() throws {
        let file = try Fixture.import(at: path, rows: 3)
        try folder.write("news.merganser", "my diary")
        #expect(throws: LedgerFault.alreadyExists(path: path)) { try file.seal() }
        #expect(try folder.read("news.merganser") == Array("my diary".utf8))
        #expect(try Fixture.names(in: folder) == ["news.merganser"])
    }

    @Test("An import that is discarded, or let go of, leaves nothing behind", arguments: [true, false])
    func nothingLeft(discards: Bool) throws {
        do {
            let file = try Fixture.import(at: path, rows: 7000)
            #expect(try Fixture.names(in: folder) == ["news.merganser.importing"])
            if discards {
                file.discard()
                #expect(throws: LedgerFault.misuse(.notImporting)) {
                    try file.append(Fixture.recipient(7001))
                }
                #expect(throws: LedgerFault.misuse(.notImporting)) { try file.seal() }
            }
        }
        #expect(try Fixture.names(in: folder) == [])
    }

    @Test("Discarding does nothing to a sealed campaign")
    func sealedStays() throws {
        let file = try Fixture.campaign(at: path, rows: 3)
        file.discard()
        #expect(try file.figures().rows == 3)
        try file.close()
        #expect(try Fixture.names(in: folder) == ["news.merganser"])
    }

    @Test("A second import for the same name is told which process has the first, and harms nothing")
    func twoImports() throws {
        let first = try Fixture.import(at: path, rows: 6000)
        #expect(throws: LedgerFault.inUse(path: path, pid: getpid())) {
            try CampaignFile.create(at: path, describing: Fixture.description)
        }
        try first.append(Fixture.recipient(6001))
        try first.seal()
        #expect(try first.figures().rows == 6001)
    }

    @Test(
        "What a killed import left is cleared away by the next one, also when it bears another name already")
    func leftOvers() throws {
        try folder.write("news.merganser.importing", "SQLite format 3\0 torn")
        try folder.write("news.merganser.importing-wal", "rubbish")
        let file = try Fixture.campaign(at: path, rows: 4)
        try file.close()
        #expect(try Fixture.names(in: folder) == ["news.merganser"])
        // Killed between taking its name and giving up the other; then the user renamed it.
        try FileManager.default.linkItem(atPath: path, toPath: folder("old.merganser"))
        try FileManager.default.moveItem(atPath: path, toPath: folder("news.merganser.importing"))
        let next = try Fixture.campaign(at: path, rows: 2)
        #expect(try next.figures().rows == 2)
        #expect(try CampaignFile.open(at: folder("old.merganser")).figures().rows == 4)
    }

    @Test("The file is readable by its owner alone")
    func ownersOnly() throws {
        let file = try Fixture.campaign(at: path, rows: 1)
        try file.claim(1)
        for name in try Fixture.names(in: folder) {
            let mode =
                try FileManager.default.attributesOfItem(atPath: folder(name))[.posixPermissions] as? Int
            #expect(mode == 0o600, "\(name)")
        }
    }

    @Test("Names that mean something to SQLite are names of files like any other")
    func oddNames() throws {
        for name in ["file:a?mode=memory", ":memory:", "100%25 #1.merganser", "é ü.merganser"] {
            let path = folder(name)
            try Fixture.campaign(at: path, rows: 2).close()
            #expect(try CampaignFile.openForReading(at: path).figures().rows == 2)
            #expect(FileManager.default.fileExists(atPath: path))
        }
    }
}
