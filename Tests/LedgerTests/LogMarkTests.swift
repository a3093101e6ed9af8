import Foundation
import GRDB
import Ledger
import TestSupport
import Testing

@Suite("A campaign and its log")
struct LogMarkTests {
    private let folder: TemporaryFolder
    private let path: String

    init() throws {
        folder = try TemporaryFolder()
        path = folder("news.merganser")
    }

    /// Two rows accepted and one claimed, by a process that was killed.
    private func crash(_ script: String = "open\ncommit c1 c2 c3\ncommit a1 a2\nhold") async throws {
        if !FileManager.default.fileExists(atPath: path) { try Fixture.campaign(at: path, rows: 9).close() }
        let victim = try Victim.start(path, script: script)
        let last = script.split(separator: "\n").count - 1
        _ = try await victim.waitForOutput { $0.contains("begin \(last)") ? true : nil }
        victim.signal(SIGKILL)
        _ = try await victim.wait()
    }

    private func move(_ name: String, to other: String) throws {
        try FileManager.default.moveItem(atPath: folder(name), toPath: folder(other))
    }

    private func expectLogMissing(at path: String) throws {
        let names = try Fixture.names(in: folder)
        for _ in 1...2 {
            let fault = LedgerFault.logMissing(path: path)
            #expect(throws: fault) { try CampaignFile.open(at: path) }
            #expect(throws: fault) { try CampaignFile.openForReading(at: path) }
        }
        #expect(try Fixture.names(in: folder) == names)
    }

    private func expectAllThere(at path: String) throws {
        let file = try CampaignFile.open(at: path)
        let rows = try Fixture.rows(of: file)
        #expect(rows.prefix(4).map(\.outcome) == [.accepted, .accepted, .inDoubt, .pending])
        try file.close()
    }

    @Test(
        "The log of a deleted campaign is not taken over by a new one of its name",
        arguments: ["-wal", "-journal"])
    func leftoverLog(suffix: String) async throws {
        try await crash()
        unlink(path)
        for other in ["-wal", "-shm"] where other != suffix { unlink(path + other) }
        try folder.write("news.merganser" + suffix, "what is left")
        #expect(throws: LedgerFault.leftoverLog(path: path, log: path + suffix)) {
            try CampaignFile.create(at: path, describing: Fixture.description)
        }
        #expect(try Fixture.names(in: folder) == ["news.merganser" + suffix])
        try move("news.merganser" + suffix, to: "away")
        #expect(try Fixture.campaign(at: path, rows: 9).figures()[.pending] == 8)
    }

    @Test("What a reader of a deleted campaign leaves, an empty log and its index, is in nobody's way")
    func emptyLog() throws {
        let file = try Fixture.campaign(at: path, rows: 3)
        try file.close()
        _ = try CampaignFile.openForReading(at: path).figures()
        unlink(path)
        for (suffix, text) in [("-wal", ""), ("-shm", "an index"), ("-journal", "")] {
            try folder.write("news.merganser" + suffix, text)
        }
        let again = try Fixture.campaign(at: path, rows: 9)
        #expect(try again.figures()[.pending] == 8)
        try again.close()
        #expect(try Fixture.names(in: folder) == ["news.merganser"])
    }

    @Test("A log that appears during the import is not taken over either, and the import leaves nothing")
    func leftoverLogAtSealing() throws {
        let file = try Fixture.import(at: path, rows: 3)
        try folder.write("news.merganser-wal", "an old log")
        #expect(throws: LedgerFault.leftoverLog(path: path, log: path + "-wal")) { try file.seal() }
        #expect(try Fixture.names(in: folder) == ["news.merganser-wal"])
    }

    @Test("A campaign moved away from its log after a crash is refused; with the log beside it, it goes on")
    func movedWithoutLog() async throws {
        try await crash()
        try move("news.merganser", to: "moved")
        try expectLogMissing(at: folder("moved"))
        try folder.write("moved-wal", "")
        try expectLogMissing(at: folder("moved"))
        unlink(folder("moved-wal"))
        try move("news.merganser-wal", to: "moved-wal")
        try expectAllThere(at: folder("moved"))
    }

    @Test("So is one that was killed in the run that imported it")
    func movedAfterFirstRun() async throws {
        let victim = try Victim.start(path, script: "create 9 process\nseal\ncommit c1 c2\nhold")
        _ = try await victim.waitForOutput { $0.contains("begin 3") ? true : nil }
        victim.signal(SIGKILL)
        _ = try await victim.wait()
        try move("news.merganser", to: "moved")
        try expectLogMissing(at: folder("moved"))
        try move("moved", to: "news.merganser")
        #expect(try CampaignFile.open(at: path).inDoubtFromCrash == 2)
    }

    @Test("A log is looked for where SQLite has it: beside the file that a symbolic link leads to")
    func symbolicLink() async throws {
        try await crash()
        try FileManager.default.createSymbolicLink(atPath: folder("link"), withDestinationPath: path)
        try expectAllThere(at: folder("link"))
    }

    @Test("After a clean end the one file is all there is, and may be moved")
    func movedAfterClosing() async throws {
        try await crash()
        try CampaignFile.open(at: path).close()
        #expect(try Fixture.names(in: folder) == ["news.merganser"])
        try move("news.merganser", to: "moved")
        #expect(try CampaignFile.openForReading(at: folder("moved")).figures()[.accepted] == 2)
        try expectAllThere(at: folder("moved"))
    }

    @Test("Whoever has SQLite alone may look after a crash, and take the log into the file by that")
    func lookedAtWithSQLite() async throws {
        try await crash()
        let queue = try DatabaseQueue(path: path)
        _ = try queue.read { try Row.fetchAll($0, sql: "SELECT * FROM report") }
        try queue.close()
        #expect(try Fixture.names(in: folder) == ["news.merganser"])
        try expectAllThere(at: path)
    }

    @Test("A reader that outlives a killed sender leaves the log where it is")
    func readerOutlives() async throws {
        try Fixture.campaign(at: path, rows: 9).close()
        do {
            let reader = try CampaignFile.openForReading(at: path)
            _ = try reader.figures()
            try await crash("open\nhold")
            #expect(try reader.figures()[.pending] == 8)
            try reader.close()
        }
        #expect(try CampaignFile.open(at: path).figures()[.pending] == 8)
    }

    @Test("A campaign with a hard link is not sent; with one name again, it is")
    func hardLink() async throws {
        try Fixture.campaign(at: path, rows: 9).close()
        try FileManager.default.linkItem(atPath: path, toPath: folder("hard"))
        for path in [path, folder("hard")] {
            #expect(throws: LedgerFault.severalNames(path: path)) { try CampaignFile.open(at: path) }
            #expect(try CampaignFile.openForReading(at: path).figures().rows == 9)
        }
        unlink(folder("hard"))
        try CampaignFile.open(at: path).close()
    }

    @Test("The second name that a killed import left is no hindrance, and goes")
    func importName() throws {
        try Fixture.campaign(at: path, rows: 9).close()
        try FileManager.default.linkItem(atPath: path, toPath: path + ".importing")
        try CampaignFile.open(at: path).close()
        #expect(try Fixture.names(in: folder) == ["news.merganser"])
    }
}
