import Configuration
import TestSupport
import Testing

/// Command line, environment, campaign, user.
@Suite("Precedence")
struct PrecedenceTests {
    private let campaign =
        "connections: 3\nrate: [3/s, 3/minute]\nyes: false\nsend:\n  log: of-send\nlog: of-all\n"
    private let users = "connections: 4\nrate: 4/s\nyes: true\nlog: /user\ntranscript: /user\n"

    private func files() throws -> [ConfigurationFile] {
        [
            try Words.file(campaign, standing: .found),
            try Words.file(users, path: "/u/config.yaml", standing: .users),
        ]
    }

    @Test(
        "The first of command line, environment, campaign and user that says something is followed",
        arguments: [
            (
                ["--connections", "1", "--rate=1/s", "-y", "--log=x"],
                ["MERGANSER_CONNECTIONS": "2", "MERGANSER_RATE": "2/s"],
                ["--transcript=/user", "--connections", "1", "--rate=1/s", "-y", "--log=x"]
            ),
            (
                [],
                [
                    "MERGANSER_CONNECTIONS": "2", "MERGANSER_RATE": "2/s\n2/minute", "MERGANSER_YES": "1",
                    "MERGANSER_LOG": "e",
                ],
                [
                    "--connections=2", "--log=e", "--rate=2/s", "--rate=2/minute", "--yes",
                    "--transcript=/user",
                ]
            ),
            (
                [], [:],
                [
                    "--log=of-send", "--connections=3", "--rate=3/s", "--rate=3/minute",
                    "--transcript=/user",
                ]
            ),
            (
                [], ["MERGANSER_CONNECTIONS": "", "PATH": "/bin"],
                [
                    "--log=of-send", "--connections=3", "--rate=3/s", "--rate=3/minute",
                    "--transcript=/user",
                ]
            ),
        ] as [([String], [String: String], [String])])
    func order(_ given: [String], _ environment: [String: String], _ expected: [String]) throws {
        #expect(try Words.arguments(Words.send, given, files: files(), environment: environment) == expected)
    }

    @Test("Suppression lists add up, wherever they are named")
    func cumulative() throws {
        let campaign = try Words.file("suppress: [/c1, /c2]\n", standing: .found)
        let users = try Words.file("suppress: /u\n", standing: .users)
        #expect(
            try Words.arguments(
                Words.send, ["--suppress", "x"], files: [campaign, users],
                environment: ["MERGANSER_SUPPRESS": "/e"])
                == ["--suppress=/e", "--suppress=/c1", "--suppress=/c2", "--suppress=/u", "--suppress", "x"])
    }

    @Test("Another way to a secret above takes the place of the one below")
    func displaced() throws {
        let file = try Words.file("relay: 'smtp://a'\nusername: ada\npassword-file: /x\n")
        #expect(
            try Words.arguments(Words.send, ["--password-env", "X"], files: [file]) == [
                "--relay=smtp://a", "--username=ada", "--password-env", "X",
            ])
    }

    @Test("An option that is another one in another command is not taken for it")
    func kinds() throws {
        let file = try Words.file("transcript: /t\njson: true\n")
        #expect(
            try Words.arguments(Words.probe, ["smtp://a"], files: [file], role: .argument) == [
                "--json", "smtp://a",
            ])
        #expect(try Words.arguments(Words.send, files: [file]) == ["--transcript=/t"])
    }

    @Test("What is written while sending is left out where somebody asks for a rehearsal instead")
    func rehearsed() throws {
        let file = try Words.file("log: /l\ntranscript: /t\nconnections: 3\n")
        for given in [["--rehearse"], ["--rehearse", "losses", "letter.eml"]] {
            #expect(try Words.arguments(Words.send, given, files: [file]) == ["--connections=3"] + given)
        }
        #expect(
            try Words.arguments(Words.send, ["--test-to", "me@example.net"], files: [file]) == [
                "--transcript=/t", "--connections=3", "--test-to", "me@example.net",
            ])
    }

    @Test("The rehearsal server follows its own section only")
    func separate() throws {
        let file = try Words.file(
            "relay: 'smtp://a'\npassword-file: /a\nsink:\n  listen: '[::1]:25'\n  pipelining: false\n")
        #expect(
            try Words.arguments(
                Words.sink, files: [file], environment: ["MERGANSER_SINK_LISTEN": "e"], role: .none) == [
                    "--listen=e", "--no-pipelining",
                ])
        #expect(
            try Words.arguments(Words.sink, ["--pipelining"], files: [file], role: .none) == [
                "--listen=[::1]:25", "--pipelining",
            ])
    }

    @Test("What stands behind -- is no option, and a value is none either")
    func reading() throws {
        let file = try Words.file("yes: true\nconnections: 3\nlog: /l\n")
        #expect(
            try Words.arguments(Words.send, ["--log", "--yes", "--", "--connections"], files: [file]) == [
                "--yes", "--connections=3", "--log", "--yes", "--", "--connections",
            ])
    }
}

/// What the environment may say.
@Suite("Variables")
struct VariablesTests {
    private func problems(_ environment: [String: String], secretNames: Set<String> = []) -> [SettingPlace] {
        do throws(ConfigurationFaults) {
            _ = try Variables(environment, vocabulary: Words.vocabulary, secretNames: secretNames)
            return []
        } catch {
            return error.faults.map(\.place)
        }
    }

    @Test(
        "A variable of ours that no option is called after is refused, unless an option says that it holds a secret"
    )
    func unknown() {
        let environment = [
            "MERGANSER_CONECTIONS": "4", "MERGANSER_PASSWORD": "hunter2", "MERGANSERS": "x", "RELAY": "y",
        ]
        #expect(
            problems(environment) == [.variable("MERGANSER_CONECTIONS"), .variable("MERGANSER_PASSWORD")])
        #expect(
            problems(environment, secretNames: ["MERGANSER_PASSWORD"]) == [.variable("MERGANSER_CONECTIONS")])
    }

    @Test(
        "A flag is true or false, or 1 or 0",
        arguments: [
            ("true", true), ("false", true), ("1", true), ("0", true), ("yes", false), ("TRUE", false),
        ])
    func flags(_ value: String, _ isTaken: Bool) {
        #expect(problems(["MERGANSER_YES": value]).isEmpty == isTaken)
    }

    @Test("What lets go of a safety is not for a variable")
    func saidEachTime() {
        #expect(problems(["MERGANSER_MOVED": "1"]) == [.variable("MERGANSER_MOVED")])
    }
}
