import Foundation
import TestSupport
import Testing

/// A run whose process is stopped, or whose clock jumps.
@Suite("A run goes on through suspensions and jumps of the clock", .serialized)
struct DisturbanceTests {
    private static let tenDays = 864_000

    private static func arguments(_ files: CampaignFiles, _ sink: RunningSink) -> [String] {
        ["send", files.template, files.list, "--relay", sink.url, "--yes", "--campaign", files.campaign]
    }

    @Test("A process that is stopped and goes on (SIGSTOP, SIGCONT) sends every message once")
    func suspended() async throws {
        let sink = try await RunningSink(["--delay", "3"])
        let files = try CampaignFiles(rows: 300)
        let process = try BackgroundProcess(
            Merganser.path, Self.arguments(files, sink) + ["--connections", "2"], in: files.folder.path)
        for target in [20, 80, 140] {
            try await process.until(signalling: SIGSTOP) { try sink.acceptedLines() >= target }
            let state = "/proc/\(process.processIdentifier)/stat"
            try await process.until {
                try String(contentsOfFile: state, encoding: .utf8).contains(") T ")
            }
            // What the relay still answers waits in the socket.
            process.signal(SIGCONT)
        }
        let result = try await process.wait()
        #expect(result.status == 0, "\(result.everything)")
        #expect(try sink.deliveries().count == 300)
        #expect(try sink.deliveries().values.allSatisfy { $0 == 1 })
        try await sink.stop()
    }

    @Test(
        "A relay that closes the connections of a stopped process loses none of its messages, and gets none twice unasked"
    )
    func suspendedTooLong() async throws {
        let sink = try await RunningSink(["--delay", "3"])
        let files = try CampaignFiles(rows: 300)
        let process = try BackgroundProcess(
            Merganser.path, Self.arguments(files, sink) + ["--connections", "2", "--window", "1"],
            in: files.folder.path)
        try await process.until(signalling: SIGSTOP) { try sink.acceptedLines() >= 20 }
        try await sink.stop()
        process.signal(SIGCONT)
        let stopped = try await process.wait()
        #expect(stopped.status == 69, "\(stopped.everything)")
        let other = try await RunningSink()
        // The row that was answered 421 would be tried again later.
        let resumed = try await files.resume(["--relay", other.url, "--retry", "deferred"])
        let doubted = try await files.count("in-doubt")
        #expect(resumed.status == (doubted > 0 ? 75 : 0), "\(resumed.everything)")
        let deliveries = try sink.deliveries().merging(other.deliveries()) { $0 + $1 }
        #expect(deliveries.values.allSatisfy { $0 == 1 })
        for (address, outcome) in try await files.outcomes() where outcome == "accepted" {
            #expect(deliveries[address] == 1, "\(address)")
        }
        #expect(try await files.outcomes().allSatisfy { ["accepted", "in-doubt"].contains($0.outcome) })
        try await other.stop()
    }

    /// A clock that can be set while a process runs.
    private struct Clock {
        private let file: String
        private let library: String

        init(in folder: TemporaryFolder) async throws {
            file = try folder.write("clock", "0")
            library = folder("clock.so")
            try await PreloadedLibrary.compile("Tests/Servers/clock.c", to: library)
        }

        var environment: [String: String] { ["LD_PRELOAD": library, "CLOCK_OFFSET_FILE": file] }

        /// At once: nobody sees half of a number.
        func set(_ seconds: Int) throws {
            try Data("\(seconds)".utf8).write(to: URL(fileURLWithPath: file), options: .atomic)
        }
    }

    @Test(
        "A clock that jumps ten days ahead, and twenty back, changes nothing of what is sent, at a rate or not",
        arguments: [["--connections", "1", "--window", "1"], ["--rate", "200/s", "--rate", "100000/hour"]])
    func clockJumps(_ options: [String]) async throws {
        let sink = try await RunningSink(["--delay", "10"])
        let files = try CampaignFiles(rows: 200)
        let clock = try await Clock(in: files.folder)
        let process = try BackgroundProcess(
            Merganser.path, Self.arguments(files, sink) + options, in: files.folder.path,
            environment: clock.environment)
        for (target, offset) in [(20, Self.tenDays), (60, -Self.tenDays), (120, 0)] {
            try await process.until { try sink.acceptedLines() >= target }
            try clock.set(offset)
        }
        let result = try await process.wait()
        #expect(result.status == 0, "\(result.everything)")
        #expect(try sink.deliveries().count == 200)
        #expect(try sink.deliveries().values.allSatisfy { $0 == 1 })
        let rows = try await files.report()
        #expect(rows.allSatisfy { $0["merganser_outcome"] == "accepted" })
        #expect(Set(rows.compactMap { $0["merganser_time"]?.prefix(10) }).count >= 2, "the jumps are seen")
        try await sink.stop()
    }

    @Test("A campaign that was begun ten days in the future goes on; what was sent then holds nothing up")
    func begunInTheFuture() async throws {
        let sink = try await RunningSink()
        let files = try CampaignFiles(rows: 60)
        let clock = try await Clock(in: files.folder)
        try clock.set(Self.tenDays)
        let first = try await Command.run(
            Merganser.path, Self.arguments(files, sink) + ["--rate", "100/s", "--limit", "30"],
            in: files.folder.path, environment: clock.environment)
        #expect(first.status == 75, "\(first.everything)")
        try clock.set(-Self.tenDays)
        let second = try await Command.run(
            Merganser.path, ["resume", files.campaign, "--yes"], in: files.folder.path,
            environment: clock.environment)
        #expect(second.status == 0, "\(second.everything)")
        #expect(try sink.deliveries().count == 60)
        try await sink.stop()
    }
}
