import Foundation
import TestSupport
import Testing

/// What a user sees when something is wrong: what was found, where, what to do; nothing is lost or half sent.
@Suite("Bad input is answered well", .serialized)
struct BadInputTests {
    @Test(
        "A column the list does not have is an error at its place, with the nearest name, before any connection"
    )
    func noSuchColumn() async throws {
        let sink = try await RunningSink()
        let files = try CampaignFiles(
            rows: 2, template: "From: a@example.org\nTo: {{ email }}\nSubject: Hi\n\nDear {{ nmae }},\n")
        let result = try await files.send(sink.url)
        #expect(result.status == 65, "\(result.everything)")
        #expect(result.error.contains("letter.eml:5:"), "\(result.error)")
        #expect(result.error.contains("nmae") && result.error.contains("name"), "\(result.error)")
        #expect(try sink.events("connected").isEmpty)
        #expect(!FileManager.default.fileExists(atPath: files.campaign))
        try await sink.stop()
    }

    @Test("An unterminated quote is reported where it opens, and no campaign file is left")
    func unterminatedQuote() async throws {
        let sink = try await RunningSink()
        let files = try CampaignFiles(rows: 3)
        try files.folder.write(
            "list.csv",
            "name,email,number\nAda,ada@example.com,1\n\"Bob,bob@example.com,2\nCy,cy@example.com,3\n")
        let result = try await files.send(sink.url)
        #expect(result.status == 65, "\(result.everything)")
        #expect(result.error.contains("line 3") || result.error.contains(":3:"), "\(result.error)")
        #expect(try sink.events("connected").isEmpty)
        #expect(!FileManager.default.fileExists(atPath: files.campaign))
        try await sink.stop()
    }

    @Test(
        "CR LF in a cell that a header uses makes that row invalid and no other",
        arguments: ["\r\nBcc: x@example.com", "\n", "\r", "\u{7F}"])
    func controlCharacterInHeader(_ attack: String) async throws {
        let sink = try await RunningSink(keepsMail: true)
        let files = try CampaignFiles(rows: 3)
        try files.folder.write(
            "list.csv",
            "name,email,number\nAda,ada@example.com,1\n\"Eve\(attack)\",eve@example.com,2\nCy,cy@example.com,3\n"
        )
        let result = try await files.send(sink.url)
        #expect(result.status == 1, "\(result.everything)")
        #expect(result.output.contains("row 2") && result.output.contains("name"), "\(result.output)")
        #expect(try sink.deliveries() == ["ada@example.com": 1, "cy@example.com": 1])
        #expect(try await files.outcomes().count == 3)
        try await sink.stop()
    }

    @Test("A missing attachment makes its row invalid; one that leaves the template's folder too")
    func missingAttachment() async throws {
        let sink = try await RunningSink()
        let files = try CampaignFiles(
            rows: 1,
            template: "From: a@example.org\nTo: {{ email }}\nSubject: Hi\nAttach: {{ number }}\n\nHello\n")
        try files.folder.write("there.txt", "content")
        try files.folder.write(
            "list.csv",
            "name,email,number\nA,a@example.com,there.txt\nB,b@example.com,gone.txt\nC,c@example.com,../../etc/passwd\nD,d@example.com,/etc/passwd\n"
        )
        let result = try await files.send(sink.url)
        #expect(result.status == 1, "\(result.everything)")
        #expect(result.output.contains("gone.txt"), "\(result.output)")
        #expect(try sink.deliveries() == ["a@example.com": 1])
        try await sink.stop()
    }

    @Test("A static attachment that is missing is an error of the template")
    func missingStaticAttachment() async throws {
        let files = try CampaignFiles(
            rows: 1,
            template: "From: a@example.org\nTo: {{ email }}\nSubject: Hi\nAttach: gone.pdf\n\nHello\n")
        let result = try await files.send("smtp://127.0.0.1:9")
        #expect(result.status == 65, "\(result.everything)")
        #expect(result.error.contains("letter.eml:4") && result.error.contains("gone.pdf"), "\(result.error)")
    }

    @Test("A relay that refuses the connection: exit code 69, every row still pending, resume goes on")
    func refusedConnection() async throws {
        let files = try CampaignFiles(rows: 3)
        // Port 1 on loopback: nothing listens there.
        let result = try await files.send("smtp://127.0.0.1:1", seconds: 100)
        #expect(result.status == 69, "\(result.everything)")
        #expect(result.error.contains("smtp://127.0.0.1:1"), "\(result.error)")
        #expect(try await files.count("pending") == 3)
        let sink = try await RunningSink()
        let resumed = try await files.resume(["--relay", sink.url])
        #expect(resumed.status == 0, "\(resumed.everything)")
        try await sink.stop()
    }

    @Test(
        "A certificate that nobody we trust signed, or for another name, ends the run before MAIL",
        arguments: ["untrusted", "wrong-name"])
    func wrongCertificate(_ kind: String) async throws {
        let folder = try TemporaryFolder()
        let certificate = try await TestCertificate(
            in: folder, name: kind == "wrong-name" ? "elsewhere.example" : "localhost")
        let sink = try await RunningSink([
            "--tls-certificate", certificate.path, "--tls-key", certificate.keyPath,
        ])
        let files = try CampaignFiles(rows: 2)
        let trust = kind == "untrusted" ? [] : ["--ca-file", certificate.path]
        let result = try await files.send("smtp://localhost:\(sink.port)?tls=required", trust)
        #expect(result.status == 77, "\(result.everything)")
        #expect(result.error.contains("certificate"), "\(result.error)")
        #expect(try sink.events("accepted").isEmpty)
        #expect(try await files.count("pending") == 2)
        try await sink.stop()
    }

    @Test("A relay without STARTTLS gets nothing when TLS is required")
    func noStartTLS() async throws {
        let sink = try await RunningSink()
        let files = try CampaignFiles(rows: 2)
        let result = try await files.send("smtp://localhost:\(sink.port)?tls=required")
        #expect(result.status == 77, "\(result.everything)")
        #expect(try await files.count("pending") == 2)
        try await sink.stop()
    }

    @Test("A wrong password stops the run at the first answer and stands in no output")
    func wrongPassword() async throws {
        let folder = try TemporaryFolder()
        let certificate = try await TestCertificate(in: folder, name: "localhost")
        let good = try folder.write("good", "correct horse\n")
        let bad = try folder.write("bad", "battery staple\n")
        for file in [good, bad] {
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file)
        }
        let sink = try await RunningSink([
            "--tls-certificate", certificate.path, "--tls-key", certificate.keyPath, "--auth", "ada:\(good)",
        ])
        let files = try CampaignFiles(rows: 5)
        let url = "smtp://localhost:\(sink.port)?tls=required"
        let options = ["--ca-file", certificate.path, "--username", "ada", "--password-file"]
        let wrong = try await files.send(url, options + [bad])
        #expect(wrong.status == 77, "\(wrong.everything)")
        for secret in ["battery staple", "YmF0dGVyeSBzdGFwbGU", "AGFkYQBiYXR0ZXJ5"] {
            #expect(!wrong.output.contains(secret) && !wrong.error.contains(secret))
            #expect(!(try files.folder.read("letter.merganser")).contains(Array(secret.utf8)))
        }
        #expect(try sink.events("auth").count == 1)
        let right = try await files.resume(options + [good])
        #expect(right.status == 0, "\(right.everything)")
        try await sink.stop()
    }

    @Test("A password file that others can read is refused")
    func readablePasswordFile() async throws {
        let files = try CampaignFiles(rows: 1)
        let file = try files.folder.write("password", "secret\n")
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: file)
        let result = try await files.send(
            "smtps://localhost:1", ["--username", "ada", "--password-file", file])
        #expect(result.status == 78, "\(result.everything)")
        #expect(result.error.contains("chmod 600"), "\(result.error)")
    }

    @Test("A full disk stops the run before anything unrecorded is sent; with room again, resume ends it")
    func fullDisk() async throws {
        let mount = try TemporaryFolder()
        let sink = try await RunningSink()
        let files = try CampaignFiles(rows: 5000)
        let mounted = try await Command.run("mount", ["-t", "tmpfs", "-o", "size=3m", "tmpfs", mount.path])
        try #require(
            mounted.status == 0, "this test mounts a small tmpfs and needs root: \(mounted.everything)")
        defer { umount2(mount.path, Int32(MNT_DETACH)) }
        let campaign = mount("full.merganser")
        let filler = mount("filler")
        // The import fits; what the run writes does not.
        let imported = try await Merganser.run(
            [
                "send", files.template, files.list, "--relay", sink.url, "--yes", "--campaign", campaign,
                "--limit", "1",
            ])
        #expect(imported.status == 75, "\(imported.everything)")
        _ = try await Command.run("sh", ["-c", "cat /dev/zero >'\(filler)' 2>/dev/null; true"])
        let full = try await Merganser.run(["resume", campaign, "--yes"])
        #expect(full.status == 74, "\(full.everything)")
        #expect(full.error.contains("disk is full"), "\(full.error)")
        try FileManager.default.removeItem(atPath: filler)
        let more = try await Command.run("mount", ["-o", "remount,size=64m", mount.path])
        #expect(more.status == 0, "\(more.everything)")
        let resumed = try await Merganser.run(["resume", campaign, "--yes", "--retry", "in-doubt"])
        #expect(resumed.status == 0, "\(resumed.everything)")
        #expect(try sink.deliveries().count == 5000)
        try await sink.stop()
    }

    @Test("A list edited between stop and resume: the stored records are sent; --list says that it changed")
    func editedList() async throws {
        let sink = try await RunningSink()
        let files = try CampaignFiles(rows: 10)
        _ = try await files.send(sink.url, ["--limit", "4"])
        try files.folder.write("list.csv", "name,email,number\nEve,eve@example.com,1\n")
        let compared = try await files.resume(["--list", files.list])
        #expect(compared.status == 65, "\(compared.everything)")
        #expect(compared.error.contains("list.csv"), "\(compared.error)")
        let resumed = try await files.resume()
        #expect(resumed.status == 0, "\(resumed.everything)")
        #expect(resumed.output.contains("changed"), "\(resumed.output)")
        let deliveries = try sink.deliveries()
        #expect(deliveries.count == 10)
        #expect(deliveries["eve@example.com"] == nil)
        try await sink.stop()
    }

    @Test(
        "Usage errors leave with 64 and say what to give",
        arguments: [
            (["send"], "Missing expected argument '<template>'"), (["send", "a.eml", "b.csv"], "--relay"),
            (["resume"], "Missing expected argument '<file>'"),
            (["nonsense"], "Unexpected argument 'nonsense'"),
            (
                ["send", "a.eml", "b.csv", "--relay", "ftp://x"],
                "a relay URL starts with smtp://, submission://"
            ),
            (
                ["send", "a.eml", "b.csv", "--relay", "smtp://u:p@x"],
                "a relay URL holds no user or password, everybody could read them; use --username"
            ),
            (
                ["send", "a.eml", "b.csv", "--relay", "smtp://x\r\nMAIL"],
                "has a space or a control character in it"
            ),
        ])
    func usage(_ arguments: [String], _ said: String) async throws {
        let result = try await Merganser.run(arguments)
        #expect(result.status == 64 && result.error.contains(said), "\(result.everything)")
    }

    @Test(
        "An option that could end a command of SMTP, or begin a parameter, is refused before anything is sent",
        arguments: [
            (
                ["--client-name", "x\r\nMAIL"],
                #"--client-name x\u{d}\u{a}MAIL is neither a domain name nor an IP address"#
            ),
            (
                ["--return-path", "a@b.example\r\nDATA"],
                #"--return-path is “a@b.example\u{d}\u{a}DATA”: only ASCII letters"#
            ),
            (
                ["--return-path", "a@b.example>SIZE=1"],
                "which is no address: “>” at position 12 cannot stand there"
            ),
        ])
    func options(_ options: [String], _ said: String) async throws {
        let files = try CampaignFiles(rows: 1)
        let result = try await files.send("smtp://127.0.0.1:1", options)
        #expect(result.status == 64 && result.error.contains(said), "\(result.everything)")
        #expect(!FileManager.default.fileExists(atPath: files.campaign))
    }
}

/// A self-signed certificate for one name, its own authority.
struct TestCertificate {
    let path: String
    let keyPath: String

    init(in folder: TemporaryFolder, name: String) async throws {
        path = folder("\(name).pem")
        keyPath = folder("\(name).key")
        let made = try await Command.run(
            "openssl",
            [
                "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=\(name)",
                "-addext", "subjectAltName=DNS:\(name)", "-keyout", keyPath, "-out", path,
            ])
        guard made.status == 0 else { throw SinkDidNotStart(printed: made.everything) }
    }
}
