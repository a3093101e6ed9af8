import Foundation
import Ledger
import TestSupport
import Testing

@Suite("Disks that cannot be written")
struct DiskTests {
    @Test("Without the right to write in the folder there is no import and no sending, but reading")
    func readOnlyFolder() async throws {
        let folder = try TemporaryFolder()
        let path = folder("news.merganser")
        let file = try Fixture.campaign(at: path, rows: 9)
        try file.claim(1, 2)
        try file.record(.accepted, 1)
        try file.close()
        chmod(path, 0o644)
        chmod(folder.path, 0o555)
        defer { chmod(folder.path, 0o755) }
        try withoutPrivileges {
            #expect(throws: LedgerFault.importFailed(path: folder("b"), reason: .notPermitted)) {
                try CampaignFile.create(at: folder("b"), describing: Fixture.description)
            }
            do {
                _ = try CampaignFile.open(at: path)
                Issue.record("opened for sending in a folder that cannot be written")
            } catch LedgerFault.cannotOpen(let found, _) {
                #expect(found == path)
            }
            let reader = try CampaignFile.openForReading(at: path)
            let figures = try reader.figures()
            #expect(figures[.accepted] == 1 && figures[.inDoubt] == 1 && figures.rows == 9)
            #expect(try Fixture.rows(of: reader).count == 9)
        }
    }

    @Test("A file without the right to read is not permitted, rather than not found")
    func unreadable() throws {
        let folder = try TemporaryFolder()
        let path = folder("news.merganser")
        try Fixture.campaign(at: path, rows: 1).close()
        chmod(folder.path, 0o755)
        chmod(path, 0)
        try withoutPrivileges {
            #expect(throws: LedgerFault.cannotOpen(path: path, reason: .notPermitted)) {
                try CampaignFile.open(at: path)
            }
        }
    }

    @Test("An import that does not fit says the disk is full, and leaves it as empty as it was")
    func importOnFullDisk() async throws {
        let disk = try await SmallDisk(octets: 128 << 10)
        let path = disk("news.merganser")
        #expect(throws: LedgerFault.importFailed(path: path, reason: .diskFull)) {
            try Fixture.campaign(at: path, rows: 20_000)
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: disk.path) == [])
        try await disk.remove()
    }

    @Test(
        "A disk that fills while sending stops the sending; what was recorded stays, the rest goes on later")
    func sendingOnFullDisk() async throws {
        let disk = try await SmallDisk(octets: 512 << 10)
        let path = disk("news.merganser")
        var recorded = 0
        do {
            let file = try Fixture.campaign(at: path, rows: 900)
            do {
                for recipient in try file.pending(after: 0, limit: 900) {
                    try file.claim(recipient.row)
                    try file.record(.accepted, recipient.row)
                    recorded += 1
                }
                Issue.record("the disk was too large for this test")
            } catch {
                let fault = LedgerFault.writeFailed(path: path, reason: .diskFull)
                #expect(error as? LedgerFault == fault)
                #expect(throws: fault) { try file.claim(899) }
                #expect(try file.figures()[.accepted] == recorded)
            }
        }
        try await disk.grow(to: 8 << 20)
        let file = try CampaignFile.open(at: path)
        #expect(try file.figures()[.accepted] == recorded)
        #expect(file.inDoubtFromCrash <= 1)
        #expect(try file.pending(after: 0, limit: 900).count == 720 - recorded - file.inDoubtFromCrash)
        try file.claim(899)
        try file.close()
        try await disk.remove()
    }

    /// Runs `body` as a user without privileges, when the tests run as root.
    ///
    /// Of this thread only.
    private func withoutPrivileges(_ body: () throws -> Void) throws {
        guard geteuid() == 0 else { return try body() }
        let symbol = try #require(dlsym(nil, "setfsuid"))
        let setUser = unsafeBitCast(symbol, to: (@convention(c) (UInt32) -> Int32).self)
        _ = setUser(65534)
        defer { _ = setUser(0) }
        try body()
    }
}

/// A file system in memory with little room.
///
/// Making one takes root: without, the test fails and says so.
private final class SmallDisk {
    private let folder: TemporaryFolder

    init(octets: Int) async throws {
        folder = try TemporaryFolder()
        let result = try await Command.run(
            "mount", ["-t", "tmpfs", "-o", "size=\(octets)", "tmpfs", folder.path])
        try #require(
            result.status == 0, "this test mounts a small tmpfs and needs root: \(result.everything)")
    }

    var path: String { folder.path }

    func callAsFunction(_ name: String) -> String { folder(name) }

    func grow(to octets: Int) async throws {
        let result = try await Command.run("mount", ["-o", "remount,size=\(octets)", folder.path])
        #expect(result.status == 0, "\(result.everything)")
    }

    func remove() async throws {
        let result = try await Command.run("umount", [folder.path])
        #expect(result.status == 0, "\(result.everything)")
    }
}
