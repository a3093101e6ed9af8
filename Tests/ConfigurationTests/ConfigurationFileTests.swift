import Configuration
import TestSupport
import Testing

/// What a file may say, and what is said of it when it may not.
@Suite("A configuration file")
struct ConfigurationFileTests {
    @Test("Text is taken as it is written, whatever YAML would make of it")
    func text() throws {
        let file = try Words.file(
            "log: no\nrate: [10/s, 08]\nconnections: 0x10\nsmime-sign: '2026-12-01'\n", path: "/c")
        #expect(file.common.map(\.values) == [["/no"], ["10/s", "08"], ["0x10"], ["/2026-12-01"]])
    }

    @Test("One value will do for an option that may be given several times, and an empty list is none")
    func lists() throws {
        #expect(try Words.file("rate: 10/s").common.map(\.values) == [["10/s"]])
        #expect(try Words.file("rate: []").common.map(\.values) == [[]])
    }

    @Test(
        "Nothing but comments, no octet at all and an empty section are no configuration",
        arguments: [
            "", "# relay: main\n", "---\n", "send:\nrelays:\n# main:\n",
        ])
    func empty(_ text: String) throws {
        let file = try Words.file(text)
        #expect(file.common.isEmpty && file.sections.isEmpty && file.profiles.isEmpty)
    }

    @Test(
        "A path is meant from the file's folder, unless it is absolute, in the home folder, or - ",
        arguments: [
            ("log: out", "/etc/m/out"), ("log: /var/out", "/var/out"), ("log: ~/out", "/home/ada/out"),
            ("log: '-'", "-"),
            ("dkim: news@example.org=k=1.pem", "news@example.org=/etc/m/k=1.pem"),
            (
                "relay: 'smtp://b?username=ada&password-file=b%20c&tls=none'",
                "smtp://b?username=ada&password-file=/etc/m/b%20c&tls=none"
            ),
            ("relay: 'smtp://b?ca-file=/ca.pem'", "smtp://b?ca-file=/ca.pem"),
            ("smime-sign: cert.pem,~/key.pem", "/etc/m/cert.pem,/home/ada/key.pem"), ("connections: 4", "4"),
        ])
    func paths(_ text: String, _ value: String) throws {
        #expect(try Words.file(text, path: "/etc/m/c.yaml").common.first?.values == [value])
    }

    @Test("The path behind a user's name is meant from the file's folder, too")
    func serversPassword() throws {
        let file = try Words.file("sink: {auth: 'ada:pw'}", path: "/etc/m/c.yaml")
        #expect(file.sections["sink"]?.first?.values == ["ada:/etc/m/pw"])
    }

    @Test("A word behind an option that can do without is its value, and no argument")
    func optionalValue() {
        func positionals(_ arguments: String...) -> [String] {
            GivenArguments(arguments, of: Words.send).positionals.map(\.text)
        }
        #expect(positionals("--rehearse", "refusals", "sub/t.eml", "l.csv") == ["sub/t.eml", "l.csv"])
        #expect(positionals("--rehearse", "--yes", "t.eml", "l.csv") == ["t.eml", "l.csv"])
        #expect(positionals("--rehearse=refusals", "t.eml") == ["t.eml"])
        #expect(positionals("t.eml", "l.csv", "--rehearse") == ["t.eml", "l.csv"])
    }

    @Test("Every fault is found, with its line and column")
    func faults() {
        #expect(
            Words.faults(
                """
                conections: 4
                yes: "true"
                rate: {10: s}
                connections: [1, 2]
                log:
                  relay: ~
                listen: 127.0.0.1:0
                sink:
                  no-pipelining: true
                  rate: 10/s
                moved: true
                password: hunter2
                relays:
                  'no name': {url: 'smtp://a'}
                  main: {user: ada}
                  other: main
                  third: {url: main, password: hunter2, window: 3}
                """
            ).map { "\($0.line):\($0.column) \($0.problem)" } == [
                "1:1 unknownKey(\"conections\", known: \(Words.topKeys))",
                "2:6 flagIsNoBoolean(\"yes\")", "3:7 takesText(\"rate\")",
                "4:14 takesOneValue(\"connections\")",
                "6:3 takesText(\"log\")",
                "7:1 optionOf(\"listen\", commands: [\"sink\"])", "9:3 negated(\"pipelining\")",
                "10:3 unknownKey(\"rate\", known: [\"listen\", \"pipelining\", \"password-file\", \"auth\"])",
                "11:1 saidEachTime(\"moved\")", "12:1 secretInPlain(\"password\")",
                "14:3 malformedProfileName(\"no name\")", "15:3 profileWithoutURL(\"main\")",
                "16:10 notAMapping(of: \"what is to be known of the relay other\")",
                "17:16 profileIsNoURL(\"third\")", "17:22 secretInPlain(\"password\")",
                "17:41 unknownKey(\"window\", known: \(Words.profileKeys))",
            ])
    }

    @Test(
        "What is no YAML, or not one mapping of unlike keys, is told with its place",
        arguments: [
            ("log: [a\nyes: true\n", 2, 4), ("yes: true\nyes: false\n", 1, 1), ("- yes\n", 1, 1),
            ("log: a\n---\nlog: b\n", 2, 1), ("log: *nothing\n", 1, 6), ("log: a\n\tyes: b\n", 2, 1),
            ("log: \u{7}\n", 1, 6),
        ])
    func syntax(_ text: String, _ line: Int, _ column: Int) {
        let found = Words.faults(text)
        #expect(found.map(\.line) == [line] && found.map(\.column) == [column], "\(found)")
    }

    @Test(
        "Values that are nothing are refused: an empty text, null, a NUL",
        arguments: [
            ("log: ''", ConfigurationFault.Problem.isEmpty("log")), ("log:", .isEmpty("log")),
            ("log: ~", .isEmpty("log")),
            ("log: null", .isEmpty("log")), ("log: \"a\\0b\"", .holdsNUL("log")),
        ])
    func nothing(_ text: String, _ problem: ConfigurationFault.Problem) {
        #expect(Words.faults(text).map(\.problem) == [problem])
    }

    @Test("Octets that are no UTF-8 are refused")
    func encoding() {
        #expect(
            throws: ConfigurationFaults([
                .init(place: .file(path: "c", line: 1, column: 1), problem: .notUTF8)
            ])
        ) {
            try ConfigurationFile(
                parsing: [0x23, 0xE9], path: "c", standing: .named, vocabulary: Words.vocabulary, home: nil)
        }
    }

    @Test("Nesting a thousand deep and more is refused, not followed")
    func nesting() {
        #expect(Words.faults("log: " + String(repeating: "[", count: 100_000)).count == 1)
    }

    @Test(
        "A file that was only found may not reach for secrets outside of its folder",
        arguments: [
            ("password-command: cat x", false), ("password-env: AWS", false),
            ("password-file: /root/x", false),
            ("password-file: a/../../x", false), ("password-file: ~/x", false),
            ("password-file: secrets/x", true),
        ])
    func found(_ text: String, _ isAllowed: Bool) {
        let whole = "relay: 'smtp://a'\n" + text
        #expect(Words.faults(whole, standing: .found).isEmpty == isAllowed)
        #expect(Words.faults(whole, standing: .users).isEmpty)
        #expect(
            Words.faults("relay: 'smtp://a?tls=none&password-env=AWS'", standing: .found).map(\.problem) == [
                .secretFromFoundFile("relay")
            ])
        #expect(
            Words.faults("relays: {a: {url: 'smtp://a', \(text)}}", standing: .found).isEmpty == isAllowed)
    }

    @Test("Credentials beside no relay are refused, as they could go to any")
    func lonely() {
        #expect(
            Words.faults("username: ada\nsend:\n  password-env: X\n") == [
                Words.Found(3, 17, .credentialsWithoutRelay("password-env")),
                Words.Found(1, 11, .credentialsWithoutRelay("username")),
            ])
        #expect(Words.faults("sink:\n  password-file: x\n").isEmpty)
    }
}

extension Words {
    static let topKeys = [
        "approved", "client-key", "connections", "dkim", "json", "log", "password-command", "password-env",
        "password-file", "pin", "proxy", "proxy-password-env", "proxy-password-file", "rate", "relay",
        "retry", "smime-sign", "suppress", "test-to", "token-command", "transcript", "unsubscribe-key-file",
        "username", "yes", "send", "resume", "probe", "sink", "relays",
    ]
    static let profileKeys = [
        "connections", "password-command", "password-env", "password-file", "pin", "proxy",
        "proxy-password-env", "proxy-password-file", "url", "user", "username",
    ]
}
