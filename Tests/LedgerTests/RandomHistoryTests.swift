import Ledger
import TestSupport
import Testing

@Suite("Random histories")
struct RandomHistoryTests {
    private static let verdicts: [AttemptResult.Verdict] = [
        .accepted, .accepted, .accepted, .refused, .deferred, .inDoubt, .invalid, .released, .refusedUnsent,
    ]

    @Test(
        "Whatever is claimed, settled, released, closed and left open, rows and figures are those of a simple model",
        arguments: Array<UInt64>(1...12))
    func agreesWithModel(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let folder = try TemporaryFolder()
        let path = folder("random.merganser")
        let rows = Int.random(in: 1...400, using: &random)
        var file = try Fixture.campaign(at: path, rows: rows, durability: seed % 4 == 0 ? .full : .process)
        var model = Model(
            rows: Dictionary(
                uniqueKeysWithValues: (1...rows).map { row in
                    (row, row % 10 == 0 ? .invalid : row % 10 == 5 ? .skipped : .pending)
                }))
        for _ in 1...60 {
            try Self.commit(to: file, &model, &random)
            guard Int.random(in: 0..<8, using: &random) == 0 else { continue }
            #expect(try model.agrees(with: file), "seed \(seed)")
            let left = model.claimed.count
            try file.close()
            model.crash()
            file = try CampaignFile.open(at: path, now: 1_790_000_300_000)
            #expect(file.inDoubtFromCrash == left, "seed \(seed)")
        }
        #expect(try model.agrees(with: file), "seed \(seed)")
        let pending = try file.pending(after: 0, limit: 1000, retrying: [.deferred, .inDoubt])
        let expected = model.rows.filter {
            $0.value.claimedFrom == nil && [.pending, .deferred, .inDoubt].contains($0.value.outcome)
        }
        #expect(pending.map(\.row) == expected.keys.sorted(), "seed \(seed)")
        #expect(pending.allSatisfy { expected[$0.row]?.attempts == $0.attempts }, "seed \(seed)")
    }

    private static func commit(
        to file: CampaignFile, _ model: inout Model, _ random: inout SplitMix64
    ) throws {
        var results: [AttemptResult] = []
        for row in model.claimed.shuffled(using: &random).prefix(Int.random(in: 0...20, using: &random)) {
            let verdict = verdicts.randomElement(using: &random) ?? .accepted
            model.settle(row, verdict)
            results.append(AttemptResult(row: row, verdict: verdict, at: 1_790_000_200_000))
        }
        var claims = try file.pending(
            after: Int.random(in: 0...50, using: &random), limit: Int.random(in: 1...24, using: &random),
            retrying: Bool.random(using: &random) ? [.deferred, .refused, .invalid] : []
        ).map { Claim(row: $0.row, at: 1_790_000_100_000) }
        if Bool.random(using: &random) { claims.shuffle(using: &random) }
        for claim in claims { model.claim(claim.row) }
        try file.commit(claims: claims, results: results)
    }
}
