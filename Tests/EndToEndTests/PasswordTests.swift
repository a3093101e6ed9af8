import Foundation
import TestSupport
import Testing

/// Where a password comes from, and what is said when none does.
@Suite("A password")
struct PasswordTests {
    @Test(
        "from a command that fails is reported as the command's failure, whatever it printed",
        arguments: [
            ("exit 3", "status 3"), ("echo secret; exit 4", "status 4"), ("kill -9 $$", "signal 9"),
            ("true", "is empty"),
        ])
    func failingCommand(_ command: String, _ said: String) async throws {
        let files = try CampaignFiles(rows: 1)
        let result = try await files.send(
            "smtps://localhost:1", ["--username", "ada", "--password-command", command])
        #expect(result.status == 78, "\(result.everything)")
        #expect(result.error.contains(said) && !result.error.contains("secret"), "\(result.error)")
    }

    @Test(
        "from where there is none is reported with the place, and nothing is connected to",
        arguments: [
            (
                ["--password-env", "NOT_SET"],
                "the environment variable NOT_SET, which should hold the password, is not set"
            ),
            (["--password-file", "gone"], "cannot read the secret in gone: No such file or directory"),
            (["--password-file", "empty"], "no password or token: empty is empty"),
            (
                ["--password-file", "long"],
                "the first line of long is longer than any password; is it the right one?"
            ),
            (
                ["--token-command", "exit 3"],
                "the command for the password or token failed with status 3; run it by itself"
            ),
        ])
    func none(_ options: [String], _ said: String) async throws {
        let files = try CampaignFiles(rows: 1)
        for (name, text) in [("empty", ""), ("long", String(repeating: "x", count: 100_000))] {
            let path = try files.folder.write(name, text)
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
        }
        let relay = try AnsweringRelay(["EHLO": "250-mx\r\n250 AUTH PLAIN XOAUTH2\r\n"])
        let result = try await files.send(relay.url + "?tls=none", ["--username", "ada"] + options)
        #expect(result.status == 78 && result.error.contains("error: \(said)"), "\(result.everything)")
        #expect(relay.count("EHLO") == 0)
    }

    @Test("from a folder instead of a file is reported as what the system says")
    func folder() async throws {
        let files = try CampaignFiles(rows: 1)
        let folder = try TemporaryFolder()
        let result = try await files.send(
            "smtps://localhost:1", ["--username", "ada", "--password-file", folder.path])
        #expect(result.status == 78, "\(result.everything)")
        #expect(result.error.contains("Is a directory"), "\(result.error)")
    }

    @Test("from the environment is taken octet by octet, UTF-8 or not")
    func environment() async throws {
        let files = try CampaignFiles(rows: 1)
        let secret = try files.folder.write("secret", [0xFF, 0x78, 0x0A])
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: secret)
        let sink = try await RunningSink(["--auth", "ada:\(secret)", "--auth-in-clear"])
        let result = try await Command.run(
            "sh",
            [
                "-c", "SECRET=\"$(cat \"$1\")\"; export SECRET; shift; exec \"$@\"", "sh", secret,
                Merganser.path,
                "send", files.template, files.list, "--relay", sink.url + "?tls=none", "--yes", "--campaign",
                files.campaign, "--username", "ada", "--password-env", "SECRET",
            ])
        #expect(result.status == 0, "\(result.everything)")
        try await sink.stop()
    }
}
