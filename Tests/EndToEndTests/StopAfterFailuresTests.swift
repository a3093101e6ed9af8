import TestSupport
import Testing

@Suite("A run in which too many are refused", .serialized)
struct StopAfterFailuresTests {
    private static let refusing = ["--refuse", "*@gone.example=550 5.1.1 No such user"]
    /// One at a time, so that little is out when the run is stopped.
    private static let slow = ["--connections", "1", "--window", "1"]

    private static func files() throws -> CampaignFiles {
        try CampaignFiles(rows: 400) { "row\($0)@\($0 % 4 == 0 ? "gone" : "here").example" }
    }

    @Test("stops at the number, says so with its own status, and leaves the rest pending for resume")
    func number() async throws {
        let sink = try await RunningSink(Self.refusing)
        let files = try Self.files()
        let result = try await files.send(sink.url, ["--stop-after-failures", "10"] + Self.slow)
        #expect(result.status == 76, "\(result.everything)")
        #expect(result.error.contains("--stop-after-failures"), "\(result.everything)")
        let outcomes = try await files.outcomes().map(\.outcome)
        let refused = outcomes.count { $0 == "refused" }
        // What was claimed by then is finished.
        #expect((10...24).contains(refused), "\(refused)")
        #expect(outcomes.count { $0 == "pending" } >= 280)
        #expect(outcomes.allSatisfy { ["accepted", "refused", "pending"].contains($0) })
        let rest = try await files.resume(["--stop-after-failures", "none"])
        #expect(rest.status == 1, "\(rest.everything)")
        #expect(try await files.count("refused") == 100)
        #expect(try sink.deliveries().count == 300 && sink.deliveries().values.allSatisfy { $0 == 1 })
        try await sink.stop()
    }

    @Test("that is over with the answer that would stop it ends as any other")
    func lastAnswer() async throws {
        let sink = try await RunningSink(Self.refusing)
        let files = try CampaignFiles(rows: 20) { "row\($0)@\($0 == 7 ? "gone" : "here").example" }
        let result = try await files.send(sink.url, ["--stop-after-failures", "5%"] + Self.slow)
        #expect(result.status == 1, "\(result.everything)")
        #expect(!result.everything.contains("stay pending"), "\(result.everything)")
        // With more rows there is something to stop.
        let more = try CampaignFiles(rows: 60) { "row\($0)@\($0 == 7 ? "gone" : "here").example" }
        let stopped = try await more.send(
            sink.url, ["--stop-after-failures", "5%", "--rate", "50/s"] + Self.slow)
        #expect(stopped.status == 76, "\(stopped.everything)")
        try await sink.stop()
    }

    @Test("stops at the share of those answered, and not below it")
    func share() async throws {
        let sink = try await RunningSink(Self.refusing)
        let stopped = try await Self.files().send(sink.url, ["--stop-after-failures", "20%"] + Self.slow)
        #expect(stopped.status == 76, "\(stopped.everything)")
        let whole = try await Self.files().send(sink.url, ["--stop-after-failures", "40%"])
        #expect(whole.status == 1, "\(whole.everything)")
        try await sink.stop()
    }
}
