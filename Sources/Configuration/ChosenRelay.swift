/// The relay that a command line means, and what a profile says of it.
struct ChosenRelay {
    /// What says so, if it is not an argument; the names of profiles replaced by their URLs.
    private(set) var setting: Setting?
    /// The arguments that name profiles, with the profiles' URLs.
    private(set) var replacements: [(value: GivenArguments.Value, url: String)] = []
    /// What the profile says beside the URL.
    private(set) var profile: [Setting] = []
    /// Whether it is the campaign's, and the profile only one of that URL.
    private(set) var isKept = false
    /// What gives the URL, when that stands in a file that was only found.
    private(set) var found: Setting?
    private var urls: [String] = []
    private let profiles: [RelayProfile]
    private let files: [ConfigurationFile]

    init(
        for command: CommandShape, given: GivenArguments, variables: Variables, files: [ConfigurationFile],
        role: RelayRole, kept: KeptRelay?
    ) throws(ConfigurationFaults) {
        // Of two profiles of one name, the first is the campaign's.
        var profiles: [RelayProfile] = []
        for profile in files.flatMap(\.profiles) where !profiles.contains(where: { $0.name == profile.name })
        {
            profiles.append(profile)
        }
        self.profiles = profiles
        self.files = files
        guard role != .none else { return }
        let arguments = role == .argument ? Array(given.positionals.prefix(1)) : given.values["relay"] ?? []
        if !arguments.isEmpty {
            for argument in arguments {
                let found = try take(argument.text, at: .commandLine, of: arguments.count)
                if found != argument.text { replacements.append((argument, found)) }
            }
        } else if let (named, file) = Self.setting(
            for: command, variables: variables, files: files, role: role)
        {
            var urls: [String] = []
            for text in named.values {
                let url = try take(
                    text, at: named.place, of: named.values.count, preferring: file?.profiles ?? [])
                if url == text, named.isFound(in: files) { found = named }
                urls.append(url)
            }
            setting = Setting(
                OptionShape(name: named.key, kind: named.kind), values: urls, place: named.place,
                profile: urls == named.values ? nil : named.values.joined(separator: ", "))
        } else if role == .kept, let kept {
            try takeKept(kept, preferring: files.compactMap { $0.relay(for: command.name)?.values.first })
        }
    }

    /// What names a relay, outside of the arguments, and the file it stands in.
    private static func setting(
        for command: CommandShape, variables: Variables, files: [ConfigurationFile], role: RelayRole
    ) -> (setting: Setting, file: ConfigurationFile?)? {
        guard role == .anywhere || role == .kept else { return nil }
        if let setting = (variables.sections[command.name] ?? []).first(where: { $0.key == "relay" })
            ?? variables.common.first(where: { $0.key == "relay" })
        {
            return (setting, nil)
        }
        guard role == .anywhere else { return nil }
        return files.lazy.compactMap { file in file.relay(for: command.name).map { ($0, file) } }.first
    }

    /// The URL that a text means; what its profile says is remembered.
    ///
    /// - Parameter own: the profiles of the file that the text stands in. A name in a file means these first, so that
    ///   no other file can give it another relay.
    private mutating func take(
        _ text: String, at place: SettingPlace, of count: Int, preferring own: [RelayProfile] = []
    ) throws(ConfigurationFaults) -> String {
        // Without profiles nobody meant one, and the command says what a URL looks like.
        guard RelayProfile.isName(text), !profiles.isEmpty else {
            urls.append(text)
            return text
        }
        guard let named = (own + profiles).first(where: { $0.name == text }), let url = named.url.values.first
        else {
            throw ConfigurationFaults([
                .init(place: place, problem: .unknownProfile(text, known: profiles.map(\.name)))
            ])
        }
        urls.append(url)
        if named.url.isFound(in: files) { found = named.url }
        guard count > 1 else {
            profile = named.settings
            return url
        }
        guard let whole = named.wholeURL else {
            throw ConfigurationFaults([.init(place: place, problem: .severalRelays(profile: text))])
        }
        return whole
    }

    /// The profile of the relay that the campaign was sent to, so that `resume` knows its password.
    private mutating func takeKept(
        _ kept: KeptRelay, preferring names: [String]
    ) throws(ConfigurationFaults) {
        urls = [kept.url]
        isKept = true
        let same = profiles.filter { $0.url.values == [kept.url] }
        let preferred = same.filter { names.contains($0.name) }
        guard let chosen = preferred.first ?? same.first else { return }
        guard same.count == 1 || !preferred.isEmpty else {
            throw ConfigurationFaults([
                .init(
                    place: .campaign(path: kept.path),
                    problem: .severalProfiles(url: kept.url, names: same.map(\.name)))
            ])
        }
        profile = chosen.settings
    }

    /// Whether a file speaks of this relay, so that its credentials are for it.
    func isRelay(of file: ConfigurationFile, for command: CommandShape) -> Bool {
        guard let own = file.relay(for: command.name), !urls.isEmpty else { return false }
        let known = file.profiles + profiles
        return own.values.map { text in known.first { $0.name == text }?.url.values.first ?? text } == urls
    }
}
