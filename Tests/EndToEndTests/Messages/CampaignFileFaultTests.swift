import Foundation
import TestSupport
import Testing

/// What is said of a campaign file, or of what it was made from, that is not as it was left.
@Suite("A campaign that cannot be gone on with is told of by its file, with the way on", .serialized)
struct CampaignFileFaultTests {
    /// A campaign of three rows, one of them sent, and a relay for the others.
    private static func begun(
        template: String = CampaignFiles.letter
    ) async throws -> (CampaignFiles, AnsweringRelay) {
        let relay = try AnsweringRelay([:])
        let files = try CampaignFiles(rows: 3, template: template)
        try files.folder.write("terms.txt", "old\n")
        let result = try await files.send(relay.url, ["--limit", "1"])
        #expect(result.status == 75, "\(result.everything)")
        return (files, relay)
    }

    struct Damage: Sendable, CustomTestStringConvertible {
        let said: String
        let apply: @Sendable (_ path: String) async throws -> Void
        var testDescription: String { said }
    }

    @Test(
        "A file that is none, or not as it was left, is not sent from: status 65",
        arguments: [
            Damage(said: "there is no file PATH; see whether its name is right") { unlink($0) },
            Damage(said: "PATH is not a campaign file; see whether its name is right") {
                try Data("name,email\n".utf8).write(to: URL(fileURLWithPath: $0))
            },
            Damage(said: "PATH is damaged: ") { path in
                var octets = try Data(contentsOf: URL(fileURLWithPath: path))
                for place in stride(from: 4096, to: octets.count, by: 97) { octets[place] ^= 0xFF }
                try octets.write(to: URL(fileURLWithPath: path))
            },
            Damage(said: "PATH is damaged: ") { path in
                let size = try Data(contentsOf: URL(fileURLWithPath: path)).count
                truncate(path, size / 2)
            },
            Damage(
                said: "PATH was written by a newer Merganser (its format is 99, this program knows up to 1)"
            ) {
                let set =
                    "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute('PRAGMA user_version = 99')"
                let result = try await Command.run(try PythonScript.interpreter(), ["-c", set, $0])
                #expect(result.status == 0, "\(result.everything)")
            },
            Damage(
                said: "PATH has another name (a hard link), under which the same people could be mailed again"
            ) {
                link($0, $0 + ".too")
            },
            Damage(said: "PATH is a copy, or came from a backup or another file system") {
                try FileManager.default.copyItem(atPath: $0, toPath: $0 + ".copy")
                rename($0 + ".copy", $0)
            },
        ])
    func unusable(_ damage: Damage) async throws {
        let (files, relay) = try await Self.begun()
        try await damage.apply(files.campaign)
        let result = try await files.resume()
        #expect(result.status == 65, "\(result.everything)")
        let said = damage.said.replacingOccurrences(of: "PATH", with: files.campaign)
        #expect(result.error.contains("error: \(said)"), "\(result.error)")
        #expect(relay.count("RCPT") == 1)
    }

    @Test(
        "After a run that was killed it is said how many messages may have been accepted: status 75, and nothing twice"
    )
    func killed() async throws {
        let relay = try AnsweringRelay([".": .silence])
        let files = try CampaignFiles(rows: 1)
        let process = try BackgroundProcess(
            Merganser.path,
            [
                "send", files.template, files.list, "--relay", relay.url, "--yes", "--campaign",
                files.campaign,
            ], in: files.folder.path)
        try await process.until(signalling: SIGKILL) { relay.count(".") == 1 }
        _ = try await process.wait(seconds: 60)
        let result = try await files.resume()
        #expect(result.status == 75, "\(result.everything)")
        #expect(
            result.output.contains(
                "The last run ended without a word: 1 message under way then is in doubt.\n")
                && result.output.contains("--retry in-doubt   sends them again with the same Message-ID"),
            "\(result.output)")
        #expect(relay.count("MAIL") == 1)
    }

    @Test(
        "A file whose log was left behind is not sent from, and no new campaign takes over a log that is left"
    )
    func parted() async throws {
        let sink = try await RunningSink(["--delay", "100"])
        let files = try CampaignFiles(rows: 50)
        let process = try BackgroundProcess(
            Merganser.path,
            [
                "send", files.template, files.list, "--relay", sink.url, "--yes", "--campaign",
                files.campaign,
                "--connections", "1", "--window", "1",
            ], in: files.folder.path)
        try await process.until(signalling: SIGKILL) { try sink.acceptedLines() >= 2 }
        _ = try await process.wait(seconds: 60)
        try FileManager.default.moveItem(atPath: files.campaign, toPath: files.folder("moved.merganser"))
        let moved = try await Merganser.run(["resume", files.folder("moved.merganser"), "--yes"])
        #expect(
            moved.status == 65
                && moved.error.contains(
                    "moved.merganser was moved or copied without its -wal file after an interrupted run"),
            "\(moved.everything)")
        let anew = try await files.send(sink.url)
        #expect(
            anew.status == 73
                && anew.error.contains("letter.merganser-wal is the record of an earlier campaign whose file"),
            "\(anew.everything)")
        try await sink.stop()
    }

    @Test(
        "A template, list or attachment that was changed is refused by its name: status 65",
        arguments: [
            (
                "letter.eml", ["--template", "letter.eml"],
                "letter.eml is not the template the campaign was made from"
            ),
            ("list.csv", ["--list", "list.csv"], "list.csv is not the list the campaign was made from"),
            ("terms.txt", [], "terms.txt is not the attachment the campaign was made with"),
        ])
    func changed(_ name: String, _ options: [String], _ said: String) async throws {
        let (files, relay) = try await Self.begun(template: "Attach: terms.txt\n" + CampaignFiles.letter)
        try files.folder.write(name, try files.folder.read(name) + [0x0A])
        let result = try await files.resume(options)
        #expect(result.status == 65, "\(result.everything)")
        #expect(
            result.error.contains(
                said
                    + ". Put the old one back, make a new campaign for the changed one, or let resume --accept-changes"
            ),
            "\(result.error)")
        #expect(relay.count("RCPT") == 1)
    }

    @Test("Written anew with the same octets, template, list and attachment are what they were")
    func touched() async throws {
        let (files, relay) = try await Self.begun(template: "Attach: terms.txt\n" + CampaignFiles.letter)
        for name in ["letter.eml", "list.csv", "terms.txt"] {
            let octets = try files.folder.read(name)
            unlink(files.folder(name))
            try files.folder.write(name, octets)
        }
        let result = try await files.resume(["--template", "letter.eml", "--list", "list.csv"])
        #expect(result.status == 0 && result.error.isEmpty, "\(result.everything)")
        #expect(relay.count("RCPT") == 3)
    }

    @Test("Where nothing can be written, that is said with the file and status 73, and nothing is sent")
    func unwritable() async throws {
        let (files, relay) = try await Self.begun()
        let readOnly = files.folder("sealed")
        try FileManager.default.createDirectory(atPath: readOnly, withIntermediateDirectories: false)
        let mounted = try await Command.run("mount", ["-t", "tmpfs", "-o", "ro", "tmpfs", readOnly])
        try #require(mounted.status == 0, "this test mounts a tmpfs and needs root: \(mounted.everything)")
        defer { umount2(readOnly, Int32(MNT_DETACH)) }
        let send = ["send", files.template, files.list]
        let sending = send + ["--relay", relay.url, "--yes", "--campaign"]
        for (arguments, said) in [
            (
                sending + ["\(readOnly)/c"],
                "sealed/c cannot be made: the file or its file system may only be read"
            ),
            (
                sending + ["\(readOnly)/none/c"],
                "sealed/none/c cannot be made: No such file or directory"
            ),
            (
                sending + [files.folder("new"), "--log", "\(readOnly)/log"],
                "cannot create \(readOnly)/log: Read-only file system"
            ),
            (
                send + ["--dry-run", "\(readOnly)/dry"],
                "cannot create \(readOnly)/dry: Read-only file system"
            ),
            (
                send + ["--dry-run", files.folder.path],
                "\(files.folder.path) is not empty; a dry run wants a new or an empty folder"
            ),
            (send + ["--dry-run", files.list], "cannot create \(files.list): Not a directory"),
            (
                ["report", files.campaign, "--csv", "\(readOnly)/r.csv"],
                "cannot create \(readOnly)/r.csv: Read-only file system"
            ),
        ] {
            let result = try await Merganser.run(arguments)
            #expect(result.status == 73 && result.error.contains(said), "\(result.everything)")
        }
        #expect(relay.count("RCPT") == 1)
    }

    @Test(
        "A device that is full is told of with the file and status 74; what was accepted meanwhile is recorded"
    )
    func fullDevice() async throws {
        let (files, relay) = try await Self.begun()
        let report = try await Merganser.run(["report", files.campaign, "--csv", "/dev/full"])
        #expect(
            report.status == 74 && report.error.contains("cannot write /dev/full: No space left on device"),
            "\(report.everything)")
        let printed = try await Command.run(
            "sh",
            ["-c", "exec \"$@\" > /dev/full", "sh", Merganser.path, "report", files.campaign, "--csv", "-"])
        #expect(
            printed.status == 74
                && printed.error.contains("cannot write standard output: No space left on device"),
            "\(printed.everything)")
        for (redirection, status) in [("> /dev/full", 74 as Int32), (">&-", 74), ("| head -c 1", 0)] {
            let line = "set -o pipefail; \"$0\" status letter.merganser \(redirection)"
            let shown = try await Command.run("bash", ["-c", line, Merganser.path], in: files.folder.path)
            #expect(shown.status == status, "\(redirection): \(shown.everything)")
            #expect(shown.error.contains("cannot write standard output") == (status == 74), "\(shown.error)")
        }
        let log = try await files.resume(["--log", "/dev/full", "--limit", "1"])
        #expect(
            log.status == 74 && log.error.contains("cannot write /dev/full: No space left on device")
                && log.error.contains(
                    "The run was stopped, because nothing may be sent that cannot be recorded."),
            "\(log.everything)")
        #expect(try await files.count("accepted") == relay.count("RCPT"))
    }

    @Test(
        "Nobody who reads what is printed, or nowhere to print it, costs no outcome",
        arguments: [">&-", ">&- 2>&-", "> /dev/full", "| head -c 1"])
    func silent(_ redirection: String) async throws {
        let (files, relay) = try await Self.begun()
        let line = "set -o pipefail; \"$0\" resume letter.merganser --yes \(redirection)"
        let result = try await Command.run("bash", ["-c", line, Merganser.path], in: files.folder.path)
        #expect(result.status == 0, "\(result.everything)")
        #expect(try await files.count("accepted") == 3 && relay.count("RCPT") == 3)
    }
}
