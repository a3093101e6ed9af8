import Foundation
import TestSupport
import Testing

@Suite("A campaign to the sink", .serialized)
struct SinkCampaignTests {
    @Test(
        "Every row is accepted once, and the sink's log says the same",
        arguments: [
            [], ["--no-chunking"], ["--no-pipelining"], ["--no-chunking", "--no-pipelining"],
        ])
    func everyRowOnce(_ switches: [String]) async throws {
        let sink = try await RunningSink(switches)
        let files = try CampaignFiles(rows: 500)
        let result = try await files.send(sink.url)
        #expect(result.status == 0, "\(result.everything)")
        let deliveries = try sink.deliveries()
        #expect(deliveries.count == 500)
        #expect(deliveries.values.allSatisfy { $0 == 1 })
        let outcomes = try await files.outcomes()
        #expect(outcomes.count == 500)
        #expect(outcomes.allSatisfy { $0.outcome == "accepted" })
        try await sink.stop()
    }

    @Test("Refused, deferred, duplicate and invalid rows each get their own outcome and exit code")
    func eachOutcome() async throws {
        let sink = try await RunningSink([
            "--refuse", "row3@*=550 5.1.1 No such user", "--refuse", "row4@*=451 4.7.1 Try later",
        ])
        let files = try CampaignFiles(rows: 8) { row in
            switch row {
            case 6: "row1@Example.com"
            case 7: "not an address"
            default: "row\(row)@example.com"
            }
        }
        let result = try await files.send(sink.url, ["--max-attempts", "1"])
        #expect(result.status == 75, "\(result.everything)")
        let outcomes = try await files.outcomes().map(\.outcome)
        #expect(
            outcomes == [
                "accepted", "accepted", "refused", "deferred", "accepted", "skipped", "invalid", "accepted",
            ])
        try await sink.stop()
    }

    @Test(
        "Without further attempts, a relay that turns everybody away at first has every message after a second run"
    )
    func greylist() async throws {
        let sink = try await RunningSink(["--greylist", "*=451 4.7.1 Greylisted, try again"])
        let files = try CampaignFiles(rows: 40)
        let first = try await files.send(sink.url, ["--max-attempts", "1"])
        #expect(first.status == 75, "\(first.everything)")
        #expect(try await files.count("deferred") == 40)
        let second = try await files.resume()
        #expect(second.status == 0, "\(second.everything)")
        let deliveries = try sink.deliveries()
        #expect(deliveries.count == 40 && deliveries.values.allSatisfy { $0 == 1 })
        try await sink.stop()
    }

    @Test("--limit leaves the rest pending, and resume sends exactly that")
    func limitAndResume() async throws {
        let sink = try await RunningSink()
        let files = try CampaignFiles(rows: 300)
        let first = try await files.send(sink.url, ["--limit", "120"])
        #expect(first.status == 75, "\(first.everything)")
        #expect(try sink.deliveries().count == 120)
        let second = try await files.resume()
        #expect(second.status == 0, "\(second.everything)")
        let deliveries = try sink.deliveries()
        #expect(deliveries.count == 300)
        #expect(deliveries.values.allSatisfy { $0 == 1 })
        try await sink.stop()
    }

    @Test("A second send over an existing campaign file is refused and changes nothing")
    func secondSend() async throws {
        let sink = try await RunningSink()
        let files = try CampaignFiles(rows: 3)
        _ = try await files.send(sink.url)
        let again = try await files.send(sink.url)
        #expect(again.status == 73, "\(again.everything)")
        #expect(again.error.contains("resume"))
        #expect(try sink.deliveries().values.allSatisfy { $0 == 1 })
        try await sink.stop()
    }

    // A connection that is lost with BDAT, or in the middle of content, may have taken whole messages that were
    // written ahead: those are in doubt. With DATA and a wait for 354 none has left.
    @Test(
        "Connections that are lost, capped or few: every row once, in doubt only what may have left as a whole",
        arguments: [
            (["--lose", "afterRCPT:7"], true), (["--lose", "midContent:5"], true),
            (["--lose", "afterRCPT:7", "--no-chunking"], false),
            (["--lose", "afterRCPT:7", "--no-chunking", "--no-pipelining"], false),
            (["--messages-per-connection", "9"], false), (["--connections", "2"], false),
        ])
    func lostConnections(_ switches: [String], _ mayDoubt: Bool) async throws {
        let sink = try await RunningSink(switches)
        let files = try CampaignFiles(rows: 60)
        var result = try await files.send(sink.url, ["--connections", "3"])
        // Plain resumes: nothing is asked for twice.
        for _ in 0..<20 {
            let outcomes = try await files.outcomes().map(\.outcome)
            guard outcomes.contains(where: { $0 != "accepted" && $0 != "in-doubt" }) else { break }
            result = try await files.resume()
        }
        let inDoubt = try await files.count("in-doubt")
        #expect(result.status == (inDoubt == 0 ? 0 : 75), "\(result.everything)")
        #expect(mayDoubt || inDoubt == 0)
        #expect(try await files.count("accepted") == 60 - inDoubt)
        #expect(try sink.deliveries().count == 60 - inDoubt)
        #expect(try sink.deliveries().values.allSatisfy { $0 == 1 })

        for _ in 0..<20 where result.status == 75 || result.status == 69 {
            result = try await files.resume(["--retry", "in-doubt"])
        }
        #expect(result.status == 0, "\(result.everything)")
        // The sink kept nothing of what it lost, so the retries are no second copies.
        #expect(try sink.deliveries().count == 60)
        #expect(try sink.deliveries().values.allSatisfy { $0 == 1 })
        try await sink.stop()
    }

    @Test(
        "A reply that never comes leaves the row in doubt; it is sent again only when asked, with the same Message-ID"
    )
    func inDoubt() async throws {
        let sink = try await RunningSink(["--lose", "afterContentBeforeReply:10"])
        let files = try CampaignFiles(rows: 15)
        let first = try await files.send(sink.url, ["--connections", "1"])
        #expect(first.status == 75, "\(first.everything)")
        let inDoubt = try await files.outcomes().filter { $0.outcome == "in-doubt" }.map(\.address)
        #expect(!inDoubt.isEmpty)
        let plain = try await files.resume()
        #expect(plain.status == 75, "\(plain.everything)")
        #expect(try sink.deliveries().values.allSatisfy { $0 == 1 })
        let retried = try await files.resume(["--retry", "in-doubt"])
        #expect(retried.status == 0, "\(retried.everything)")
        for address in inDoubt {
            let identifiers = try sink.events("accepted")
                .filter { ($0["recipients"] as? [String])?.contains(address) == true }
                .compactMap { $0["messageID"] as? String }
            #expect(identifiers.count == 2)
            #expect(Set(identifiers).count == 1)
        }
        try await sink.stop()
    }

    @Test("The live log has one JSON object for every outcome")
    func liveLog() async throws {
        let sink = try await RunningSink(["--refuse", "row2@*=550 5.1.1 No"])
        let files = try CampaignFiles(rows: 10)
        let log = files.folder("results.jsonl")
        _ = try await files.send(sink.url, ["--log", log])
        let objects = try files.folder.read("results.jsonl").split(separator: 0x0A).map {
            try #require(try JSONSerialization.jsonObject(with: Data($0)) as? [String: Any])
        }
        #expect(objects.count == 10)
        #expect(Set(objects.compactMap { $0["row"] as? Int }) == Set(1...10))
        #expect(
            objects.filter { $0["outcome"] as? String == "refused" }.compactMap { $0["code"] as? Int } == [
                550
            ])
        try await sink.stop()
    }

    @Test("A dry run writes what send would send, opens no socket, and under one approval gives one digest")
    func dryRun() async throws {
        let files = try CampaignFiles(rows: 12)
        var digests: [String] = []
        for name in ["first", "second"] {
            let result = try await Merganser.run(
                ["send", files.template, files.list, "--dry-run", files.folder(name)]
                    + (digests.first.map { ["--approved", $0] } ?? []), in: files.folder.path)
            #expect(result.status == 0, "\(result.everything)")
            let manifest = try #require(
                try JSONSerialization.jsonObject(with: Data(try files.folder.read(name + "/manifest.json")))
                    as? [String: Any])
            #expect((manifest["rows"] as? [Any])?.count == 12)
            digests.append(try #require(manifest["digest"] as? String))
            #expect(try files.folder.read(name + "/000012.eml").count > 200)
        }
        #expect(digests[0] == digests[1])
        let trace = try await Command.run(
            "strace",
            [
                "-f", "-e", "trace=socket,connect", Merganser.path, "send", files.template, files.list,
                "--dry-run", files.folder("third"),
            ],
            in: files.folder.path)
        #expect(trace.status == 0, "\(trace.everything)")
        #expect(!trace.error.contains("AF_INET"), "\(trace.error)")
    }
}
