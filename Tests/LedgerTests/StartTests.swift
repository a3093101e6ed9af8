import Ledger
import TestSupport
import Testing

@Suite("Starts of earlier runs")
struct StartTests {
    private static let hour: Int64 = 3_600_000

    @Test("Those from a moment on are told, in whatever order they ended, without rows that went to no relay")
    func starts() throws {
        let folder = try TemporaryFolder()
        let file = try Fixture.campaign(at: folder("c.merganser"), rows: 9)
        let start: Int64 = 1_790_000_000_000
        func attempt(_ row: Int, _ verdict: AttemptResult.Verdict, from: Int64, to: Int64) throws {
            try file.claim(row, at: start + from)
            try file.commit(claims: [], results: [AttemptResult(row: row, verdict: verdict, at: start + to)])
        }
        try attempt(1, .accepted, from: 0, to: 10)
        // Began before the moment and ended after it.
        try attempt(2, .accepted, from: Self.hour - 10, to: Self.hour + 50)
        try attempt(3, .skipped, from: Self.hour, to: Self.hour)
        try attempt(4, .accepted, from: Self.hour + 7, to: Self.hour + 60)
        try attempt(6, .invalid, from: Self.hour, to: Self.hour)
        try attempt(7, .refused, from: Self.hour + 5, to: Self.hour + 70)
        var found: [String: Int64] = [:]
        try file.eachStart(since: start + Self.hour) {
            found[String(decoding: $0, as: UTF8.self)] = $1 - start
        }
        #expect(found == ["row4@example.org": Self.hour + 7, "row7@example.org": Self.hour + 5])
        let counts = try file.starts(since: start + Self.hour)
        #expect(counts.map(\.count) == [2] && counts.map(\.last) == [start + Self.hour + 7])
        #expect(try file.starts(since: 0).map(\.count).reduce(0, +) == 4)
    }
}
