import Foundation
import TestSupport
import Testing

@Suite("The death of the process", .serialized)
struct CrashTests {
    @Test(
        "kill -9 at ten random moments of a run, each followed by resume: one outcome a row, nobody twice unasked"
    )
    func killedTenTimes() async throws {
        let rows = 20_000
        let seed =
            UInt64(ProcessInfo.processInfo.environment["MERGANSER_TEST_SEED"] ?? "")
            ?? .random(in: 0...(.max))
        print("kill moments are drawn with MERGANSER_TEST_SEED=\(seed)")
        var moments = SplitMix64(seed: seed)
        let sink = try await RunningSink()
        let files = try CampaignFiles(rows: rows)
        var kills = 0
        var process = try BackgroundProcess(
            Merganser.path,
            ["send", files.template, files.list, "--relay", sink.url, "--yes", "--campaign", files.campaign],
            in: files.folder.path)
        while kills < 10 {
            // The moment is measured by the sink's log, so that it falls into the sending whatever the speed.
            let target = sink.logSize + Int(moments.next() % UInt64(rows * 200 / 16)) + 1
            try? await process.until(signalling: SIGKILL) { sink.logSize >= target }
            let result = try await process.wait(seconds: 60)
            guard result.signal == SIGKILL else { break }
            kills += 1
            process = try BackgroundProcess(
                Merganser.path, ["resume", files.campaign, "--yes"], in: files.folder.path)
        }
        let last = try await process.wait(seconds: 120)
        #expect(kills == 10, "the run was over after \(kills) kills")
        let outcomes = try await files.outcomes()
        let inDoubt = outcomes.filter { $0.outcome == "in-doubt" }.count
        print("in doubt after ten kills: \(inDoubt) of \(rows)")
        // A kill between two flights leaves nothing in doubt, so the code follows from what is recorded.
        #expect(last.status == (inDoubt == 0 ? 0 : 75), "\(last.everything)")
        let deliveries = try sink.deliveries()
        #expect(outcomes.count == rows)
        #expect(outcomes.allSatisfy { $0.outcome == "accepted" || $0.outcome == "in-doubt" })
        #expect(deliveries.values.allSatisfy { $0 == 1 })
        for (address, outcome) in outcomes where outcome == "accepted" {
            #expect(deliveries[address] == 1, "\(address) is called accepted and the sink never got it")
        }
        let retried = try await files.resume(["--retry", "in-doubt"])
        #expect(retried.status == 0, "\(retried.everything)")
        let after = try sink.deliveries()
        #expect(after.count == rows)
        let doubted = Set(outcomes.filter { $0.outcome == "in-doubt" }.map(\.address))
        #expect(after.allSatisfy { $0.value == 1 || (doubted.contains($0.key) && $0.value == 2) })
        try await sink.stop()
    }

    @Test("A second process on the same campaign exits at once and names the first")
    func secondProcess() async throws {
        let sink = try await RunningSink(["--delay", "100"])
        let files = try CampaignFiles(rows: 200)
        let first = try BackgroundProcess(
            Merganser.path,
            [
                "send", files.template, files.list, "--relay", sink.url, "--yes", "--campaign",
                files.campaign,
                // Slow enough to have much left, however busy the machine is.
                "--connections", "1", "--window", "1",
            ],
            in: files.folder.path)
        try await first.until { try sink.acceptedLines() >= 1 }
        let second = try await files.resume()
        #expect(second.status == 75, "\(second.everything)")
        #expect(second.error.contains(String(first.processIdentifier)), "\(second.everything)")
        first.signal(SIGKILL)
        _ = try await first.wait()
        let third = try await files.resume(["--limit", "1"])
        #expect(third.status == 75, "\(third.everything)")
        try await sink.stop()
    }

    @Test("SIGINT finishes what is out, says how to go on and leaves nothing in doubt")
    func interrupted() async throws {
        let sink = try await RunningSink(["--delay", "20"])
        let files = try CampaignFiles(rows: 2000)
        let process = try BackgroundProcess(
            Merganser.path,
            [
                "send", files.template, files.list, "--relay", sink.url, "--yes", "--campaign",
                files.campaign,
                // Slow enough to have much left, however busy the machine is.
                "--connections", "1", "--window", "1",
            ],
            in: files.folder.path)
        try await process.until(signalling: SIGINT) { try sink.acceptedLines() >= 20 }
        let result = try await process.wait()
        #expect(result.status == 130, "\(result.everything)")
        #expect(result.output.contains("resume"))
        #expect(try await files.count("in-doubt") == 0)
        #expect(try await files.count("accepted") == sink.deliveries().count)
        try await sink.stop()
    }
}

extension RunningSink {
    /// Octets of its log: each accepted message adds more than 200.
    var logSize: Int {
        var status = stat()
        return stat(logPath, &status) == 0 ? Int(status.st_size) : 0
    }

    /// Accepted messages so far, without reading the events.
    func acceptedLines() throws -> Int {
        guard let data = FileManager.default.contents(atPath: logPath) else { return 0 }
        return data.split(separator: 0x0A).count { $0.starts(with: Data("{\"event\":\"accepted\"".utf8)) }
    }
}
