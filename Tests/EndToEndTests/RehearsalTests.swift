import Foundation
import TestSupport
import Testing

@Suite("Rehearsing a campaign", .serialized)
struct RehearsalTests {
    /// Runs `send --rehearse`, and makes sure that nothing is left of it but the log.
    private static func rehearse(
        _ files: CampaignFiles, _ relay: [String] = [], _ options: [String],
        environment: [String: String] = [:]
    ) async throws -> (result: CommandResult, accepted: [String: Int]) {
        let temporary = try TemporaryFolder()
        let log = temporary("sink.jsonl")
        let scratch = try TemporaryFolder()
        let before = try files.folder.names()
        let result = try await Merganser.run(
            ["send", files.template, files.list] + relay + ["--rehearsal-log", log] + options,
            in: files.folder.path, environment: ["TMPDIR": scratch.path].merging(environment) { $1 })
        #expect(try files.folder.names() == before, "no campaign file is left")
        #expect(try scratch.names().isEmpty, "nor anything else")
        var counts: [String: Int] = [:]
        for line in (FileManager.default.contents(atPath: log) ?? Data()).split(separator: 0x0A) {
            let event = try JSONSerialization.jsonObject(with: Data(line)) as? [String: Any]
            guard event?["event"] as? String == "accepted" else { continue }
            for recipient in event?["recipients"] as? [String] ?? [] { counts[recipient, default: 0] += 1 }
        }
        return (result, counts)
    }

    @Test("Every message reaches the server inside; the relay is not asked, and no password is read")
    func everything() async throws {
        let files = try CampaignFiles(rows: 120)
        let (result, accepted) = try await Self.rehearse(
            files,
            [
                "--relay", "submission://relay.invalid", "--username", "ada", "--password-file",
                "/nonexistent",
            ], ["--rehearse"])
        #expect(result.status == 0, "\(result.everything)")
        #expect(accepted.count == 120 && accepted.values.allSatisfy { $0 == 1 })
        for phrase in [
            "Rehearsed; nothing was sent", "Nothing has been measured of submission://relay.invalid",
            "accepted  120", "of 120 rows", "It took ",
        ] { #expect(result.output.contains(phrase), "\(phrase): \(result.output)") }
    }

    @Test(
        "Each fault shows in the outcomes and their reasons, and every row has one",
        arguments: [
            ("refusals", 1, "× 550 5.1.1 No such user, says the rehearsal"),
            ("losses", 75, "in doubt"), ("busy", 0, "accepted  300"), ("slow", 0, "accepted  300"),
            ("greylisting", 75, "× 451 4.7.1 Try again, says the rehearsal"),
            ("none", 0, "accepted  300"),
        ])
    func faults(_ fault: String, _ status: Int32, _ phrase: String) async throws {
        let files = try CampaignFiles(rows: 300)
        let (result, accepted) = try await Self.rehearse(files, [], ["--rehearse", fault])
        #expect(result.status == status, "\(result.everything)")
        #expect(result.output.contains(phrase), "\(result.output)")
        #expect(result.output.contains("of 300 rows"), "\(result.output)")
        #expect(accepted.values.allSatisfy { $0 == 1 }, "\(fault)")
    }

    @Test("Faults that every message gets over are met all the same, as the server's log shows")
    func gotOver() async throws {
        let files = try CampaignFiles(rows: 600)
        let log = files.folder("sink.jsonl")
        let options = ["--connections", "3", "--rehearsal-log", log]
        for (fault, event) in [("busy", "\"code\":421"), ("resets", "\"by\":\"client\"")] {
            let result = try await Merganser.run(
                ["send", files.template, files.list, "--rehearse", fault] + options, in: files.folder.path)
            #expect([0, 75].contains(result.status), "\(fault): \(result.everything)")
            let events = String(decoding: try files.folder.read("sink.jsonl"), as: UTF8.self)
            #expect(events.contains(event), "\(fault): \(result.everything)")
            unlink(log)
        }
    }

    @Test("The round trip is the one that was measured, and the relay is left alone")
    func roundTrip() async throws {
        let sink = try await RunningSink(["--delay", "40"])
        let files = try CampaignFiles(rows: 20)
        let cache = try TemporaryFolder()
        let probe = try await Merganser.run(["probe", sink.url], environment: ["XDG_CACHE_HOME": cache.path])
        #expect(probe.status == 0, "\(probe.everything)")
        let seen = try sink.events("accepted").count
        try await sink.stop()
        let (result, accepted) = try await Self.rehearse(
            files, ["--relay", sink.url], ["--rehearse", "--connections", "1"],
            environment: ["XDG_CACHE_HOME": cache.path])
        #expect(result.status == 0, "\(result.everything)")
        #expect(seen == 0 && accepted.count == 20)
        let measured = try #require(result.output.firstMatch(of: /A round trip took ([0-9]+) ms/)?.1)
        #expect(try #require(Int(measured)) >= 40, "\(result.output)")
    }

    @Test("The pace is not waited for; when the last message would start is said")
    func pace() async throws {
        let files = try CampaignFiles(rows: 30)
        let (result, accepted) = try await Self.rehearse(
            files, [],
            ["--start-at", "2126-12-01T09:00", "--time-zone", "UTC", "--daily-cap", "10", "--rehearse"])
        #expect(result.status == 0, "\(result.everything)")
        #expect(accepted.count == 30)
        #expect(
            result.output.contains(
                "With 10 a day, from 2126-12-01T09:00 (UTC) the last of 30 would start Tue 2126-12-03 00:00"),
            "\(result.output)")
    }

    @Test("With a limit, speed and duration are those of the messages that were sent")
    func limited() async throws {
        let files = try CampaignFiles(rows: 60)
        let (result, accepted) = try await Self.rehearse(files, [], ["--limit", "10", "--rehearse"])
        #expect(result.status == 75 && accepted.count == 10, "\(result.everything)")
        #expect(result.output.contains("It took "), "\(result.output)")
        let (drawn, some) = try await Self.rehearse(files, [], ["--sample", "7", "--rehearse"])
        #expect(drawn.status == 75 && some.count == 7, "\(drawn.everything)")
    }

    @Test("Faults that do not exist, and options that make no sense with it, are usage errors")
    func usage() async throws {
        let files = try CampaignFiles(rows: 1)
        for options in [
            ["--rehearse", "earthquakes"], ["--rehearse=losses,earthquakes"], ["--rehearse=Losses"],
            ["--rehearse="],
            ["--rehearse", "--dry-run", "dry"], ["--rehearse", "--log", "x"],
            ["--relay", "smtp://127.0.0.1:1", "--rehearsal-log", "x"],
        ] {
            let result = try await Merganser.run(
                ["send", files.template, files.list] + options, in: files.folder.path)
            #expect(result.status == 64, "\(options): \(result.everything)")
        }
        #expect(try files.folder.names() == ["letter.eml", "list.csv"])
    }

    @Test("The commands of docs/sending.md do what it says")
    func documented() async throws {
        let page = try String(contentsOfFile: Merganser.packageRoot + "/docs/sending.md", encoding: .utf8)
        let files = try CampaignFiles(rows: 2)
        #expect(try await DocumentedCommands(in: page).run(in: files.folder.path) == 3)
    }
}
