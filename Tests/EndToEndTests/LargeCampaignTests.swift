import Foundation
import Synchronization
import TestSupport
import Testing

@Suite("A large campaign", .serialized)
struct LargeCampaignTests {
    /// Rows of the list: MERGANSER_TEST_ROWS, else 100,000.
    private static let rows =
        Int(ProcessInfo.processInfo.environment["MERGANSER_TEST_ROWS"] ?? "") ?? 100_000

    @Test(
        "100,000 rows: as many recorded outcomes, under 100 MB of memory, and the sink's log agrees row by row",
        .timeLimit(.minutes(30)))
    func everyRowRecorded() async throws {
        // Every 97th row is refused and every 1009th has no address, so that a reply taken for another
        // row's would show.
        let sink = try await RunningSink(["--refuse", "*@refused.example=550 5.1.1 No such user"])
        let files = try CampaignFiles(rows: Self.rows) { row in
            row % 1009 == 0
                ? "row\(row)" : row % 97 == 0 ? "row\(row)@refused.example" : "row\(row)@example.com"
        }
        let process = try BackgroundProcess(
            Merganser.path,
            ["send", files.template, files.list, "--relay", sink.url, "--yes", "--campaign", files.campaign],
            in: files.folder.path)
        let largest = Mutex(0)
        _ = try await Polling.first(within: 1500) { () -> Bool? in
            let peak = Self.peakMemory(of: process.processIdentifier) ?? 0
            largest.withLock { $0 = max($0, peak) }
            return process.isRunning ? nil : true
        }
        let peak = largest.withLock(\.self)
        let result = try await process.wait(seconds: 60)
        #expect(result.status == (Self.rows >= 97 ? 1 : 0), "\(result.everything)")
        print("peak memory for \(Self.rows) rows: \(peak) kB")
        // What proc(5) calls kB are 1024 octets.
        #expect(peak > 0 && peak * 1024 < 100_000_000, "peak memory was \(peak) kB")
        try await sink.stop()

        let report = try await files.report()
        try #require(report.count == Self.rows)
        let truth = try Self.truth(of: sink)
        var disagreements: [String] = []
        for (index, recorded) in report.enumerated() {
            let row = index + 1
            let outcome = row % 1009 == 0 ? "invalid" : row % 97 == 0 ? "refused" : "accepted"
            let address = recorded["email"] ?? ""
            let agrees =
                recorded["number"] == String(row * 7) && recorded["merganser_outcome"] == outcome
                && truth[address] ?? [] == Self.expectedTruth(outcome, recorded["merganser_reply"] ?? "")
            if !agrees { disagreements.append("row \(row): \(recorded), sink: \(truth[address] ?? [])") }
        }
        #expect(disagreements.isEmpty, "\(disagreements.count): \(disagreements.prefix(5))")
        let attempted = report.count { $0["merganser_outcome"] != "invalid" }
        #expect(truth.count == attempted)
    }

    private static func expectedTruth(_ outcome: String, _ reply: String) -> [String] {
        outcome == "invalid" ? [] : ["\(outcome): \(reply)"]
    }

    /// What the sink says it answered for each address: one entry an answer.
    private static func truth(of sink: RunningSink) throws -> [String: [String]] {
        var answers: [String: [String]] = [:]
        for event in try sink.events("accepted") {
            for recipient in event["recipients"] as? [String] ?? [] {
                answers[recipient, default: []].append("accepted: Accepted as message \(event["n"] ?? 0)")
            }
        }
        // A chunk without an accepted recipient is refused, too; that answer is to no address.
        for event in try sink.events("refused") {
            guard let address = event["address"] as? String else { continue }
            answers[address, default: []].append("refused: No such user")
        }
        return answers
    }

    /// The most memory that was resident in the process so far, in kB (proc(5), VmHWM); nil when it has ended.
    private static func peakMemory(of process: Int32) -> Int? {
        let status = try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)
        return status?.firstMatch(of: /VmHWM:\s+(\d+) kB/).flatMap { Int($0.1) }
    }
}
