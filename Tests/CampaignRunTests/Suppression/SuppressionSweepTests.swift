import Composition
import Ledger
import TestSupport
import Testing

@testable import CampaignRun

@Suite("The search for suppressed rows that are left")
struct SuppressionSweepTests {
    @Test("skips rows that were not answered for good, and leaves those that were, or may be, as they are")
    func outcomes() throws {
        let folder = try TemporaryFolder()
        let path = try campaign(in: folder)
        let reopened = try ReopenedCampaign(path: path)
        let list = try folder.write("gone", "@gone.example\n")
        let suppression = try Suppression(reading: [list], key: KeyedHash(key0: 1, key1: 2))
        let retrying: Set<Outcome> = [.inDoubt, .refused, .deferred]
        let sweep = try SuppressionSweep(reopened, suppression, retrying: retrying)
        #expect(sweep.count == 4 && sweep.skipped == 2 && sweep.omitted == [2, 3])
        try sweep.record(at: 1_790_000_300_000, wording: Silence())
        var found: [Outcome] = []
        try reopened.file.eachRow { found.append($0.outcome) }
        #expect(found == [.skipped, .inDoubt, .refused, .skipped, .pending])
    }

    /// Rows that are pending, in doubt, refused and deferred, and another one.
    private func campaign(in folder: TemporaryFolder) throws -> String {
        let file = try CampaignFile.create(
            at: folder("c.merganser"),
            describing: CampaignDescription(
                id: "00112233445566778899aabbccddeeff", name: "c", createdAt: 0,
                files: [
                    StoredFile(role: "message", path: "m.eml", octets: Array("To: {{ email }}\n\n".utf8))
                ],
                listPath: "-", header: Array("email".utf8), delimiter: UInt8(ascii: ","), attachments: [],
                settings: ["relay": "smtp://127.0.0.1", "attachment-root": "/tmp", "utc-offset": "0"]))
        for row in 1...5 {
            let address = Array("\(row)@\(row < 5 ? "gone" : "other").example".utf8)
            try file.append(NewRecipient(row: row, line: row + 1, address: address, record: address))
        }
        try file.seal()
        let at: Int64 = 1_790_000_100_000
        try file.commit(claims: [2, 3, 4].map { Claim(row: $0, at: at) }, results: [])
        let verdicts: [(Int, AttemptResult.Verdict)] = [(2, .inDoubt), (3, .refused), (4, .deferred)]
        try file.commit(
            claims: [], results: verdicts.map { AttemptResult(row: $0.0, verdict: $0.1, at: at) })
        try file.close()
        return folder("c.merganser")
    }
}
