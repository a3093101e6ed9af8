import Foundation
import TestSupport
import Testing

/// Options in files and variables, as a user meets them.
@Suite("Configuration")
struct ConfigurationTests {
    let files: CampaignFiles

    init() throws { files = try CampaignFiles(rows: 3) }

    func run(
        _ arguments: [String], campaign: String? = nil, user: String? = nil,
        environment: [String: String] = [:]
    ) async throws -> CommandResult {
        if let campaign { try files.folder.write("merganser.yaml", campaign) }
        if let user { try files.folder.write("xdg/merganser/config.yaml", user) }
        return try await Merganser.run(
            arguments, in: files.folder.path,
            environment: ["XDG_CONFIG_HOME": files.folder("xdg")].merging(environment) { $1 })
    }

    /// Lines with their columns parted by one space.
    private func lines(_ text: String) -> [String] {
        text.components(separatedBy: "\n").map { line in
            line.split(separator: " ").joined(separator: " ")
        }.filter { !$0.isEmpty }
    }

    @Test("config show says the value of each option and where it comes from, and no secret")
    func show() async throws {
        let result = try await run(
            ["config", "show", "send", "letter.eml", "list.csv", "--limit", "5", "-y"],
            campaign: "relay: main\nconnections: 2\nlog: o.jsonl\ncheck:\n  allow: plain-http\n",
            user: """
                connections: 3
                rate: [1/s, 9/hour]
                relays:
                  main: {url: 'submission://mail.example.org', user: ada, password-command: echo hunter2}
                """,
            environment: ["MERGANSER_WINDOW": "7"])
        #expect(result.status == 0, "\(result.everything)")
        let user = files.folder("xdg/merganser/config.yaml")
        let shown = lines(result.output)
        for line in [
            "relay submission://mail.example.org merganser.yaml:1:8, relay main",
            "connections 2 merganser.yaml:2:14",
            "messages-per-connection 1000 default", "window 7 MERGANSER_WINDOW",
            "username ada \(user):4:54, relay main", "password-command (a command) \(user):4:77, relay main",
            "rate 1/s, 9/hour \(user):2:7", "log o.jsonl merganser.yaml:3:6", "limit 5 command line",
            "yes true command line", "Read merganser.yaml and \(user).",
            "Relay main: submission://mail.example.org, \(user):4:15",
        ] { #expect(shown.contains(line), "\(line) in\n\(result.output)") }
        #expect(!result.everything.contains("hunter2") && !result.output.contains("allow"))
    }

    @Test(
        "config show says what a relay's name stands for, what a campaign keeps, and what sink does by itself"
    )
    func relays() async throws {
        let user = """
            relays:
              main: {url: 'submission://a.example', user: ada, password-file: pw}
              b: {url: 'smtps://b.example', user: bob, password-command: echo hunter2}
            """
        let path = files.folder("xdg/merganser/config.yaml")
        let one = try await run(["config", "show", "send", "x.eml", "--relay", "main"], user: user)
        #expect(
            lines(one.output).contains("relay submission://a.example command line, relay main"),
            "\(one.output)")
        let two = try await run(["config", "show", "send", "x.eml", "--relay", "main", "--relay=b"])
        #expect(
            lines(two.output).contains {
                $0.hasPrefix("relay submission://a.example?username=ada") && $0.hasSuffix("relay main, b")
            },
            "\(two.output)")
        #expect(!two.output.contains("hunter2"))
        let probe = try await run(["config", "show", "probe", "main"])
        #expect(
            lines(probe.output).contains("url submission://a.example command line, relay main"),
            "\(probe.output)")
        #expect(lines(probe.output).contains("username ada \(path):2:47, relay main"), "\(probe.output)")
        let sink = try await RunningSink()
        #expect(try await files.send(sink.url, ["--rate", "5/s", "--rate", "60/min"]).status == 0)
        let resume = try await run(["config", "show", "resume", "letter.merganser"])
        #expect(lines(resume.output).contains("relay \(sink.url) letter.merganser"), "\(resume.output)")
        #expect(lines(resume.output).contains("rate 5/s, 60/min letter.merganser"), "\(resume.output)")
        let hurried = try await run(["config", "show", "resume", "letter.merganser", "--rate", "9/s"])
        #expect(lines(hurried.output).contains("rate 9/s command line"), "\(hurried.output)")
        try await sink.stop()
        let server = try await run(["config", "show", "sink"])
        #expect(lines(server.output).contains("binarymime false default"), "\(server.output)")
        #expect(lines(server.output).contains("pipelining true default"), "\(server.output)")
    }

    @Test(
        "What is wrong with file or variable is told with its place and the nearest name, all at once, with 78",
        arguments: [
            (
                "conections: 4\nstrict: 1\n", [:],
                [
                    "error: merganser.yaml:1:1: there is no option “conections”; did you mean “connections”?",
                    "error: merganser.yaml:2:9: strict takes true or false",
                ]
            ),
            (
                "connections: many\n", [:],
                [
                    "error: merganser.yaml:1:14: The value 'many' is invalid for '--connections <number>'"
                ]
            ),
            (
                "strict: true\nconnections: 900\n", [:],
                [
                    "error: merganser.yaml:2:14: --connections is 900; give a number from 1 to 256."
                ]
            ),
            (
                "rate: fast\n", [:],
                [
                    "error: --rate is “fast”: give a number and a unit, such as 10/s, 600/minute, 5000/hour or 20000/day",
                    "  --rate comes from merganser.yaml:1:7",
                ]
            ),
            (
                "", ["MERGANSER_CONNECTIONS": "0"],
                [
                    "error: MERGANSER_CONNECTIONS: --connections is 0; give a number from 1 to 256."
                ]
            ),
            (
                "", ["MERGANSER_CONECTIONS": "4"],
                [
                    "error: MERGANSER_CONECTIONS: no option is called so; did you mean “MERGANSER_CONNECTIONS”?"
                ]
            ),
            (
                "password: hunter2\n", ["MERGANSER_PASSWORD": "hunter2"],
                [
                    """
                    error: merganser.yaml:1:1: “password”: a secret itself stands in no configuration. Say where it is with \
                    password-file, password-env, password-command or token-command
                    """
                ]
            ),
            (
                "log: [a\n", [:],
                [
                    "error: merganser.yaml:2:1: this is no YAML: did not find expected ',' or ']'"
                ]
            ),
            (
                "relay: 'smtps://a.example'\nusername: ada\npassword-command: echo hunter2\n", [:],
                [
                    """
                    error: merganser.yaml:3:19: “password-command” would reach for a secret outside of the campaign's folder, and \
                    this file was only found there; put it into your own configuration, or say --config with this file
                    """
                ]
            ),
        ] as [(String, [String: String], [String])])
    func golden(_ text: String, _ environment: [String: String], _ said: [String]) async throws {
        let result = try await run(
            ["send", "letter.eml", "list.csv", "--relay", "smtp://127.0.0.1:1"], campaign: text,
            environment: environment)
        #expect(result.status == (text.hasPrefix("rate") ? 64 : 78), "\(result.everything)")
        #expect(result.error == said.map { $0 + "\n" }.joined())
        #expect(!result.everything.contains("hunter2"))
    }

    @Test("A relay's name that no file knows is told where it stands, with the nearest")
    func unknownRelay() async throws {
        let text = "relay: mian\nrelays: {main: {url: 'smtp://a'}}\n"
        let inFile = try await run(["send", "letter.eml", "list.csv"], campaign: text)
        #expect(inFile.status == 78, "\(inFile.everything)")
        #expect(
            inFile.error == "error: merganser.yaml:1:8: no relay is called “mian”; did you mean “main”?\n")
        let typed = try await run(["probe", "mani"])
        #expect(typed.status == 78, "\(typed.everything)")
        #expect(typed.error == "error: the command line: no relay is called “mani”; did you mean “main”?\n")
    }

    @Test("What is wrong with the command line itself is said as ever")
    func ownMistake() async throws {
        let result = try await run(
            ["send", "letter.eml", "list.csv", "--limit", "0"], campaign: "relay: 'smtp://a'\n")
        #expect(result.status == 64 && result.error.contains("--limit is 0"), "\(result.everything)")
    }

    @Test("A whole campaign is sent with nothing but a configuration, its password file read from its folder")
    func configured() async throws {
        let secret = try files.folder.write("pw", "hunter2\n")
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: secret)
        let sink = try await RunningSink(["--auth", "ada:\(secret)", "--auth-in-clear"])
        let text =
            "relay: '\(sink.url)?tls=none'\nusername: ada\npassword-file: pw\ncampaign: letter.merganser\n"
        let sent = try await run(["send", files.template, files.list], campaign: text)
        #expect(sent.status == 0, "\(sent.everything)")
        #expect(try sink.deliveries().count == 3)
        // The same with the file readable by the group.
        try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: secret)
        let refused = try await run(["send", files.template, files.list])
        #expect(
            refused.status == 78 && refused.error.contains("can be read by others"), "\(refused.everything)")
        #expect(
            refused.error.contains("  --password-file comes from \(files.folder("merganser.yaml")):3:16\n"))
        #expect(!(sent.everything + refused.everything).contains("hunter2"))
        try await sink.stop()
    }

    @Test("resume goes on through the relay of the campaign, whatever merganser.yaml says by then")
    func resume() async throws {
        let sink = try await RunningSink()
        let text = "relay: 'smtp://127.0.0.1:1'\nconnections: 1\n"
        let sent = try await run(
            [
                "send", files.template, files.list, "--relay", sink.url, "--limit", "1", "--campaign",
                files.campaign,
            ],
            campaign: text)
        #expect(sent.status == 75, "\(sent.everything)")
        let resumed = try await run(["resume", files.campaign])
        #expect(resumed.status == 0, "\(resumed.everything)")
        #expect(try sink.deliveries().count == 3)
        try await sink.stop()
    }

    @Test(
        "Another user's merganser.yaml is refused, and taken when it is named", .enabled(if: geteuid() == 0))
    func foreign() async throws {
        let path = try files.folder.write("merganser.yaml", "connections: 2\n")
        try #require(chown(path, 12_345, 12_345) == 0)
        let found = try await run(["config", "show"])
        #expect(found.status == 78 && found.error.contains("belongs to another user"), "\(found.everything)")
        let named = try await run(["config", "show", "send", "--config", "merganser.yaml"])
        #expect(
            named.status == 0 && lines(named.output).contains("connections 2 merganser.yaml:1:14"),
            "\(named.everything)")
    }

    @Test("Each option of the merganser.yaml that init writes can be had by taking its # away")
    func starter() async throws {
        #expect(try await Merganser.run(["init", "new"], in: files.folder.path).status == 0)
        let text = String(decoding: try files.folder.read("new/merganser.yaml"), as: UTF8.self)
        let uncommented = text.components(separatedBy: "\n").map { line in
            line.hasPrefix("#") && !line.hasPrefix("# ") && line != "#" || line.hasPrefix("#  allow")
                ? String(line.dropFirst()) : line
        }.joined(separator: "\n")
        try files.folder.write("new/merganser.yaml", uncommented)
        let result = try await run(["config", "show", "send", "new/letter.eml", "new/list.csv"])
        #expect(result.status == 0, "\(result.everything)")
        #expect(lines(result.output).contains("days mon-fri new/merganser.yaml:20:7"), "\(result.output)")
        #expect(
            lines(result.output).contains("dkim news@example.org=new/news.pem new/merganser.yaml:26:7"),
            "\(result.output)")
    }

    @Test("Every command of the page on configuration works as it stands there")
    func page() async throws {
        let page = try String(
            contentsOfFile: Merganser.packageRoot + "/docs/configuration.md", encoding: .utf8)
        #expect(try await DocumentedCommands(in: page).run(in: files.folder.path) == 5)
    }
}
