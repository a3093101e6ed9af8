import Foundation
import Synchronization
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
        let capped = try BackgroundProcess(
            Merganser.path, ["resume", files.campaign, "--daily-cap", "8", "--yes"], in: files.folder.path)
        try await capped.until(signalling: SIGTERM) {
            try capped.error.contains("waiting until") && sink.acceptedLines() == 8
        }
        #expect(try await capped.wait().status == 130, "\(capped.error)")
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
        func run(_ arguments: [String], until isMet: @escaping @Sendable (BackgroundProcess) throws -> Bool)
            async throws
        {
            let process = try BackgroundProcess(Merganser.path, arguments + ["--yes"], in: files.folder.path)
            try await process.until(signalling: SIGTERM) { try isMet(process) }
            let result = try await process.wait()
            #expect(result.status == 130, "\(result.everything)")
        }
        let slow = { try sink.deliveries().filter { $0.key.hasSuffix("@slow.example") }.count }
        // One in half an hour: no machine is too slow for it.
        try await run([
            "send", files.template, files.list, "--relay", sink.url, "--campaign", files.campaign,
            "--rate-per-domain", "2/hour",
        ]) { _ in try sink.acceptedLines() >= 51 }
        #expect(try slow() == 1)
        try await run(["resume", files.campaign]) { $0.error.contains("waiting until") }
        #expect(try slow() == 1)
        let rest = try await files.resume(["--rate-per-domain", "none"])
        #expect(rest.status == 0, "\(rest.everything)")
        #expect(try sink.deliveries().count == 60 && sink.deliveries().values.allSatisfy { $0 == 1 })
        try await sink.stop()
    }

    @Test(
        "On one connection, a row that this relay cannot take leaves its start to the next one",
        arguments: ["--rate", "--rate-per-domain"])
    func refusedUnsent(option: String) async throws {
        let sink = try await RunningSink(["--no-smtputf8"])
        let files = try CampaignFiles(rows: 6) {
            $0 % 2 == 0 ? "jürg\($0)@example.com" : "row\($0)@example.com"
        }
        let result = try await files.send(
            sink.url, ["--connections", "1", option, "5/s"], seconds: 60)
        #expect(result.status == 1, "\(result.everything)")
        #expect(
            try await files.outcomes().map(\.outcome) == (1...6).map { $0 % 2 == 0 ? "invalid" : "accepted" })
        try await sink.stop()
    }

    @Test("What nothing was sent of while the relay stood still does not leave all at once when it goes on")
    func stalled() async throws {
        let (connections, rate) = (10, 10)
        let starts = Mutex<[ContinuousClock.Instant]>([])
        // The tenth message begins three seconds in which nobody is answered.
        let relay = try AnsweringRelay([
            "MAIL": .init(to: { _ in
                let begin = starts.withLock { times in
                    times.append(.now)
                    return times.count < 10 ? nil : times[9]
                }
                if let begin {
                    let left = begin + .seconds(3) - .now
                    if left > .zero { Thread.sleep(forTimeInterval: left / .seconds(1)) }
                }
                return "250 OK\r\n"
            })
        ])
        let files = try CampaignFiles(rows: 60)
        let result = try await files.send(
            relay.url, ["--connections", String(connections), "--rate", "\(rate)/s"])
        #expect(result.status == 0, "\(result.everything)")
        let times = starts.withLock { $0 }.sorted()
        #expect(times.count == 60)
        // Some more for what a busy machine holds up on its way.
        for (one, next) in zip(times, times.dropFirst(rate + 5)) {
            #expect(next - one >= .seconds(1), "\(next - one) at \(one - (times.first ?? one))")
        }
    }

    @Test("What cannot be used is told before the list is read")
    func usage() async throws {
        let files = try CampaignFiles(rows: 1)
        let result = try await files.send("smtp://127.0.0.1:9", ["--hours", "9-17"])
        #expect(result.status == 64, "\(result.everything)")
        #expect(result.error.contains("--hours"))
    }
}
