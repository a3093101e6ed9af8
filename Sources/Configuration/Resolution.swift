/// How a command comes to its relay.
package enum RelayRole: Equatable, Sendable {
    /// From wherever it is named: `send`.
    case anywhere
    /// From the command line only, because without it no connection is made: `check`.
    case onRequest
    /// From the campaign file, unless the command line or the environment says otherwise: `resume`.
    case kept
    /// It is the first argument: `probe`.
    case argument
    case none
}

/// What holds for one command line: its own words, then those of environment and files that it leaves room for.
package struct Resolution: Equatable, Sendable {
    /// The user's arguments, names of relays replaced by their URLs.
    package let given: GivenArguments
    /// What stands in no argument, in the order of precedence.
    package let settings: [Setting]
    /// The relay, when it is the campaign's.
    package let kept: KeptRelay?

    /// The arguments that say the same as settings, that of `excluded` left out, and then the user's own.
    package func arguments(without excluded: Setting? = nil) -> [String] {
        settings.filter { $0 != excluded }.flatMap(\.arguments) + given.arguments
    }

    /// - Parameters:
    ///   - files: the campaign's before the user's.
    ///   - kept: the relay that the campaign file keeps.
    /// - Throws: ``ConfigurationFaults``.
    package init(
        of command: CommandShape, given: GivenArguments, variables: Variables, files: [ConfigurationFile],
        role: RelayRole, kept: KeptRelay? = nil
    ) throws(ConfigurationFaults) {
        let chosen = try ChosenRelay(
            for: command, given: given, variables: variables, files: files, role: role, kept: kept)
        var resolved = given
        for replacement in chosen.replacements { resolved.replace(replacement.value, with: replacement.url) }
        self.given = resolved
        self.kept = chosen.isKept ? kept : nil

        let isSeparate = Vocabulary.separate.contains(command.name)
        func layers(_ section: [Setting]?, _ common: [Setting]) -> [[Setting]] {
            isSeparate ? [section ?? []] : [section ?? [], common]
        }
        let fromFiles = files.flatMap { file in
            let isOwn = role == .none || chosen.isRelay(of: file, for: command)
            let ofCommand = layers(file.sections[command.name], file.common)
            let others = Self.beside(kept, role == .kept, ofCommand.flatMap(\.self))
            return ofCommand.map { layer in
                layer.filter { setting in
                    (isOwn || !Vocabulary.credentials.contains(setting.key)) && others(setting)
                }
            }
        }
        let profile = chosen.profile.filter(Self.beside(kept, chosen.isKept, chosen.profile))
        var taken = given.options
        for key in given.options { taken.formUnion(Vocabulary.displaced[key] ?? []) }
        var settings: [Setting] = []
        for layer in [chosen.setting.map { [$0] } ?? []]
            + layers(variables.sections[command.name], variables.common) + [profile] + fromFiles
        {
            // The same layer may hold what the command then refuses together.
            let additions = layer.filter { setting in
                (!taken.contains(setting.key) || Vocabulary.cumulative.contains(setting.key))
                    && (setting.key != "relay" || setting == chosen.setting)
                    && command.option(setting.key)?.kind == setting.kind
            }
            settings += additions
            for addition in additions {
                taken.insert(addition.key)
                taken.formUnion(Vocabulary.displaced[addition.key] ?? [])
            }
        }
        self.settings = settings
        try refuseSecretsForFoundFiles(chosen, files)
    }

    /// Which of `settings` hold beside what a campaign keeps: nothing of that, and a proxy's password only for the proxy
    /// that it has.
    private static func beside(
        _ kept: KeptRelay?, _ isKept: Bool, _ settings: [Setting]
    ) -> (Setting) -> Bool {
        guard isKept else { return { _ in true } }
        let proxy = settings.first { $0.key == "proxy" }?.values.last
        let isSame = proxy != nil && proxy == kept?.proxy
        return { setting in
            !Vocabulary.keptByCampaign.contains(setting.key)
                && (isSame || !Vocabulary.proxySecrets.contains(setting.key))
        }
    }

    /// A file that came with a campaign could name a relay of its own, and get the password that a variable names for
    /// every other.
    private func refuseSecretsForFoundFiles(
        _ chosen: ChosenRelay, _ files: [ConfigurationFile]
    ) throws(ConfigurationFaults) {
        guard given.options.isDisjoint(with: Vocabulary.offline) else { return }
        let proxy = settings.first { $0.key == "proxy" && $0.isFound(in: files) }
        let faults = settings.compactMap { setting -> ConfigurationFault? in
            guard case .variable = setting.place else { return nil }
            let getter =
                Vocabulary.relaySecrets.contains(setting.key)
                ? chosen.found : Vocabulary.proxySecrets.contains(setting.key) ? proxy : nil
            return getter.map { .init(place: setting.place, problem: .secretForFoundFile($0.place)) }
        }
        guard faults.isEmpty else { throw ConfigurationFaults(faults) }
    }
}

/// The relay that a campaign was sent to.
package struct KeptRelay: Equatable, Sendable {
    /// Of several, each on a line.
    package let url: String
    /// What it is reached by; nil for no proxy.
    package let proxy: String?
    /// The campaign file's.
    package let path: String

    package init(url: String, proxy: String? = nil, path: String) {
        self.url = url
        self.proxy = proxy
        self.path = path
    }
}
