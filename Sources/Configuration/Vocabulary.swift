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
        "unsubscribe-key-file", "proxy",
    ]
    /// What proves to a relay who we are, and would prove it to another one as well.
    static let relaySecrets: Set<String> = [
        "password-file", "password-env", "password-command", "token-command",
    ]
    /// The same for a proxy.
    static let proxySecrets: Set<String> = ["proxy-password-file", "proxy-password-env"]
    /// With one of these no connection is made to the relay.
    static let offline: Set<String> = ["dry-run", "rehearse"]

    /// What adds up, from wherever it is said: leaving out a list of those who want no mail would send them some.
    package static let cumulative: Set<String> = ["suppress"]

    /// What is not taken from below once the option is given above.
    static let displaced: [String: Set<String>] = {
        var displaced = Dictionary(
            uniqueKeysWithValues: relaySecrets.union(proxySecrets).map { key in
                (key, relaySecrets.contains(key) ? relaySecrets : proxySecrets)
            })
        displaced["proxy"] = proxySecrets
        displaced["quiet"] = ["verbose"]
        displaced["verbose"] = ["quiet"]
        displaced["client-certificate"] = ["client-key"]
        // What is asked for once in a while instead of sending has no use for what is written while sending.
        displaced["rehearse"] = ["log", "transcript", "dry-run", "test-to"]
        displaced["test-to"] = ["log", "dry-run", "approved"]
        displaced["dry-run"] = ["test-to"]
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
}
