import Foundation
import TestSupport
import Testing

@Suite("Several relays", .serialized)
struct SeveralRelaysTests {
    private static func arguments(_ files: CampaignFiles, _ relays: [String], _ options: [String] = [])
        -> [String]
    {
        ["send", files.template, files.list, "--yes", "--campaign", files.campaign]
            + relays.flatMap { ["--relay", $0] } + options
    }

    private static func send(
        _ files: CampaignFiles, _ relays: [String], _ options: [String] = []
    ) async throws -> CommandResult {
        try await Merganser.run(arguments(files, relays, options), in: files.folder.path)
    }

    /// Every row that is called accepted is at one of the sinks, once, and nobody got a message twice.
    private static func expectOnce(
        _ files: CampaignFiles, _ sinks: [RunningSink], sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        var deliveries: [String: Int] = [:]
        for sink in sinks { deliveries.merge(try sink.deliveries(), uniquingKeysWith: +) }
        #expect(deliveries.values.allSatisfy { $0 == 1 }, sourceLocation: sourceLocation)
        for (address, outcome) in try await files.outcomes() {
            switch outcome {
            case "accepted": #expect(deliveries[address] == 1, "\(address)", sourceLocation: sourceLocation)
            case "in-doubt": break
            default: #expect(deliveries[address] == nil, "\(address)", sourceLocation: sourceLocation)
            }
        }
    }

    @Test("share the messages by weight, and each is told of by itself")
    func weights() async throws {
        let (first, second) = (try await RunningSink(), try await RunningSink(["--no-chunking"]))
        let files = try CampaignFiles(rows: 2000)
        let log = files.folder("results.jsonl")
        let result = try await Self.send(files, [first.url + "?weight=3", second.url], ["--log", log])
        #expect(result.status == 0, "\(result.everything)")
        let share = try Double(first.deliveries().count) / 2000
        #expect(abs(share - 0.75) < 0.03, "\(share)")
        try await Self.expectOnce(files, [first, second])
        for url in [first.url, second.url] {
            #expect(result.output.contains("through \(url): "), "\(result.output)")
        }
        let lines = String(decoding: try files.folder.read("results.jsonl"), as: UTF8.self)
            .split(separator: "\n")
        for sink in [first, second] {
            let deliveries = try sink.deliveries().count
            #expect(lines.count { $0.contains("\"relay\":\"\(sink.url)\"") } == deliveries)
            try await sink.stop()
        }
    }

    @Test("One that dies leaves its share to the other, and gets it again when it is back")
    func failover() async throws {
        let (first, second) = (try await RunningSink(), try await RunningSink())
        let files = try CampaignFiles(rows: 8000)
        // So slow that there is much left when the relay is tried again.
        let process = try BackgroundProcess(
            Merganser.path,
            Self.arguments(files, [first.url, second.url], ["--rate", "200/s", "--window", "1"]),
            in: files.folder.path)
        try await process.until { try first.acceptedLines() >= 100 }
        try await first.die()
        let sofar = try second.acceptedLines()
        try await process.until { try second.acceptedLines() >= sofar + 200 }
        let again = try await RunningSink(port: first.port)
        try await process.until { try again.acceptedLines() >= 50 }
        try await process.until(signalling: SIGINT) {
            process.error.contains("\(first.url) takes messages again")
        }
        #expect(process.error.contains("warning: \(first.url): "), "\(process.error)")
        let result = try await process.wait()
        #expect(result.status == 130, "\(result.everything)")
        let rest = try await files.resume(["--rate", "none"])
        try await Self.expectOnce(files, [first, second, again])
        let inDoubt = try await files.count("in-doubt")
        #expect(rest.status == (inDoubt == 0 ? 0 : 75), "\(rest.everything)")
        #expect(try await files.count("accepted") == 8000 - inDoubt)
        for sink in [second, again] { try await sink.stop() }
    }

    @Test("One that refuses the password is tried once and left out; the other gets everything")
    func authentication() async throws {
        let files = try CampaignFiles(rows: 300)
        var paths: [String] = []
        for (name, secret) in [("right", "right"), ("wrong", "wrong")] {
            paths.append(try files.folder.write(name, secret + "\n"))
            try FileManager.default.setAttributes(
                [.posixPermissions: 0o600], ofItemAtPath: paths[paths.count - 1])
        }
        let options = ["--auth", "ada:\(paths[0])", "--auth-in-clear"]
        let (first, second) = (try await RunningSink(options), try await RunningSink(options))
        let result = try await Self.send(
            files,
            [
                first.url + "?tls=none",
                second.url + "?tls=none&username=ada&password-file=\(paths[1])",
            ],
            ["--username", "ada", "--password-file", paths[0], "--transcript", files.folder("transcript")])
        #expect(result.status == 0, "\(result.everything)")
        #expect(try first.deliveries().count == 300)
        #expect(try second.deliveries().isEmpty)
        #expect(
            result.error.contains("warning: \(second.url)?tls=none: the relay refused user name or password"),
            "\(result.error)")
        let transcript = String(decoding: try files.folder.read("transcript"), as: UTF8.self)
        #expect(transcript.components(separatedBy: "S: 535").count == 2, "\(transcript)")
        for sink in [first, second] { try await sink.stop() }
    }

    @Test("When all are dead the run ends with 69 and says why for each; resume goes on with both")
    func allDead() async throws {
        let (first, second) = (try await RunningSink(), try await RunningSink())
        for sink in [first, second] { try await sink.die() }
        let files = try CampaignFiles(rows: 50)
        let result = try await Self.send(files, [first.url, second.url])
        #expect(result.status == 69, "\(result.everything)")
        for sink in [first, second] {
            #expect(result.error.contains("error: \(sink.url): "), "\(result.error)")
        }
        #expect(result.error.contains("No relay is left"), "\(result.error)")
        let again = [try await RunningSink(port: first.port), try await RunningSink(port: second.port)]
        let resumed = try await files.resume()
        #expect(resumed.status == 0, "\(resumed.everything)")
        for sink in again {
            #expect((20...30).contains(try sink.deliveries().count))
            try await sink.stop()
        }
    }

    @Test("kill -9 in the middle, then resume with both: one outcome a row, nobody twice")
    func killed() async throws {
        let (first, second) = (try await RunningSink(), try await RunningSink())
        let files = try CampaignFiles(rows: 5000)
        let process = try BackgroundProcess(
            Merganser.path,
            Self.arguments(files, [first.url, second.url + "?weight=2"], ["--rate", "1000/s"]),
            in: files.folder.path)
        try await process.until(signalling: SIGKILL) { try second.acceptedLines() >= 500 }
        #expect(try await process.wait().signal == SIGKILL)
        let before = try first.deliveries().count
        let resumed = try await files.resume()
        let inDoubt = try await files.count("in-doubt")
        #expect(resumed.status == (inDoubt == 0 ? 0 : 75), "\(resumed.everything)")
        try await Self.expectOnce(files, [first, second])
        #expect(try await files.count("accepted") == 5000 - inDoubt)
        #expect(try first.deliveries().count > before + 500)
        for sink in [first, second] { try await sink.stop() }
    }

    @Test("A password for all relays is read once; one account needs its own, and no relay is given twice")
    func credentials() async throws {
        let files = try CampaignFiles(rows: 20)
        let secret = try files.folder.write("secret", "correct horse\n")
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: secret)
        let options = ["--auth", "ada:\(secret)", "--auth-in-clear"]
        let (first, second) = (try await RunningSink(options), try await RunningSink(options))
        let urls = [first.url + "?tls=none", second.url + "?tls=none"]
        let lone = try await Self.send(
            files, [urls[0], urls[1] + "&username=bo"], ["--username", "ada", "--password-file", secret])
        #expect(lone.status == 64 && lone.error.contains("username=bo: "), "\(lone.everything)")
        let twice = try await Self.send(files, [urls[0], urls[0] + "&weight=2"])
        #expect(twice.status == 64 && twice.error.contains("given twice"), "\(twice.everything)")
        let result = try await Merganser.run(
            Self.arguments(files, urls, ["--username", "ada", "--password-env", "SECRET"]),
            in: files.folder.path,
            environment: ["SECRET": "correct horse"])
        #expect(result.status == 0, "\(result.everything)")
        #expect(try first.deliveries().count + second.deliveries().count == 20)
        #expect(!result.everything.contains("correct horse"))
        for sink in [first, second] { try await sink.stop() }
    }
}
