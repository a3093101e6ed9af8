import Foundation
import TestSupport
import Testing

@Suite("The pace, end to end", .serialized)
struct PaceTests {
    @Test("A rate of 20 a second is kept on four connections, and over a resume that does not say it again")
    func rate() async throws {
        let sink = try await RunningSink()
        let files = try CampaignFiles(rows: 60)
        let begin = Date()
        let first = try await files.send(sink.url, ["--rate", "20/s", "--limit", "30"])
        #expect(first.status == 75, "\(first.everything)")
        let second = try await files.resume()
        #expect(second.status == 0, "\(second.everything)")
        // Sixty starts, the first of them at once; only the lower bound is promised.
        #expect(Date().timeIntervalSince(begin) >= 2.9)
        #expect(try sink.deliveries().values.allSatisfy { $0 == 1 })
        #expect(try sink.deliveries().count == 60)
        try await sink.stop()
    }

    @Test("The daily cap ends a day's sending; resume may lift it")
    func dailyCap() async throws {
        let sink = try await RunningSink()
        let files = try CampaignFiles(rows: 12)
        _ = try await files.send(sink.url, ["--limit", "5"])
        let lifted = try await files.resume(["--daily-cap", "8", "--limit", "3"])
        #expect(lifted.status == 75, "\(lifted.everything)")
        #expect(try sink.deliveries().count == 8)
        let rest = try await files.resume(["--daily-cap", "none"])
        #expect(rest.status == 0, "\(rest.everything)")
        #expect(try sink.deliveries().count == 12)
        try await sink.stop()
    }

    @Test("A domain with a rate of its own is passed by the others, and kept to its rate over a resume")
    func domains() async throws {
        let sink = try await RunningSink()
        let files = try CampaignFiles(rows: 60) {
            $0 <= 10 ? "row\($0)@slow.example" : "row\($0)@d\($0).example"
        }
        let begin = Date()
        let first = try await files.send(sink.url, ["--rate-per-domain", "4/s", "--limit", "55"])
        #expect(first.status == 75, "\(first.everything)")
        let early = try sink.deliveries()
        #expect((11...60).allSatisfy { early["row\($0)@d\($0).example"] == 1 }, "\(early.keys.sorted())")
        let second = try await files.resume()
        #expect(second.status == 0, "\(second.everything)")
        // Ten starts, four a second; only the lower bound is promised.
        #expect(Date().timeIntervalSince(begin) >= 2.2)
        #expect(try sink.deliveries().count == 60 && sink.deliveries().values.allSatisfy { $0 == 1 })
        try await sink.stop()
    }

    @Test("What cannot be used is told before the list is read")
    func usage() async throws {
        let files = try CampaignFiles(rows: 1)
        let result = try await files.send("smtp://127.0.0.1:9", ["--hours", "9-17"])
        #expect(result.status == 64, "\(result.everything)")
        #expect(result.error.contains("--hours"))
    }
}
