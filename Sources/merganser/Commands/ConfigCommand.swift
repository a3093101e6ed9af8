import ArgumentParser
import CampaignRun
import Configuration

/// `merganser config`: what files and variables say.
struct ConfigCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config",
        abstract: "Show what options are configured, and where.",
        discussion: """
            Long options can stand in YAML: in merganser.yaml beside the template or the campaign file, or the file of \
            --config; and in $XDG_CONFIG_HOME/merganser/config.yaml (~/.config/merganser/config.yaml). MERGANSER_… \
            variables say the same, such as MERGANSER_RELAY. The command line goes first, then the environment, the \
            campaign's file and the user's.
            """,
        subcommands: [Show.self])

    /// `merganser config show`: the options of a command line with their values and origins.
    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show the value of each option and where it comes from; secrets are not shown.",
            discussion: """
                Takes a command line as it would be typed, such as config show send letter.eml list.csv --limit 10; \
                without one, send in this folder. Nothing is run.
                """)

        @Argument(
            parsing: .captureForPassthrough,
            help: ArgumentHelp("The command with its arguments.", valueName: "command"))
        var words: [String] = []

        func run() async throws {
            try await reportingErrors {
                let words = words.isEmpty ? ["send"] : words
                guard Vocabulary.isConfigured(words[0]) else {
                    Terminal.complain(["error: “\(words[0].printable)” takes no configuration"])
                    return .usage
                }
                Terminal.print(try ConfiguredArguments(words, always: true).lines)
                return .complete
            }
        }
    }
}

extension ConfiguredArguments {
    /// A line for each option that has a value, what was read, and what has none.
    fileprivate var lines: [String] {
        guard let command, let resolution else { return [] }
        var rows: [(name: String, value: String, origin: String)] = []
        var unset: [String] = []
        for (name, value) in zip(command.arguments, resolution.given.positionals) {
            guard let relay = value.name else { continue }
            rows.append((name, value.text.withoutSecrets.printable, "command line" + Self.phrase([relay])))
        }
        for option in command.options {
            var values: [(shown: String, origin: String)] = []
            if resolution.given.options.contains(option.name) {
                let given = resolution.given.values[option.name] ?? []
                let texts = given.isEmpty ? ["true"] : given.map(\.text)
                values.append(
                    (shown(texts, of: option), "command line" + Self.phrase(given.compactMap(\.name))))
            }
            for setting in resolution.settings where setting.key == option.name {
                let relay = Self.phrase([setting.profile].compactMap(\.self))
                values.append((shown(setting.values, of: option), setting.place.phrase + relay))
            }
            if values.isEmpty, let kept = resolution.kept, let text = kept.text(of: option.name) {
                values.append((text.withoutSecrets.printable, kept.path.printable))
            }
            if values.isEmpty, PaceOption(rawValue: option.name) != nil, let text = keptSettings[option.name],
                let file = resolution.given.positionals.first
            {
                let texts = text.utf8.split(separator: 0x0A).map { String(Substring($0)) }
                values.append((texts.joined(separator: ", ").printable, file.text.printable))
            }
            if values.isEmpty, option.kind == .invertibleFlag {
                values.append(
                    (
                        option.defaultValue?.utf8.starts(with: "--no-".utf8) ?? false ? "false" : "true",
                        "default"
                    ))
            } else if values.isEmpty, let value = option.defaultValue {
                values.append((value.printable, "default"))
            }
            rows += values.map { (option.name, $0.shown, $0.origin) }
            if values.isEmpty { unset.append(option.name) }
        }
        let nameWidth = rows.map(\.name.utf8.count).max() ?? 0
        let valueWidth = min(40, rows.map(\.value.unicodeScalars.count).max() ?? 0)
        func padded(_ text: String, _ width: Int) -> String {
            text + String(repeating: " ", count: max(0, width - text.unicodeScalars.count))
        }
        return rows.map { "\(padded($0.name, nameWidth))  \(padded($0.value, valueWidth))  \($0.origin)" }
            + (unset.isEmpty ? [] : ["", "Not set: \(unset.joined(separator: ", "))"])
            + ["", filesLine] + relayLines
    }

    /// Which relays by name something belongs to.
    private static func phrase(_ relays: [String]) -> String {
        relays.isEmpty ? "" : ", relay \(relays.map(\.printable).joined(separator: ", "))"
    }

    private var filesLine: String {
        let read =
            files.isEmpty ? "Read no file" : "Read \(files.map(\.path.printable).joined(separator: " and "))"
        guard !missing.isEmpty else { return read + "." }
        return "\(read); there is no \(missing.map(\.printable).joined(separator: " and no "))."
    }

    private var relayLines: [String] {
        files.flatMap(\.profiles).map { profile in
            "Relay \(profile.name): \((profile.url.values.first ?? "").withoutSecrets.printable), \(profile.url.place.phrase)"
        }
    }

    /// A command may hold a secret, and so may what stands before the host of a URL.
    private func shown(_ values: [String], of option: OptionShape) -> String {
        if option.name.hasSuffix("-command") { return "(a command)" }
        if values.isEmpty { return "(none)" }
        return values.map(\.withoutSecrets.printable).joined(separator: ", ")
    }
}

extension KeptRelay {
    /// What the campaign keeps of an option.
    fileprivate func text(of option: String) -> String? {
        switch option {
        case "relay": url.utf8.split(separator: 0x0A).map { String(Substring($0)) }.joined(separator: ", ")
        case "proxy": proxy
        default: nil
        }
    }
}

extension String {
    /// A URL with `…` for a name and a password between `//` and `@`, and for commands in its query.
    fileprivate var withoutSecrets: String {
        let octets = Array(utf8)
        guard let start = octets.indices.first(where: { octets[$0...].starts(with: "//".utf8) }) else {
            return self
        }
        let authority = octets[(start + 2)...].prefix { $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "?") }
        var shown = octets
        if let at = authority.lastIndex(of: UInt8(ascii: "@")), authority[..<at].contains(UInt8(ascii: ":")) {
            shown = Array(octets[..<(start + 2)] + Array("…".utf8) + octets[at...])
        }
        let items = shown.split(separator: UInt8(ascii: "&"), omittingEmptySubsequences: false).map { item in
            let name = item.prefix { $0 != UInt8(ascii: "=") }
            let isCommand = String(decoding: name, as: UTF8.self).hasSuffix("-command")
            return String(decoding: isCommand ? name + Array("=…".utf8) : item, as: UTF8.self)
        }
        return items.joined(separator: "&")
    }
}
