import Ledger
import TestSupport
import Testing

@Suite("Changes that are accepted")
struct AcceptanceTests {
    private static func result(_ row: Int) -> AttemptResult {
        AttemptResult(row: row, verdict: .skipped, at: 1_790_000_200_000, reason: "gone")
    }

    @Test("Files, records and the rows that are gone are one transaction: all of it counts, or nothing")
    func together() throws {
        let folder = try TemporaryFolder()
        for (rows, isTaken) in [([1, 2], true), ([1, 3], false)] {
            let path = folder("\(isTaken).merganser")
            let file = try Fixture.campaign(at: path, rows: 9)
            try file.claim(3, 4)
            try file.record(.accepted, 3, 4)
            try file.stage([
                ChangedRecord(row: 6, line: 60, address: Array("n@x".utf8), record: Array("n@x".utf8))
            ])
            var description = Fixture.description
            description.files = [StoredFile(role: "message", path: "new.eml", octets: Array("new".utf8))]
            let isAccepted =
                (try? file.accept(description, listDigest: [9], skipping: rows.map(Self.result))) != nil
            #expect(isAccepted == isTaken)
            try? file.close()
            let again = try CampaignFile.open(at: path)
            #expect(again.description.files == (isTaken ? description : Fixture.description).files)
            #expect(again.listDigest == (isTaken ? [9] : [1, 2, 3]))
            #expect(try Fixture.row(1, of: again)?.outcome == (isTaken ? .skipped : .pending))
            #expect(try Fixture.row(6, of: again)?.line == (isTaken ? 60 : 12))
            #expect(try Fixture.row(3, of: again)?.outcome == .accepted)
        }
    }
}
