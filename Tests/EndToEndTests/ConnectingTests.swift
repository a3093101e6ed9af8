import Foundation
import TestSupport
import Testing

/// Getting to the relay, and what a run makes of a way that is narrow.
@Suite("Connecting")
struct ConnectingTests {
    @Test(
        "A way to another machine without TLS, or with TLS that verifies nothing, is said aloud before anything is sent",
        arguments: [("?tls=none", "NOT encrypted"), ("?tls=opportunistic", "NOT verified")])
    func saidAloud(_ query: String, _ words: String) async throws {
        let files = try CampaignFiles(rows: 1)
        // In a network of its own, which is empty, no address can be reached.
        let result = try await Command.run(
            "unshare",
            [
                "--net", Merganser.path, "send", files.template, files.list, "--relay",
                "smtp://192.0.2.1\(query)",
                "--yes", "--campaign", files.campaign,
            ])
        #expect(result.status == 69, "\(result.everything)")
        #expect(result.error.contains("warning: ") && result.error.contains(words), "\(result.everything)")
        #expect(
            result.error.contains(
                "error: smtp://192.0.2.1\(query): the connection failed: Network is unreachable"),
            "\(result.error)")
        #expect(try await files.count("pending") == 1)
    }

    @Test("A relay that takes three connections of eight gets every message on three")
    func partialConnect() async throws {
        let sink = try await RunningSink(["--connections", "3", "--delay", "5"])
        let files = try CampaignFiles(rows: 60)
        let result = try await files.send(sink.url, ["--connections", "8"], seconds: 60)
        #expect(result.status == 0, "\(result.everything)")
        #expect(try await files.count("accepted") == 60)
        try await sink.stop()
    }

    @Test("A name none of whose addresses lets us in is told of with each address")
    func names() async throws {
        let files = try CampaignFiles(rows: 1)
        let hosts = try files.folder.write("hosts", "127.0.0.2 mx.invalid\n127.0.0.3 mx.invalid\n")
        let refused = try await Command.run(
            "unshare",
            [
                "--mount", "sh", "-c", "mount --bind \"$1\" /etc/hosts && shift && exec \"$@\"", "sh", hosts,
                Merganser.path, "send", files.template, files.list, "--relay", "smtp://mx.invalid:1?tls=none",
                "--yes", "--campaign", files.campaign,
            ], in: files.folder.path)
        #expect(refused.status == 69, "\(refused.everything)")
        for address in ["127.0.0.2", "127.0.0.3"] {
            #expect(refused.error.contains("\(address): the connection was refused"), "\(refused.error)")
        }
    }

    @Test(
        "A name that nobody has, and one that could not be looked up, are told apart",
        arguments: [
            ("files", "no host is called mx.example.invalid; check the name"),
            ("dns", "the name mx.example.invalid could not be looked up; the name server did not answer"),
        ])
    func lookup(_ way: String, _ said: String) async throws {
        let files = try CampaignFiles(rows: 1)
        try files.folder.write("nsswitch.conf", "hosts: \(way)\n")
        // Nobody answers there.
        try files.folder.write("resolv.conf", "nameserver 127.0.0.1\noptions timeout:1 attempts:1\n")
        let result = try await Command.run(
            "unshare",
            [
                "--mount", "--net", "sh", "-c",
                "for f in nsswitch.conf resolv.conf; do mount --bind $f /etc/$f || exit 9; done; exec \"$@\"",
                "sh",
                Merganser.path, "send", files.template, files.list, "--relay",
                "smtp://mx.example.invalid?tls=none", "--yes", "--campaign", files.campaign,
            ], in: files.folder.path)
        #expect(result.status == 69, "\(result.everything)")
        #expect(
            result.error.contains("error: smtp://mx.example.invalid?tls=none: \(said)\n"), "\(result.error)")
        #expect(try await files.count("pending") == 1)
    }

    @Test("A source address is used, kept for resume, and refused when it cannot be one")
    func sourceAddress() async throws {
        let sink = try await RunningSink()
        let files = try CampaignFiles(rows: 2)
        let sent = try await files.send(sink.url, ["--source-address", "127.0.0.9", "--limit", "1"])
        #expect(sent.status == 75, "\(sent.everything)")
        let resumed = try await files.resume(["--source-address", "192.0.2.7"])
        #expect(resumed.status == 69, "\(resumed.everything)")
        #expect(resumed.error.contains("192.0.2.7 is no address of this machine"), "\(resumed.error)")
        let family = try await files.resume(["--source-address", "::1"])
        #expect(family.status == 69 && family.error.contains("which is IPv6"), "\(family.everything)")
        let last = try await files.resume(["--transcript", files.folder("talk")])
        #expect(last.status == 0, "\(last.everything)")
        let malformed = try await files.resume(["--source-address", "eth0"])
        #expect(malformed.status == 64, "\(malformed.everything)")
        try await sink.stop()
    }

    @Test(
        "With fewer descriptors than connections need, the run says so and sends nothing, or sends with fewer"
    )
    func fewDescriptors() async throws {
        let sink = try await RunningSink()
        let files = try CampaignFiles(rows: 40)
        func limited(_ count: Int) async throws -> CommandResult {
            try await Command.run(
                "sh",
                [
                    "-c", "ulimit -n \(count) && exec \"$@\"", "sh", Merganser.path, "send", files.template,
                    files.list, "--relay", sink.url, "--yes", "--campaign", files.campaign, "--connections",
                    "64",
                ], in: files.folder.path, seconds: 60)
        }
        let none = try await limited(16)
        #expect(none.status == 78 && none.error.contains("16"), "\(none.everything)")
        let fewer = try await limited(56)
        #expect(fewer.status == 0 && fewer.error.contains("8 connections"), "\(fewer.everything)")
        #expect(try await files.count("accepted") == 40)
        try await sink.stop()
    }
}
