import Foundation
import TestSupport
import Testing

/// What signals do to a run under way.
@Suite("Signals", .serialized)
struct SignalTests {
    /// A run that is slow enough to have much left, however busy the machine is.
    private static func start(
        _ files: CampaignFiles, _ sink: RunningSink, _ options: [String] = [], accepted: Int = 3
    ) async throws -> BackgroundProcess {
        let process = try BackgroundProcess(
            Merganser.path,
            [
                "send", files.template, files.list, "--relay", sink.url, "--yes", "--campaign",
                files.campaign,
                "--connections", "1", "--window", "1",
            ] + options, in: files.folder.path)
        try await process.until { try sink.acceptedLines() >= accepted }
        return process
    }

    private static func objects(_ files: CampaignFiles, _ name: String) throws -> [[String: Any]] {
        try files.folder.read(name).split(separator: 0x0A).map {
            try #require(try JSONSerialization.jsonObject(with: Data($0)) as? [String: Any])
        }
    }

    @Test(
        "A log that is renamed goes on under its name after SIGHUP, as logrotate does it; every outcome is in one of them"
    )
    func rotation() async throws {
        // Half a minute: the first turns may come late, while other tests keep the machine busy.
        let sink = try await RunningSink(["--delay", "150"])
        let files = try CampaignFiles(rows: 200)
        let process = try await Self.start(files, sink, ["--log", files.folder("log")])
        for turn in 1...3 {
            try FileManager.default.moveItem(
                atPath: files.folder("log"), toPath: files.folder("log.\(turn)"))
            process.signal(SIGHUP)
            try await process.until {
                ((try? files.folder.read("log").count) ?? 0) > 0
            }
        }
        let result = try await process.wait()
        #expect(result.status == 0, "\(result.everything)")
        let names = ["log.1", "log.2", "log.3", "log"]
        let rows = try names.flatMap { try Self.objects(files, $0).compactMap { $0["row"] as? Int } }
        #expect(rows.count == 200 && Set(rows) == Set(1...200))
        #expect(try names.allSatisfy { try !Self.objects(files, $0).isEmpty })
        try await sink.stop()
    }

    @Test("When the log cannot be begun anew it goes on in the old file, with a warning")
    func rotationWithoutRoom() async throws {
        let sink = try await RunningSink(["--delay", "3"])
        let files = try CampaignFiles(rows: 200)
        let process = try await Self.start(files, sink, ["--log", files.folder("log")])
        try FileManager.default.moveItem(atPath: files.folder("log"), toPath: files.folder("old"))
        try FileManager.default.createDirectory(
            atPath: files.folder("log"), withIntermediateDirectories: false)
        process.signal(SIGHUP)
        try await process.until { process.error.contains("warning: the log was not begun anew") }
        let result = try await process.wait()
        #expect(result.status == 0, "\(result.everything)")
        #expect(try Self.objects(files, "old").count == 200)
        try await sink.stop()
    }

    @Test("SIGUSR1 prints where the run stands, and the run goes on")
    func state() async throws {
        let sink = try await RunningSink(["--delay", "3"])
        let files = try CampaignFiles(rows: 200)
        let process = try await Self.start(
            files, sink, ["--rate", "100/s", "--rate", "90000/hour", "--quiet"])
        process.signal(SIGUSR1)
        try await process.until { process.error.contains("pace: rate 100/s, 90000/hour") }
        let lines = process.error.split(separator: "\n").map(String.init)
        #expect(lines.first?.contains("letter.merganser: ") == true, "\(lines)")
        #expect(
            lines.first?.contains("of 200 messages: ") == true && lines.first?.contains("accepted") == true)
        #expect(lines.contains { $0.hasPrefix("1 connection") }, "\(lines)")
        let result = try await process.wait()
        #expect(result.status == 0, "\(result.everything)")
        #expect(try sink.deliveries().count == 200)
        try await sink.stop()
    }

    @Test("SIGUSR1 says what a run waits for")
    func waiting() async throws {
        let sink = try await RunningSink()
        let files = try CampaignFiles(rows: 2)
        let process = try BackgroundProcess(
            Merganser.path,
            [
                "send", files.template, files.list, "--relay", sink.url, "--yes", "--campaign",
                files.campaign,
                "--start-at", "2126-12-01T09:00", "--progress", "none",
            ], in: files.folder.path)
        try await process.until { process.output.contains("2 to send") }
        // While the list is read it says nothing, so it is asked until it answers.
        try await process.until {
            process.signal(SIGUSR1)
            return process.error.contains("waiting until 09:00")
        }
        process.signal(SIGTERM)
        #expect(try await process.wait().status == 130)
        try await sink.stop()
    }

    @Test("The first SIGTERM, or SIGHUP without a log, finishes what is out", arguments: [SIGTERM, SIGHUP])
    func drained(_ signal: Int32) async throws {
        let sink = try await RunningSink(["--delay", "20"])
        let files = try CampaignFiles(rows: 2000)
        let process = try await Self.start(files, sink)
        process.signal(signal)
        let result = try await process.wait()
        #expect(result.status == 130, "\(result.everything)")
        #expect(try await files.count("in-doubt") == 0)
        #expect(try await files.count("accepted") == sink.deliveries().count)
        #expect(try await files.count("pending") > 0)
        try await sink.stop()
    }

    @Test("The second signal leaves at once: what was out is in doubt, and resume sends the rest once")
    func left() async throws {
        let sink = try await RunningSink(["--delay", "1000"])
        let files = try CampaignFiles(rows: 20)
        let process = try await Self.start(files, sink, accepted: 1)
        process.signal(SIGINT)
        try await process.until { process.error.contains("Finishing") }
        process.signal(SIGTERM)
        let result = try await process.wait(seconds: 60)
        #expect(result.status == 130 && result.signal == nil, "\(result.everything)")
        try await sink.stop()
        let relay = try await RunningSink()
        let doubted = try await files.count("in-doubt")
        let accepted = try await files.count("accepted")
        let resumed = try await files.resume(["--relay", relay.url])
        #expect(resumed.status == (doubted > 0 ? 75 : 0), "\(resumed.everything)")
        #expect(try relay.deliveries().count == 20 - doubted - accepted)
        #expect(try relay.deliveries().values.allSatisfy { $0 == 1 })
        try await relay.stop()
    }
}
