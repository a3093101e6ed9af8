import Foundation
import TestSupport
import Testing

/// Connections that die at octets chosen by chance; the sink's log is the truth.
@Suite("Connections that are killed", .serialized)
struct KilledConnectionsTests {
    private static let rows = 10_000

    @Test(
        "10,000 messages, 64 connections, every third reset at a random octet: every row has one true outcome, nobody is mailed twice unasked",
        .timeLimit(.minutes(20)), arguments: [[], ["--no-chunking"], ["TLS"]])
    func everyThird(_ switches: [String]) async throws {
        let seed = Int.random(in: 1...1_000_000)
        print("seed of the resets: \(seed)")
        let folder = try TemporaryFolder()
        var switches = switches
        var trust: [String] = []
        if switches == ["TLS"] {
            let certificate = try await TestCertificate(in: folder, name: "localhost")
            switches = ["--tls-certificate", certificate.path, "--tls-key", certificate.keyPath]
            trust = ["--ca-file", certificate.path]
        }
        let sink = try await RunningSink(["--reset", "3:12000:\(seed)"] + switches)
        let files = try CampaignFiles(rows: Self.rows)
        let url = trust.isEmpty ? sink.url : "smtp://localhost:\(sink.port)?tls=required"
        var result = try await files.send(url, ["--connections", "64"] + trust)
        var runs = 1
        while runs < 60, try await isUnfinished(files) {
            result = try await files.resume(trust)
            runs += 1
        }
        let outcomes = try await files.outcomes()
        let before = try sink.deliveries()
        var doubtful: Set<String> = []
        #expect(outcomes.count == Self.rows)
        for (address, outcome) in outcomes {
            switch outcome {
            case "accepted": #expect(before[address] == 1, "I2 and I3: \(address)")
            case "in-doubt":
                #expect(before[address, default: 0] <= 1, "I2: \(address)")
                doubtful.insert(address)
            default: Issue.record("\(address) is \(outcome) after \(runs) runs: \(result.everything)")
            }
        }
        let resets = try sink.events("closed").count
        print("\(runs) runs, \(doubtful.count) in doubt, \(resets) connections")
        try await retryDoubtful(files, trust)
        let after = try sink.deliveries()
        #expect(try await files.count("accepted") == Self.rows)
        for (address, times) in after where times > 1 {
            #expect(doubtful.contains(address), "\(address) was mailed \(times) times and never in doubt")
        }
        #expect(after.count == Self.rows)
        try checkIdentifiers(sink)
        try await sink.stop()
    }

    private func isUnfinished(_ files: CampaignFiles) async throws -> Bool {
        try await files.outcomes().contains { $0.outcome != "accepted" && $0.outcome != "in-doubt" }
    }

    private func retryDoubtful(_ files: CampaignFiles, _ trust: [String]) async throws {
        for _ in 0..<40 where try await files.count("accepted") < Self.rows {
            _ = try await files.resume(["--retry", "in-doubt"] + trust)
        }
    }

    /// What was sent again had the Message-ID that it had before.
    private func checkIdentifiers(_ sink: RunningSink) throws {
        var identifiers: [String: Set<String>] = [:]
        for event in try sink.events("accepted") {
            guard let address = (event["recipients"] as? [String])?.first else { continue }
            identifiers[address, default: []].insert(event["messageID"] as? String ?? "")
        }
        #expect(identifiers.values.allSatisfy { $0.count == 1 && $0 != [""] })
    }
}
