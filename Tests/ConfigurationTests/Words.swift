import Configuration
import TestSupport

/// A small program's options, to configure.
enum Words {
    static let relay = OptionShape(name: "relay", kind: .value, valueName: "url")
    static let relayOptions = [
        relay, OptionShape(name: "connections", kind: .value, defaultValue: "4"),
        OptionShape(name: "username", kind: .value),
        OptionShape(name: "password-file", kind: .value, valueName: "file"),
        OptionShape(name: "password-env", kind: .value), OptionShape(name: "password-command", kind: .value),
        OptionShape(name: "pin", kind: .values), OptionShape(name: "proxy", kind: .value),
        OptionShape(name: "proxy-password-file", kind: .value, valueName: "file"),
        OptionShape(name: "proxy-password-env", kind: .value),
    ]
    static let send = CommandShape(
        name: "send", arguments: ["template", "list"],
        options: relayOptions + [
            OptionShape(name: "rate", kind: .values),
            OptionShape(name: "dkim", kind: .values, valueName: "selector=file"),
            OptionShape(name: "smime-sign", kind: .value, valueName: "certificate,key"),
            OptionShape(name: "suppress", kind: .values, valueName: "file"),
            OptionShape(name: "log", kind: .value, valueName: "file"),
            OptionShape(name: "transcript", kind: .value, valueName: "file"),
            OptionShape(name: "yes", letters: ["y"], kind: .flag),
            OptionShape(name: "test-to", kind: .value),
            OptionShape(name: "client-key", kind: .value, valueName: "file"),
            OptionShape(name: "unsubscribe-key-file", kind: .value, valueName: "file"),
            OptionShape(name: "token-command", kind: .value),
            OptionShape(name: "approved", kind: .value),
        ], others: [OptionShape(name: "rehearse", kind: .flag, mayTakeValue: true)])
    static let resume = CommandShape(
        name: "resume", arguments: ["file"],
        options: relayOptions + [
            OptionShape(name: "rate", kind: .values), OptionShape(name: "retry", kind: .value),
        ])
    static let probe = CommandShape(
        name: "probe", arguments: ["url"],
        options: relayOptions + [
            OptionShape(name: "transcript", kind: .flag), OptionShape(name: "json", kind: .flag),
        ])
    static let sink = CommandShape(
        name: "sink", arguments: [],
        options: [
            OptionShape(name: "listen", kind: .value), OptionShape(name: "pipelining", kind: .invertibleFlag),
            OptionShape(name: "password-file", kind: .value, valueName: "file"),
            OptionShape(name: "auth", kind: .value, valueName: "user:password-file"),
        ])
    static let vocabulary = Vocabulary(commands: [send, resume, probe, sink], relayOptions: relayOptions)

    static func file(
        _ text: String, path: String = "merganser.yaml", standing: ConfigurationFile.Standing = .named,
        home: String? = "/home/ada"
    ) throws(ConfigurationFaults) -> ConfigurationFile {
        try ConfigurationFile(
            parsing: Array(text.utf8), path: path, standing: standing, vocabulary: vocabulary, home: home)
    }

    /// What a command is given when files and variables have been followed.
    static func arguments(
        _ command: CommandShape = send, _ given: [String] = [], files: [ConfigurationFile] = [],
        environment: [String: String] = [:], role: RelayRole = .anywhere, kept: String? = nil,
        proxy: String? = nil
    ) throws -> [String] {
        try Resolution(
            of: command, given: GivenArguments(given, of: command),
            variables: Variables(environment, vocabulary: vocabulary, secretNames: []), files: files,
            role: role,
            kept: kept.map { KeptRelay(url: $0, proxy: proxy, path: "letter.merganser") }
        ).arguments()
    }

    /// What is wrong with a file, each with its line and column.
    static func faults(
        _ text: String, standing: ConfigurationFile.Standing = .named
    ) -> [Found] {
        do throws(ConfigurationFaults) {
            _ = try file(text, standing: standing)
            return []
        } catch {
            return error.faults.map { fault in
                guard case .file(_, let line, let column) = fault.place else {
                    return Found(0, 0, fault.problem)
                }
                return Found(line, column, fault.problem)
            }
        }
    }

    struct Found: Equatable {
        let line: Int
        let column: Int
        let problem: ConfigurationFault.Problem

        init(_ line: Int, _ column: Int, _ problem: ConfigurationFault.Problem) {
            self.line = line
            self.column = column
            self.problem = problem
        }
    }
}
