import Ledger
import TestSupport
import Testing

/// Rows that share a message share its outcome.
@Suite("Groups of rows")
struct GroupTests {
    /// Rows 1 4 6 and 2 5 belong together, 3 stands alone and 7 is invalid from the start.
    private static func campaign(
        at path: String, digests: Bool = false, ruling: (Int) -> NewRecipient.Initial = { _ in .pending }
    ) throws -> (file: CampaignFile, asked: [[Int]]) {
        let file = try CampaignFile.create(at: path, describing: Fixture.description)
        for (row, key) in zip(1..., ["a", "b", "c", "a", "b", "a"]) {
            try file.append(
                NewRecipient(
                    row: row, line: row + 1, address: Array("\(key)@example.org".utf8),
                    record: Array("record \(row)".utf8), group: Array(key.utf8)))
        }
        try file.append(
            NewRecipient(
                row: 7, line: 8, address: [], record: [], outcome: .invalid, reason: "no address"))
        var asked: [[Int]] = []
        try file.eachGroup(followers: 10) { group in
            asked.append([group.leader.row] + group.followers.map(\.row))
            let outcome = ruling(group.leader.row)
            return GroupRuling(
                outcome: outcome, reason: outcome == .pending ? nil : "because",
                digest: digests && outcome == .pending ? [UInt8(group.leader.row)] : nil)
        }
        try file.seal()
        return (file, asked)
    }

    private static func outcomes(of file: CampaignFile) throws -> [Outcome] {
        let rows = try Fixture.rows(of: file)
        #expect(rows.map(\.row) == Array(1...7))
        let figures = try file.figures()
        for outcome in Outcome.allCases {
            #expect(figures[outcome] == rows.count { $0.outcome == outcome }, "\(outcome)")
        }
        return rows.map(\.outcome)
    }

    @Test("Only the first row of a group is handed out, and what comes of it is the outcome of all")
    func sharedOutcome() throws {
        let folder = try TemporaryFolder()
        let (file, asked) = try Self.campaign(at: folder("c"))
        #expect(asked == [[1, 4, 6], [2, 5], [3]])
        #expect(try file.isGrouped)
        #expect(try file.pending(after: 0, limit: 10).map(\.row) == [1, 2, 3])
        #expect(try file.messagesLeft(retrying: []) == 3)
        #expect(try file.followers(of: 1, limit: 10) == ["record 4", "record 6"].map { Array($0.utf8) })
        #expect(try file.followers(of: 3, limit: 10).isEmpty)
        try file.claim(1, 2, 3)
        #expect(try file.figures().inFlight == 6)
        try file.record(.accepted, 1)
        try file.record(.refused, 2)
        try file.record(.released, 3)
        #expect(
            try Self.outcomes(of: file) == [
                .accepted, .refused, .pending, .accepted, .refused, .accepted, .invalid,
            ])
    }

    @Test("A group that cannot be sent is so as a whole, with one reason")
    func rulings() throws {
        let folder = try TemporaryFolder()
        let (file, _) = try Self.campaign(at: folder("c")) {
            $0 == 1 ? .skipped : $0 == 2 ? .invalid : .pending
        }
        #expect(
            try Self.outcomes(of: file) == [
                .skipped, .invalid, .pending, .skipped, .invalid, .skipped, .invalid,
            ])
        let reasons = try Fixture.rows(of: file).map(\.reason)
        #expect(reasons == ["because", "because", nil, "because", "because", "because", "no address"])
        #expect(throws: LedgerFault.misuse(.notClaimable(row: 4))) { try file.claim(4) }
    }

    @Test("After a crash the whole group is in doubt")
    func crash() throws {
        let folder = try TemporaryFolder()
        do {
            let (file, _) = try Self.campaign(at: folder("c"))
            try file.claim(2)
            try file.close()
        }
        let file = try CampaignFile.open(at: folder("c"))
        #expect(file.inDoubtFromCrash == 1)
        #expect(
            try Self.outcomes(of: file) == [
                .pending, .inDoubt, .pending, .pending, .inDoubt, .pending, .invalid,
            ])
        #expect(try file.messagesLeft(retrying: [.inDoubt]) == 3)
    }

    @Test("The digests of approved messages come back with their rows, and an empty one where there was none")
    func digests() throws {
        let folder = try TemporaryFolder()
        let (file, _) = try Self.campaign(at: folder("c"), digests: true) { $0 == 2 ? .invalid : .pending }
        let rows = try file.pending(after: 0, limit: 10, retrying: [.invalid])
        #expect(rows.map(\.row) == [1, 2, 3, 7])
        #expect(rows.map(\.digest) == [[1], [], [3], []])
        let plain = try Fixture.campaign(at: folder("plain"), rows: 3)
        #expect(try plain.pending(after: 0, limit: 10).allSatisfy { $0.digest == nil && $0.followers == nil })
        #expect(try !plain.isGrouped)
    }

    @Test("Ten thousand rows in three thousand scattered groups are gathered, each in its group")
    func many() throws {
        let folder = try TemporaryFolder()
        let file = try CampaignFile.create(at: folder("c"), describing: Fixture.description)
        for row in 1...10_000 {
            let key = Array(String(row % 3_000).utf8)
            try file.append(NewRecipient(row: row, line: row, address: [], record: key, group: key))
        }
        var leaders: [Int] = []
        var rows = 0
        try file.eachGroup(followers: 100) { group in
            leaders.append(group.leader.row)
            rows += 1 + group.followers.count
            #expect(group.followers.allSatisfy { $0.record == group.leader.record })
            return GroupRuling(outcome: .pending)
        }
        try file.seal()
        #expect(leaders == Array(1...3_000))
        #expect(rows == 10_000)
        #expect(try file.figures()[.pending] == 10_000)
    }
}
