import Foundation
import TestSupport
import Testing

@Suite("Temporary refusals, end to end", .serialized)
struct RetryTests {
    private static let greylist = ["--greylist", "*=451 4.7.1 Greylisted, try again"]

    @Test("A relay that turns everybody away for a while has every message once, in one run")
    func greylisting() async throws {
        let sink = try await RunningSink(Self.greylist + ["--greylist-delay", "1200"])
        let files = try CampaignFiles(rows: 60)
        let log = files.folder("run.jsonl")
        let result = try await files.send(sink.url, ["--retry-after", "1s", "--log", log])
        #expect(result.status == 0, "\(result.everything)")
        let deliveries = try sink.deliveries()
        #expect(deliveries.count == 60 && deliveries.values.allSatisfy { $0 == 1 })
        let rows = try await files.report()
        #expect(rows.allSatisfy { $0["merganser_outcome"] == "accepted" })
        #expect(rows.allSatisfy { Int($0["merganser_attempts"] ?? "") ?? 0 >= 2 })
        let lines = String(decoding: try files.folder.read("run.jsonl"), as: UTF8.self)
        #expect(lines.contains("\"outcome\":\"deferred\"") && lines.contains("\"retry\":\"20"), "\(lines)")
        try await sink.stop()
    }

    @Test("Other rows are not held up by those that wait, and those that never get through end as deferred")
    func usedUp() async throws {
        let sink = try await RunningSink(["--refuse", "row2@*=451 4.3.0 Never"])
        let files = try CampaignFiles(rows: 4)
        let result = try await files.send(sink.url, ["--retry-after", "1s", "--max-attempts", "3"])
        #expect(result.status == 75, "\(result.everything)")
        let rows = try await files.report()
        #expect(
            rows.map { $0["merganser_outcome"] } == ["accepted", "deferred", "accepted", "accepted"])
        #expect(rows.map { $0["merganser_attempts"] } == ["1", "3", "1", "1"])
        try await sink.stop()
    }

    private func startWaiting(
        _ files: CampaignFiles, _ sink: RunningSink, retryAfter: String
    ) async throws -> BackgroundProcess {
        let log = files.folder("run.jsonl")
        let process = try BackgroundProcess(
            Merganser.path,
            [
                "send", files.template, files.list, "--relay", sink.url, "--yes", "--campaign",
                files.campaign, "--retry-after", retryAfter, "--log", log,
            ],
            in: files.folder.path)
        try await process.until {
            FileManager.default.contents(atPath: log)?.split(separator: 0x0A).count ?? 0 >= 5
        }
        return process
    }

    /// Goes on with a campaign until everything waits, and ends that.
    private func resumeUntilWaiting(_ files: CampaignFiles, _ options: [String]) async throws {
        let resumed = try BackgroundProcess(
            Merganser.path, ["resume", files.campaign, "--yes"] + options, in: files.folder.path)
        try await resumed.until(signalling: SIGINT) { resumed.error.contains("to try deferred rows again") }
        #expect(try await resumed.wait(seconds: 60).status == 130)
    }

    @Test("SIGINT while everything waits leaves at once, and resume keeps the time of the next attempt")
    func interrupted() async throws {
        let sink = try await RunningSink(Self.greylist)
        let files = try CampaignFiles(rows: 5)
        let process = try await startWaiting(files, sink, retryAfter: "1h")
        process.signal(SIGINT)
        let result = try await process.wait(seconds: 60)
        #expect(result.status == 130, "\(result.everything)")
        #expect(result.output.contains("--retry deferred"), "\(result.everything)")
        #expect(try await files.count("deferred") == 5)
        try await resumeUntilWaiting(files, [])
        #expect(try sink.deliveries().isEmpty)
        let hurried = try await files.resume(["--retry", "deferred"])
        #expect(hurried.status == 0, "\(hurried.everything)")
        #expect(try sink.deliveries().count == 5)
        try await sink.stop()
    }

    @Test("A resume that waits for less keeps the times that were planned, and so does the one after it")
    func shorterWait() async throws {
        let sink = try await RunningSink(Self.greylist)
        let files = try CampaignFiles(rows: 5)
        let process = try await startWaiting(files, sink, retryAfter: "5h")
        process.signal(SIGINT)
        #expect(try await process.wait(seconds: 60).status == 130)
        for options in [["--retry-after", "1s"], []] {
            try await resumeUntilWaiting(files, options)
            #expect(try sink.deliveries().isEmpty)
        }
        let rows = try await files.report()
        #expect(rows.allSatisfy { $0["merganser_attempts"] == "1" })
        try await sink.stop()
    }

    @Test("kill -9 while everything waits: resume goes on with the attempts and the times there were")
    func killed() async throws {
        let sink = try await RunningSink(Self.greylist)
        let files = try CampaignFiles(rows: 5)
        let process = try await startWaiting(files, sink, retryAfter: "15s")
        process.signal(SIGKILL)
        _ = try await process.wait(seconds: 60)
        #expect(try await files.count("deferred") == 5)
        let result = try await files.resume()
        #expect(result.status == 0, "\(result.everything)")
        let rows = try await files.report()
        #expect(rows.allSatisfy { $0["merganser_attempts"] == "2" })
        #expect(try sink.deliveries().count == 5)
        try await sink.stop()
    }
}
