import Foundation
import GRDB
import Ledger
import TestSupport
import Testing

@Suite("Opening")
struct OpeningTests {
    private let folder: TemporaryFolder
    private let path: String

    init() throws {
        folder = try TemporaryFolder()
        path = folder("news.merganser")
    }

    private func expectRefusal(_ fault: LedgerFault) {
        #expect(throws: fault) { try CampaignFile.open(at: path) }
        #expect(throws: fault) { try CampaignFile.openForReading(at: path) }
    }

    @Test("A file that is not there is not found, and not made")
    func notFound() throws {
        expectRefusal(.notFound(path: path))
        #expect(try Fixture.names(in: folder) == [])
    }

    @Test(
        "A file that is no campaign is refused and left as it is",
        arguments: [
            [], Array("email,name\n".utf8), Array("SQLite format 3\0".utf8),
            [UInt8](repeating: 0, count: 5000),
        ])
    func notACampaign(octets: [UInt8]) throws {
        try folder.write("news.merganser", octets)
        expectRefusal(.notACampaignFile(path: path))
        #expect(try folder.read("news.merganser") == octets)
        #expect(try Fixture.names(in: folder) == ["news.merganser"])
    }

    @Test("A copy is not sent from unless it is said to be the one; renamed, a file is still itself")
    func copies() throws {
        let copy = folder("copy.merganser")
        try Fixture.campaign(at: path, rows: 3).close()
        try FileManager.default.copyItem(atPath: path, toPath: copy)
        #expect(throws: LedgerFault.notAtHome(path: copy)) { try CampaignFile.open(at: copy) }
        #expect(try CampaignFile.openForReading(at: copy).figures().rows == 3)
        try CampaignFile.open(at: copy, isMoved: true).close()
        try CampaignFile.open(at: copy).close()
        try CampaignFile.open(at: path).close()
        try FileManager.default.moveItem(atPath: path, toPath: folder("renamed"))
        try CampaignFile.open(at: folder("renamed")).close()
    }

    @Test(
        "An earlier state put back in its place is not sent from, whether it has the inode or takes it over")
    func rolledBack() throws {
        try Fixture.campaign(at: path, rows: 3).close()
        let earlier = try folder.read("news.merganser")
        try CampaignFile.open(at: path).close()
        // As `cp` writes: into the same file.
        let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
        try handle.truncate(atOffset: 0)
        try handle.write(contentsOf: earlier)
        try handle.close()
        #expect(throws: LedgerFault.notAtHome(path: path)) { try CampaignFile.open(at: path) }
        // A new file may get the inode of the one that was deleted.
        try FileManager.default.removeItem(atPath: path)
        try folder.write("news.merganser", earlier)
        #expect(throws: LedgerFault.notAtHome(path: path)) { try CampaignFile.open(at: path) }
        try CampaignFile.open(at: path, isMoved: true).close()
        #expect(try CampaignFile.open(at: path).figures().rows == 3)
    }

    @Test("A file that does not say where it is at home is opened, as older ones do not")
    func withoutHome() throws {
        try Fixture.campaign(at: path, rows: 3).close()
        try DatabaseQueue(path: path).write { try $0.execute(sql: "DROP TABLE home") }
        #expect(try CampaignFile.open(at: path).figures().rows == 3)
    }

    @Test("A folder is no campaign")
    func folderIsNoCampaign() throws {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        expectRefusal(.notACampaignFile(path: path))
    }

    @Test("A file of a newer schema is refused with both numbers, and left as it is")
    func newerSchema() throws {
        try Fixture.campaign(at: path, rows: 3).close()
        var octets = try folder.read("news.merganser")
        octets[63] = 2
        try folder.write("news.merganser", octets)
        expectRefusal(.newerSchema(path: path, found: 2, known: 1))
        #expect(try folder.read("news.merganser") == octets)
    }

    @Test("Another program's database is no campaign")
    func otherDatabase() throws {
        try Fixture.campaign(at: path, rows: 3).close()
        var octets = try folder.read("news.merganser")
        octets[68] ^= 1
        try folder.write("news.merganser", octets)
        expectRefusal(.notACampaignFile(path: path))
    }

    @Test("What an import left unfinished cannot be sent")
    func unfinished() throws {
        let file = try Fixture.import(at: folder("other.merganser"), rows: 9000)
        try FileManager.default.copyItem(atPath: folder("other.merganser.importing"), toPath: path)
        expectRefusal(.unfinishedImport(path: path))
        file.discard()
    }

    @Test("A file that lost its tail, or was written over, is damaged and does not end the process")
    func damaged() throws {
        try Fixture.campaign(at: path, rows: 3000).close()
        let whole = try folder.read("news.merganser")
        for (name, octets) in [
            ("cut", Array(whole.prefix(8192))),
            ("overwritten", Array(whole.prefix(4096)) + [UInt8](repeating: 0xA5, count: whole.count - 4096)),
        ] {
            let path = try folder.write(name, octets)
            for open in [{ try CampaignFile.open(at: path) }, { try CampaignFile.openForReading(at: path) }] {
                do {
                    let file = try open()
                    _ = try Fixture.rows(of: file)
                    Issue.record("\(name) was read as if nothing was wrong")
                } catch LedgerFault.damaged(let found, _) {
                    #expect(found == path)
                }
            }
        }
    }

    @Test("Claims that a sender left become in doubt with reason and time, once; the attempt counts")
    func leftClaims() throws {
        let file = try Fixture.campaign(at: path, rows: 9)
        try file.claim(1, 2, 3)
        try file.record(.accepted, 2)
        try file.record(.deferred, 3)
        try file.claim(3, 4, at: 1_790_000_150_000)
        try file.close()
        do {
            let file = try CampaignFile.open(at: path, now: 1_790_000_500_000, interruptionReason: "crashed")
            #expect(file.inDoubtFromCrash == 3)
            let rows = try Fixture.rows(of: file)
            for row in [rows[0], rows[2], rows[3]] {
                #expect(row.outcome == .inDoubt && row.reason == "crashed" && row.at == 1_790_000_500_000)
            }
            #expect(rows.map(\.attempts) == [1, 1, 2, 1, 0, 0, 0, 0, 0])
            #expect(rows[1].outcome == .accepted && rows[5].outcome == .pending)
            let figures = try file.figures()
            #expect(figures[.inDoubt] == 3 && figures.inFlight == 0 && figures.rows == 9)
            // Only who asks for it sends them again, and with the Date of the first time.
            #expect(try file.pending(after: 0, limit: 1).map(\.row) == [6])
            let again = try file.pending(after: 0, limit: 9, retrying: [.inDoubt])
            #expect(again.first?.firstAttemptAt == 1_790_000_100)
        }
        #expect(try CampaignFile.open(at: path).inDoubtFromCrash == 0)
    }

    @Test("A campaign says what it was sealed with however often it is opened, and whatever it is called")
    func sameAfterRenaming() throws {
        try Fixture.campaign(at: path, rows: 3).close()
        try FileManager.default.moveItem(atPath: path, toPath: folder("b"))
        let file = try CampaignFile.open(at: folder("b"))
        #expect(file.description == Fixture.description && file.listDigest == [1, 2, 3])
    }

    @Test("A reader sees what the sender has committed, while it sends")
    func readerBesideSender() throws {
        let file = try Fixture.campaign(at: path, rows: 9)
        let reader = try CampaignFile.openForReading(at: path)
        #expect(reader.description == Fixture.description)
        try file.claim(1, 2)
        try file.record(.accepted, 1)
        let figures = try reader.figures()
        #expect(figures[.accepted] == 1 && figures.inFlight == 1 && figures[.pending] == 7)
        #expect(try Fixture.rows(of: reader).map(\.outcome).prefix(2) == [.accepted, .pending])
        #expect(try reader.pending(after: 0, limit: 1).map(\.row) == [3])
    }

    @Test("For a reader, claims of a sender that is gone are in doubt, and it changes nothing")
    func readerAfterCrash() throws {
        let file = try Fixture.campaign(at: path, rows: 9)
        try file.claim(1, 2)
        try file.close()
        let reader = try CampaignFile.openForReading(at: path)
        let figures = try reader.figures()
        #expect(figures[.inDoubt] == 2 && figures.inFlight == 0 && figures.rows == 9)
        #expect(try Fixture.rows(of: reader)[0].outcome == .inDoubt)
        #expect(try CampaignFile.open(at: path).inDoubtFromCrash == 2)
    }

    @Test("Whoever has SQLite alone can read what became of each row")
    func readableBySQL() throws {
        let file = try Fixture.campaign(at: path, rows: 10)
        try file.claim(1, 2)
        try file.commit(
            claims: [],
            results: [
                AttemptResult(
                    row: 1, verdict: .refused, at: 1_790_000_200_000, code: 550, enhanced: "5.1.1",
                    text: Array("no".utf8), relay: "mx:25")
            ])
        let rows = try DatabaseQueue(path: path).read { database in
            try Row.fetchAll(database, sql: "SELECT * FROM report").map { $0.description }
        }
        #expect(rows.count == 10)
        #expect(
            rows[0] == """
                [row:1 line:2 address:"row1@example.org" outcome:"refused" attempts:1 code:550 enhanced:"5.1.1" \
                text:"no" reason:NULL relay:"mx:25" ended_at:1790000200000]
                """)
        #expect(rows[1].contains("outcome:\"claimed\"") && rows[9].contains("reason:\"no address\""))
    }
}
