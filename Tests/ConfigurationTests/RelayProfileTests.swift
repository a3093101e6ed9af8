import Configuration
import TestSupport
import Testing

/// Relays by name, and whose credentials go where.
@Suite("Relay profiles")
struct RelayProfileTests {
    private let users = """
        relay: main
        connections: 9
        relays:
          main: {url: 'submission://a.example', user: ada, password-file: pw, connections: 2}
          plain: {url: 'smtp://b.example'}
        """

    private func file(_ text: String? = nil, path: String = "/u/config.yaml") throws -> ConfigurationFile {
        try Words.file(text ?? users, path: path, standing: .users)
    }

    private let ofMain = ["--username=ada", "--password-file=/u/pw", "--connections=2"]

    @Test(
        "A name stands for the URL and what else is known of the relay, in a file, a variable or an argument")
    func names() throws {
        let fromFile = try Words.arguments(files: [file()])
        #expect(fromFile.sorted() == (ofMain + ["--relay=submission://a.example"]).sorted())
        let typed = try Words.arguments(Words.send, ["--relay", "main"], files: [file()])
        #expect(typed.sorted() == (ofMain + ["--relay", "submission://a.example"]).sorted())
        let joined = try Words.arguments(Words.send, ["--relay=plain"], files: [file()])
        #expect(joined == ["--connections=9", "--relay=smtp://b.example"])
        let variable = try Words.arguments(files: [file()], environment: ["MERGANSER_RELAY": "plain"])
        #expect(variable == ["--relay=smtp://b.example", "--connections=9"])
        let probed = try Words.arguments(Words.probe, ["main"], files: [file()], role: .argument)
        #expect(probed.sorted() == (ofMain + ["submission://a.example"]).sorted())
    }

    @Test("The command line goes before a profile, and a profile before its file")
    func order() throws {
        let arguments = try Words.arguments(
            Words.send, ["--connections", "1", "--password-env", "X"], files: [file()])
        #expect(
            arguments == [
                "--relay=submission://a.example", "--username=ada", "--connections", "1", "--password-env",
                "X",
            ])
    }

    @Test("Of two profiles of one name, the campaign's counts as a whole where the name is typed")
    func shadowed() throws {
        let campaign = try Words.file("relays: {main: {url: 'smtp://c.example'}}")
        #expect(
            try Words.arguments(Words.send, ["--relay=main"], files: [campaign, file()])
                == ["--connections=9", "--relay=smtp://c.example"])
    }

    @Test("The relay that a file names is that file's own, whatever another file calls by this name")
    func own() throws {
        let campaign = try Words.file("relays: {main: {url: 'smtp://evil.example'}}", standing: .found)
        let text =
            "relay: main\nusername: ada\npassword-file: pw\nrelays: {main: {url: 'smtps://a.example'}}\n"
        let users = try file(text)
        #expect(
            try Words.arguments(files: [campaign, users]) == [
                "--relay=smtps://a.example", "--username=ada", "--password-file=/u/pw",
            ])
        // Typed, the name is the campaign's, and the user's password is not for it.
        #expect(
            try Words.arguments(Words.send, ["--relay", "main"], files: [campaign, users]) == [
                "--relay", "smtp://evil.example",
            ])
    }

    @Test(
        "A name that no relay has is refused where there are profiles, and left to the command where there are none"
    )
    func unknown() throws {
        #expect(
            throws: ConfigurationFaults([
                .init(place: .commandLine, problem: .unknownProfile("mian", known: ["main", "plain"]))
            ])
        ) { try Words.arguments(Words.send, ["--relay", "mian"], files: [file()]) }
        #expect(try Words.arguments(Words.send, ["--relay", "mian"]) == ["--relay", "mian"])
    }

    @Test(
        "Credentials of a file go to the relay of that file, and to no other",
        arguments: [
            (["--relay", "smtp://127.0.0.1:2525"], [String](), ["--relay", "smtp://127.0.0.1:2525"]),
            (
                ["--relay", "smtps://a.example"], ["--username=ada", "--password-file=/u/pw"],
                ["--relay", "smtps://a.example"]
            ),
            ([], ["--relay=smtps://a.example", "--username=ada", "--password-file=/u/pw"], []),
        ] as [([String], [String], [String])])
    func credentials(_ given: [String], _ added: [String], _ rest: [String]) throws {
        let own = try file("relay: 'smtps://a.example'\nusername: ada\npassword-file: pw\n")
        #expect(try Words.arguments(Words.send, given, files: [own]) == added + rest)
        // A campaign that names a relay of its own does not get the user's password for it.
        let foreign = try Words.file("relay: 'smtps://elsewhere.example'", standing: .found)
        #expect(try Words.arguments(files: [foreign, own]) == ["--relay=smtps://elsewhere.example"])
    }

    @Test("check asks a relay only when told to on the command line")
    func onRequest() throws {
        let own = try file()
        #expect(try Words.arguments(files: [own], role: .onRequest) == ["--connections=9"])
        #expect(
            try Words.arguments(Words.send, ["--relay", "plain"], files: [own], role: .onRequest) == [
                "--connections=9", "--relay", "smtp://b.example",
            ])
    }

    @Test("resume stays with the campaign's relay and pace, and finds the profile of its URL")
    func kept() throws {
        let text = users + "\nrate: 9/s\n"
        func arguments(kept: String, environment: [String: String] = [:]) throws -> [String] {
            try Words.arguments(
                Words.resume, ["letter.merganser"], files: [file(text)], environment: environment,
                role: .kept, kept: kept)
        }
        #expect(try arguments(kept: "submission://a.example") == ofMain + ["letter.merganser"])
        #expect(try arguments(kept: "smtp://127.0.0.1:2525") == ["--connections=9", "letter.merganser"])
        #expect(
            try arguments(
                kept: "smtp://127.0.0.1:2525",
                environment: ["MERGANSER_RELAY": "plain", "MERGANSER_RATE": "1/s"])
                == ["--relay=smtp://b.example", "--rate=1/s", "--connections=9", "letter.merganser"])
    }

    @Test("resume stays with the campaign's proxy, whose password is for no other")
    func keptProxy() throws {
        let text = "relays: {a: {url: 'smtp://a', proxy: 'socks5://u@p', proxy-password-file: pw}}\n"
        let common = try Words.file("proxy: 'socks5://u@p'\nproxy-password-file: /pw\n")
        func arguments(_ file: ConfigurationFile, proxy: String?) throws -> [String] {
            try Words.arguments(
                Words.resume, ["l"], files: [file], role: .kept, kept: "smtp://a", proxy: proxy)
        }
        for (file, path) in [(try file(text), "/u/pw"), (common, "/pw")] {
            #expect(try arguments(file, proxy: "socks5://u@p") == ["--proxy-password-file=\(path)", "l"])
            #expect(try arguments(file, proxy: "socks5://u@other") == ["l"])
            #expect(try arguments(file, proxy: nil) == ["l"])
        }
        // A relay that is named again is reached as its profile says.
        let named = try Words.arguments(
            Words.resume, ["l", "--relay", "a"], files: [file(text)], role: .kept, kept: "smtp://b")
        #expect(named.contains("--proxy=socks5://u@p"))
    }

    @Test("As one of several, a relay is its URL with all the rest in it, or refused")
    func several() throws {
        let text = """
            relays:
              a: {url: 'smtps://a?weight=3', user: 'ada&co', password-file: 'p w', connections: 2}
              b: {url: 'smtps://b'}
              c: {url: 'smtps://c', proxy: none}
            """
        let relays = ["--relay", "a", "--relay=b"]
        #expect(
            try Words.arguments(Words.send, relays, files: [file(text)]) == [
                "--relay", "smtps://a?weight=3&username=ada%26co&password-file=/u/p%20w&connections=2",
                "--relay=smtps://b",
            ])
        #expect(
            throws: ConfigurationFaults([
                .init(place: .commandLine, problem: .severalRelays(profile: "c"))
            ])
        ) { try Words.arguments(Words.send, ["--relay", "c", "--relay", "b"], files: [file(text)]) }
    }

    @Test("Two profiles with the campaign's URL are not chosen between, unless the file has chosen")
    func ambiguous() throws {
        let both = "relays:\n  a: {url: 'smtp://x', user: ada}\n  b: {url: 'smtp://x', user: bob}\n"
        let undecided = try file(both)
        #expect(
            throws: ConfigurationFaults([
                .init(
                    place: .campaign(path: "letter.merganser"),
                    problem: .severalProfiles(url: "smtp://x", names: ["a", "b"]))
            ])
        ) {
            try Words.arguments(Words.resume, ["l"], files: [undecided], role: .kept, kept: "smtp://x")
        }
        let decided = try file("relay: b\n" + both)
        #expect(
            try Words.arguments(Words.resume, ["l"], files: [decided], role: .kept, kept: "smtp://x") == [
                "--username=bob", "l",
            ])
    }
}
