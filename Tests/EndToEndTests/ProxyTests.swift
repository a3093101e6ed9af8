import Foundation
import TestSupport
import Testing

/// A proxy of Tests/Servers as a process of its own.
private final class RunningProxy: Sendable {
    let port: Int
    private let process: BackgroundProcess

    init(_ arguments: [String]) async throws {
        process = try BackgroundProcess(
            try PythonScript.interpreter(), ["\(PythonScript.servers)/proxy.py"] + arguments)
        let found = try await process.waitForOutput { output in
            output.contains("\n")
                ? output.split(separator: "\n").first?.split(separator: ":").last.flatMap { Int($0) } : nil
        }
        guard let found else { throw TestServerFault("no proxy: \(process.output)\(process.error)") }
        port = found
    }

    /// Where connections were asked for, `HOST:PORT`.
    var targets: [String] {
        process.output.split(separator: "\n").filter { $0.hasPrefix("connect ") }.map {
            String($0.dropFirst(8))
        }
    }

    func stop() async throws {
        process.signal(SIGKILL)
        _ = try await process.wait(seconds: 60)
    }
}

@Suite("A proxy")
struct ProxyTests {
    @Test(
        "carries a campaign: it looks the relay's name up, TLS is with the relay, and resume uses it again",
        arguments: ["socks5", "http"])
    func campaign(_ scheme: String) async throws {
        let folder = try TemporaryFolder()
        let certificate = try await TestCertificate(in: folder, name: "relay.invalid")
        let password = try folder.write("password", "open sesame\n")
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: password)
        let sink = try await RunningSink([
            "--tls-certificate", certificate.path, "--tls-key", certificate.keyPath,
        ])
        let proxy = try await RunningProxy(
            [scheme, "--map", "relay.invalid=127.0.0.1", "--early", "--user", "ada:open sesame"])
        let files = try CampaignFiles(rows: 70)
        let url = "smtp://relay.invalid:\(sink.port)"
        let options = ["--ca-file", certificate.path, "--proxy-password-file", password]
        let sent = try await files.send(
            url, options + ["--proxy", "\(scheme)://ada@127.0.0.1:\(proxy.port)", "--limit", "30"])
        #expect(sent.status == 75, "\(sent.everything)")
        let resumed = try await files.resume(options)
        #expect(resumed.status == 0, "\(resumed.everything)")
        let deliveries = try sink.deliveries()
        #expect(deliveries.count == 70 && deliveries.values.allSatisfy { $0 == 1 })
        #expect(proxy.targets.count >= 2 && Set(proxy.targets) == ["relay.invalid:\(sink.port)"])
        #expect(try !files.folder.read("letter.merganser").contains(Array("open sesame".utf8)))
        let direct = try await files.resume(options + ["--proxy", "none"])
        #expect(direct.status == 64, "\(direct.everything)")
        try await sink.stop()
        try await proxy.stop()
    }

    @Test(
        "that refuses the user ends the run at the first answer, and no secret is shown",
        arguments: ["socks5", "http"])
    func wrongPassword(_ scheme: String) async throws {
        let proxy = try await RunningProxy([scheme, "--user", "ada:right"])
        let files = try CampaignFiles(rows: 2)
        let wrong = try await Merganser.run(
            [
                "send", files.template, files.list, "--relay", "smtp://mx.invalid", "--yes", "--campaign",
                files.campaign, "--proxy", "\(scheme)://ada@127.0.0.1:\(proxy.port)", "--proxy-password-env",
                "PROXY_SECRET",
            ], environment: ["PROXY_SECRET": "battery staple"])
        #expect(wrong.status == 77, "\(wrong.everything)")
        #expect(wrong.error.contains("127.0.0.1:\(proxy.port) refused the user"), "\(wrong.error)")
        #expect(!wrong.everything.contains("staple") && !wrong.everything.contains("YWRhOmJhdHRlcnk"))
        let unnamed = try await files.resume(["--proxy", "\(scheme)://127.0.0.1:\(proxy.port)"])
        #expect(unnamed.status == 77, "\(unnamed.everything)")
        #expect(unnamed.error.contains("--proxy-password-file"), "\(unnamed.error)")
        #expect(proxy.targets.isEmpty)
        #expect(try await files.count("pending") == 2)
        try await proxy.stop()
    }

    @Test("that does not know the relay says so, and probe and check by it say what they found")
    func probe() async throws {
        let sink = try await RunningSink(["--size", "1000"])
        let proxy = try await RunningProxy(["socks5", "--map", "relay.invalid=127.0.0.1"])
        let option = ["--proxy", "socks5://127.0.0.1:\(proxy.port)"]
        let found = try await Merganser.run(
            ["probe", "smtp://relay.invalid:\(sink.port)?tls=none"] + option)
        #expect(found.status == 0, "\(found.everything)")
        #expect(found.output.contains("proxy        socks5://127.0.0.1:\(proxy.port)\n"), "\(found.output)")
        #expect(found.error.contains("NOT encrypted"), "\(found.error)")
        let unknown = try await Merganser.run(
            ["probe", "smtp://elsewhere.invalid?tls=none", "--json"] + option)
        #expect(unknown.status == 69, "\(unknown.everything)")
        #expect(unknown.error.contains("cannot be found or reached from there (reply 4)"), "\(unknown.error)")
        #expect(
            unknown.output.contains("\"proxy\":\"socks5://127.0.0.1:\(proxy.port)\""), "\(unknown.output)")
        let files = try CampaignFiles(rows: 1)
        let checked = try await Merganser.run(
            ["check", files.template, files.list, "--relay", "smtp://relay.invalid:\(sink.port)?tls=none"]
                + option)
        #expect(checked.status == 0, "\(checked.everything)")
        #expect(proxy.targets.filter { $0.hasPrefix("relay.invalid") }.count == 2)
        try await sink.stop()
        try await proxy.stop()
    }

    @Test("that does not listen is told as that, not as the relay")
    func closed() async throws {
        let result = try await Merganser.run([
            "probe", "smtp://mx.invalid", "--proxy", "socks5://127.0.0.1:1",
        ])
        #expect(
            result.status == 69 && result.error.contains("and that the proxy is running"),
            "\(result.everything)")
    }

    @Test(
        "that cannot be one is refused before anything is read, and a password in its URL is not repeated",
        arguments: [
            (["--proxy", "socks5://ada:hunter2@127.0.0.1"], "holds no password"),
            (["--proxy", "ftp://127.0.0.1"], "socks5:// or http://"),
            (["--proxy", "http://127.0.0.1"], "port"),
            (["--proxy-password-env", "HOME"], "no --proxy"),
            (["--proxy", "socks5://127.0.0.1", "--proxy-password-env", "HOME"], "no user"),
            (["--proxy", "socks5://ada@127.0.0.1"], "give the password by --proxy-password-file"),
            (["--proxy", "socks5://127.0.0.1", "--relay", "smtp+unix:/run/smtp"], "socket of this machine"),
            (["--proxy", "socks5://127.0.0.1", "--relay", "smtp://localhost"], "the proxy's own machine"),
        ])
    func malformed(_ options: [String], _ said: String) async throws {
        let relay = options.contains("--relay") ? [] : ["--relay", "smtps://mx.invalid"]
        let result = try await Merganser.run(["send", "no.eml", "no.csv"] + relay + options)
        #expect(result.status == 64, "\(result.everything)")
        #expect(result.error.contains(said) && !result.error.contains("hunter2"), "\(result.error)")
    }
}
