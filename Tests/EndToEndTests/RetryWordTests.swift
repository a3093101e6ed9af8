import Foundation
import TestSupport
import Testing

/// Which rows `resume` sends, by what became of them and by their numbers.
@Suite("What resume sends", .serialized)
struct RetryWordTests {
    /// Seven rows: accepted, refused, deferred, in doubt, invalid, skipped, pending.
    private static func campaign() async throws -> CampaignFiles {
        let files = try CampaignFiles(
            rows: 7,
            template: CampaignFiles.letter.replacingOccurrences(
                of: "Subject:", with: "Attach: {{ number }}.txt\nSubject:")
        ) { $0 == 6 ? "row1@example.com" : "row\($0)@example.com" }
        for row in 1...7 where row != 5 { try files.folder.write("\(row * 7).txt", "x\n") }
        let judge = try await RunningSink([
            "--refuse", "row2@*=550 5.1.1 No such user", "--refuse", "row3@*=451 4.7.1 Later",
        ])
        let first = try await files.send(
            judge.url, ["--limit", "3", "--connections", "1", "--max-attempts", "1"])
        #expect(first.status == 75, "\(first.everything)")
        try await judge.stop()
        let loser = try await RunningSink(["--lose", "afterContentBeforeReply:1"])
        _ = try await files.resume(["--relay", loser.url, "--only-rows", "4", "--connections", "1"])
        try await loser.stop()
        try files.folder.write("35.txt", "x\n")
        let outcomes = try await files.outcomes().map(\.outcome)
        #expect(
            outcomes == ["accepted", "refused", "deferred", "in-doubt", "invalid", "skipped", "pending"])
        return files
    }

    @Test(
        "Pending and deferred rows are sent anyway, the others for their word, accepted and skipped ones never",
        arguments: [
            (nil, [3, 7]), ("deferred", [3, 7]), ("refused", [2, 3, 7]), ("in-doubt", [3, 4, 7]),
            ("invalid", [3, 5, 7]),
            ("deferred,refused,in-doubt,invalid", [2, 3, 4, 5, 7]),
        ] as [(String?, [Int])])
    func words(_ word: String?, _ rows: [Int]) async throws {
        let files = try await Self.campaign()
        let sink = try await RunningSink()
        let result = try await files.resume(["--relay", sink.url] + (word.map { ["--retry", $0] } ?? []))
        #expect(
            Set(try sink.deliveries().keys) == Set(rows.map { "row\($0)@example.com" }),
            "\(result.everything)")
        #expect(try sink.deliveries().values.allSatisfy { $0 == 1 })
        let outcomes = try await files.outcomes().map(\.outcome)
        #expect(rows.allSatisfy { outcomes[$0 - 1] == "accepted" })
        #expect(result.status == (outcomes.contains("in-doubt") ? 75 : rows.count == 5 ? 0 : 1))
        try await sink.stop()
    }

    @Test(
        "--only-rows sends the rows that are named and left, in the order of the list, and leaves the others")
    func onlyRows() async throws {
        let sink = try await RunningSink()
        let files = try CampaignFiles(rows: 1200)
        #expect(try await files.send(sink.url, ["--limit", "2"]).status == 75)
        let some = try await files.resume(["--only-rows", "1,5,10-12,600,1199-"])
        #expect(some.status == 75, "\(some.everything)")
        let sent = [1, 2, 5, 10, 11, 12, 600, 1199, 1200].map { "row\($0)@example.com" }
        #expect(Set(try sink.deliveries().keys) == Set(sent))
        let none = try await files.resume(["--only-rows", "1,5,99999"])
        #expect(
            none.status == 75 && none.output.contains("Of these rows nothing is left"), "\(none.everything)")
        #expect(try await files.resume(["--only-rows", "20-", "--limit", "3"]).status == 75)
        #expect(try await files.count("accepted") == 12)
        #expect(try await files.resume(["--only-rows", "5-x"]).status == 64)
        #expect(try await files.resume().status == 0)
        #expect(try sink.deliveries().count == 1200)
        #expect(try sink.deliveries().values.allSatisfy { $0 == 1 })
        try await sink.stop()
    }
}
