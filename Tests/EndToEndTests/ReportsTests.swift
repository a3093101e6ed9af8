import TestSupport
import Testing

@Suite("Reports of delivery")
struct ReportsTests {
    private func count(_ text: String, in output: String) -> Int {
        output.split(separator: "\n").filter { $0.contains(text) }.count
    }

    @Test(
        "that a relay does not offer are told of once for the run, with the messages, and added up by status")
    func notOffered() async throws {
        let sink = try await RunningSink(["--no-dsn"])
        let files = try CampaignFiles(rows: 40)
        let sent = try await files.send(
            sink.url,
            ["--dsn", "failure", "--connections", "4", "--messages-per-connection", "5", "--limit", "30"])
        #expect(sent.status == 75, "\(sent.everything)")
        #expect(count("does not offer DSN", in: sent.error) == 1, "\(sent.error)")
        #expect(sent.error.contains("30 accepted messages went without --dsn"), "\(sent.error)")
        let resumed = try await files.resume()
        #expect(resumed.status == 0, "\(resumed.everything)")
        #expect(resumed.error.contains("10 accepted messages went without --dsn"), "\(resumed.error)")
        let status = try await Merganser.run(["status", files.campaign])
        #expect(status.output.contains("40 accepted messages went without --dsn"), "\(status.output)")
        let accepted = try sink.events("accepted")
        #expect(accepted.count == 40 && accepted.allSatisfy { $0["mailParameters"] == nil })
        try await sink.stop()
    }

    @Test("that nobody asked for, or that the relay offers, are not told of; check says what would be")
    func unasked() async throws {
        let without = try await RunningSink(["--no-dsn"])
        let with = try await RunningSink()
        for (sink, options) in [(without, []), (with, ["--dsn", "failure"])] as [(RunningSink, [String])] {
            let files = try CampaignFiles(rows: 2)
            let sent = try await files.send(sink.url, options)
            #expect(sent.status == 0 && !sent.everything.contains("offer DSN"), "\(sent.everything)")
            let checked = try await Merganser.run(
                ["check", files.template, files.list, "--relay", sink.url, "--dsn", "failure"])
            #expect(checked.status == 0, "\(checked.everything)")
            #expect(checked.error.contains("does not offer DSN") == (sink === without), "\(checked.error)")
        }
        try await without.stop()
        try await with.stop()
    }
}
