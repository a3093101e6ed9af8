/// The words that may stand in a configuration.
package struct Vocabulary: Sendable {
    package let commands: [CommandShape]
    /// What may stand at the top of a file: options of the commands that are about campaigns.
    let common: [String: OptionShape]
    /// What may stand in a relay's profile beside its URL.
    let profile: [String: OptionShape]

    /// Commands whose options mean something of their own, and stand under the command's name only.
    static let separate: Set<String> = ["sink", "dkim-record"]
    /// What is not for a file: it lets go of a safety, throws something away, or lets nothing be sent.
    static let saidEachTime: Set<String> = [
        "moved", "accept-changes", "forget", "rehearse", "rehearsal-log",
    ]
    /// Who we are to the relay and how we know it: of use for that relay alone, and of harm to others.
    static let credentials: Set<String> = [
        "username", "password-file", "password-env", "password-command", "token-command", "auth", "pin",
        "client-certificate", "client-key", "ca-file",
    ]
    /// What `resume` takes from the campaign file, rather than from a file that may have changed since.
    static let keptByCampaign: Set<String> = [
        "relay", "source-address", "rate", "rate-per-domain", "daily-cap", "hours", "days", "time-zone",
        "start-at",
        "max-attempts", "max-age", "retry-after", "stop-after-failures",
        "unsubscribe-key-file",
    ]

    /// What adds up, from wherever it is said: leaving out a list of those who want no mail would send them some.
    package static let cumulative: Set<String> = ["suppress"]

    /// What is not taken from below once the option is given above.
    static let displaced: [String: Set<String>] = {
        let secrets: Set = ["password-file", "password-env", "password-command", "token-command"]
        let proxySecrets: Set = ["proxy-password-file", "proxy-password-env"]
        var displaced = Dictionary(
            uniqueKeysWithValues: secrets.union(proxySecrets).map { key in
                (key, secrets.contains(key) ? secrets : proxySecrets)
            })
        displaced["proxy"] = proxySecrets
        displaced["quiet"] = ["verbose"]
        displaced["verbose"] = ["quiet"]
        displaced["client-certificate"] = ["client-key"]
        return displaced
    }()

    /// - Parameters:
    ///   - commands: those whose options may be configured, in the order of help.
    ///   - relayOptions: the options that say how to reach a relay.
    package init(commands: [CommandShape], relayOptions: [OptionShape]) {
        self.commands = commands
        var common: [String: OptionShape] = [:]
        for command in commands where !Self.separate.contains(command.name) {
            // The first command that has an option says what it is at the top.
            for option in command.options where common[option.name] == nil { common[option.name] = option }
        }
        self.common = common
        profile = Dictionary(
            relayOptions.filter { $0.name != "relay" }.map { ($0.name, $0) },
            uniquingKeysWith: { first, _ in first })
    }

    /// Whether an option is left out of every configuration.
    package static func isSaidEachTime(_ option: String) -> Bool { saidEachTime.contains(option) }

    func command(_ name: String) -> CommandShape? { commands.first { $0.name == name } }

    /// The commands that have an option of this name.
    func commands(with option: String) -> [String] {
        commands.filter { $0.option(option) != nil }.map(\.name)
    }

    /// All that may stand at the top of a file.
    var topKeys: [String] { common.keys.sorted() + commands.map(\.name) + ["relays"] }

    /// Whether the value of an option says where a secret comes from in a way that reaches beyond a folder.
    static func reachesOut(_ key: String, _ value: String) -> Bool {
        if key.hasSuffix("-command") || key.hasSuffix("password-env") { return true }
        if key == "relay" { return saysOfSecrets(value) }
        guard key.hasSuffix("password-file") else { return false }
        let parts = value.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        let first = value.utf8.first
        return first == UInt8(ascii: "/") || first == UInt8(ascii: "~")
            || parts.contains { $0.elementsEqual("..".utf8) }
    }

    /// Whether a URL says in its query where a secret comes from.
    private static func saysOfSecrets(_ url: String) -> Bool {
        let separators = [UInt8(ascii: "?"), UInt8(ascii: "&")]
        return url.utf8.split(whereSeparator: separators.contains).dropFirst().contains { item in
            let name = String(decoding: Array(item.prefix { $0 != UInt8(ascii: "=") }), as: UTF8.self)
            return ["-command", "password-env", "password-file"].contains(where: name.hasSuffix)
        }
    }
}
