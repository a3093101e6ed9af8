import Foundation
import Ledger
import TestSupport
import Testing

@Suite("One process at a time")
struct LockTests {
    private let folder: TemporaryFolder
    private let path: String

    init() throws {
        folder = try TemporaryFolder()
        path = folder("news.merganser")
    }

    @Test("A second opening in the same process is refused, and does not loosen the first one's locks")
    func sameProcess() async throws {
        let file = try Fixture.campaign(at: path, rows: 9)
        for _ in 1...3 {
            #expect(throws: LedgerFault.inUse(path: path, pid: getpid())) { try CampaignFile.open(at: path) }
            _ = try CampaignFile.openForReading(at: path).figures()
        }
        // Seen from another process, both our lock and SQLite's are still there.
        let second = try await Victim.run(path, script: "open")
        #expect(
            second.output.contains("inUse(path: \"\(path)\", pid: Optional(\(getpid())))"),
            "\(second.everything)")
        let locks = try String(contentsOfFile: "/proc/locks", encoding: .utf8)
        let inode = try FileManager.default.attributesOfItem(atPath: path)[.systemFileNumber] as? Int ?? 0
        let own = locks.split(separator: "\n").filter {
            $0.contains(":\(inode) ") && $0.contains("POSIX") && $0.contains(" \(getpid()) ")
        }
        #expect(!own.isEmpty, "SQLite's shared lock is gone:\n\(locks)")
        try file.claim(1)
    }

    @Test("A second process is told the first one's number, by any name of the file; kill -9 frees it")
    func secondProcess() async throws {
        try Fixture.campaign(at: path, rows: 9).close()
        let first = try Victim.start(path, script: "open\ncommit c1 c2\ncommit a1\nhold")
        _ = try await first.waitForOutput { $0.contains("begin 3") ? true : nil }
        try FileManager.default.createSymbolicLink(atPath: folder("symbolic"), withDestinationPath: path)
        try FileManager.default.linkItem(atPath: path, toPath: folder("hard"))
        try FileManager.default.moveItem(atPath: path, toPath: folder("moved"))
        for name in ["hard", "moved"] {
            #expect(throws: LedgerFault.inUse(path: folder(name), pid: first.processIdentifier)) {
                try CampaignFile.open(at: folder(name))
            }
        }
        try FileManager.default.moveItem(atPath: folder("moved"), toPath: path)
        #expect(throws: LedgerFault.inUse(path: folder("symbolic"), pid: first.processIdentifier)) {
            try CampaignFile.open(at: folder("symbolic"))
        }
        let beside = try CampaignFile.openForReading(at: path).figures()
        #expect(beside.inFlight == 1 && beside[.accepted] == 1)
        first.signal(SIGKILL)
        _ = try await first.wait()
        unlink(folder("hard"))
        let file = try CampaignFile.open(at: path)
        #expect(file.inDoubtFromCrash == 1)
        #expect(try Fixture.row(1, of: file)?.outcome == .accepted)
        #expect(try Fixture.row(2, of: file)?.outcome == .inDoubt)
    }

    @Test("Of two processes that import for one name, the second is told of the first")
    func secondImport() async throws {
        let first = try Victim.start(path, script: "create 3000\nhold")
        _ = try await first.waitForOutput { $0.contains("begin 1") ? true : nil }
        #expect(throws: LedgerFault.inUse(path: path, pid: first.processIdentifier)) {
            try Fixture.import(at: path, rows: 1)
        }
        first.signal(SIGKILL)
        _ = try await first.wait()
        #expect(try Fixture.names(in: folder) == ["news.merganser.importing"])
        try Fixture.campaign(at: path, rows: 2).close()
        #expect(try Fixture.names(in: folder) == ["news.merganser"])
    }

    @Test("The lock is held from the import on, through the sealing")
    func heldThroughSealing() async throws {
        let first = try Victim.start(path, script: "create 9\nseal\nhold")
        _ = try await first.waitForOutput { $0.contains("begin 2") ? true : nil }
        #expect(throws: LedgerFault.inUse(path: path, pid: first.processIdentifier)) {
            try CampaignFile.open(at: path)
        }
        first.signal(SIGKILL)
        _ = try await first.wait()
    }

    @Test("A closed campaign can be opened by whoever comes next")
    func freedByClosing() throws {
        let file = try Fixture.campaign(at: path, rows: 9)
        try file.close()
        let next = try CampaignFile.open(at: path)
        #expect(throws: LedgerFault.inUse(path: path, pid: getpid())) { try CampaignFile.open(at: path) }
        try next.close()
        _ = try CampaignFile.open(at: path)
    }
}
