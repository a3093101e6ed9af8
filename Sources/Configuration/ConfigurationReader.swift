import Yams

/// Takes a YAML document for settings, and notes all that cannot be taken so.
struct ConfigurationReader {
    private(set) var file: ConfigurationFile
    private(set) var faults: [ConfigurationFault] = []
    private let vocabulary: Vocabulary
    private let paths: FolderPaths

    init(_ file: ConfigurationFile, vocabulary: Vocabulary, home: String?) {
        self.file = file
        self.vocabulary = vocabulary
        paths = FolderPaths(ofFile: file.path, home: home)
    }

    mutating func readTop(_ root: Node) {
        for (key, node) in pairs(of: root, describedAs: "options") {
            if key.text == "relays" {
                readProfiles(node)
            } else if vocabulary.command(key.text) != nil,
                vocabulary.common[key.text] == nil || node.mapping != nil
            {
                readSection(key.text, node)
            } else if let shape = vocabulary.common[key.text] {
                if let setting = setting(shape, key, node) { file.common.append(setting) }
            } else {
                note(unknown(key.text, known: vocabulary.topKeys), key.mark)
            }
        }
    }

    private mutating func readSection(_ name: String, _ node: Node) {
        guard let command = vocabulary.command(name) else { return }
        for (key, node) in pairs(of: node, describedAs: "options of \(name)") {
            if let shape = command.option(key.text) {
                if let setting = setting(shape, key, node) {
                    file.sections[name, default: []].append(setting)
                }
            } else {
                note(unknown(key.text, known: command.options.map(\.name), in: command), key.mark)
            }
        }
    }

    private mutating func readProfiles(_ node: Node) {
        for (key, node) in pairs(of: node, describedAs: "relays by their names") {
            guard RelayProfile.isName(key.text) else {
                note(.malformedProfileName(key.text), key.mark)
                continue
            }
            readProfile(key, node)
        }
    }

    private mutating func readProfile(_ name: Key, _ node: Node) {
        let words = vocabulary.profile.merging(
            [
                "url": OptionShape(name: "relay", kind: .value),
                "user": OptionShape(name: "username", kind: .value),
            ]
        ) { $1 }
        var url: Setting?
        var settings: [Setting] = []
        let faultsBefore = faults.count
        for (key, node) in pairs(of: node, describedAs: "what is to be known of the relay \(name.text)") {
            guard let shape = words[key.text] else {
                note(unknown(key.text, known: words.keys.sorted()), key.mark)
                continue
            }
            guard let setting = setting(shape, key, node, profile: name.text) else { continue }
            guard key.text == "url" else {
                settings.append(setting)
                continue
            }
            url = setting
            if RelayProfile.isName(setting.values.first ?? "") { note(.profileIsNoURL(name.text), node.mark) }
        }
        guard let url else {
            // Where something else is wrong, the URL may be what it was meant to be.
            if faults.count == faultsBefore { note(.profileWithoutURL(name.text), name.mark) }
            return
        }
        file.profiles.append(RelayProfile(name: name.text, url: url, settings: settings))
    }

    /// Credentials in a file go to the relay of that file, so there has to be one.
    mutating func findLonelyCredentials() {
        let hasRelay = file.common.contains { $0.key == "relay" }
        for (command, settings) in file.sections.sorted(by: { $0.key < $1.key })
        where vocabulary.command(command)?.option("username") != nil {
            note(credentialsIn: settings, unless: hasRelay || settings.contains { $0.key == "relay" })
        }
        note(credentialsIn: file.common, unless: hasRelay)
    }

    private mutating func note(credentialsIn settings: [Setting], unless hasRelay: Bool) {
        guard !hasRelay else { return }
        for setting in settings where Vocabulary.credentials.contains(setting.key) {
            faults.append(.init(place: setting.place, problem: .credentialsWithoutRelay(setting.key)))
        }
    }
}

extension ConfigurationReader {
    private struct Key {
        let text: String
        let mark: Mark?
    }

    private mutating func note(_ problem: ConfigurationFault.Problem, _ mark: Mark?) {
        faults.append(.init(place: place(mark), problem: problem))
    }

    private func place(_ mark: Mark?) -> SettingPlace {
        .file(path: file.path, line: mark?.line ?? 1, column: mark?.column ?? 1)
    }

    private mutating func pairs(of node: Node, describedAs contents: String) -> [(Key, Node)] {
        // A section of which all lines are comments.
        if let scalar = node.scalar, scalar.style == .plain, scalar.string.isEmpty { return [] }
        guard let mapping = node.mapping else {
            note(.notAMapping(of: contents), node.mark)
            return []
        }
        var pairs: [(Key, Node)] = []
        for (key, value) in mapping {
            if let text = key.scalar?.string {
                pairs.append((Key(text: text, mark: key.mark), value))
            } else {
                note(.keyIsNoText, key.mark)
            }
        }
        return pairs
    }

    private func unknown(
        _ key: String, known: [String], in command: CommandShape? = nil
    ) -> ConfigurationFault.Problem {
        if Vocabulary.saidEachTime.contains(key) { return .saidEachTime(key) }
        let words = key.utf8.split(separator: UInt8(ascii: "-")).map {
            String(decoding: Array($0), as: UTF8.self)
        }
        if let last = words.last, ["password", "passphrase", "token", "secret"].contains(last) {
            return .secretInPlain(key)
        }
        let negated = words.count > 1 && words[0] == "no" ? words.dropFirst().joined(separator: "-") : nil
        if let negated, known.contains(negated) { return .negated(negated) }
        if command == nil {
            let commands = vocabulary.commands(with: key)
            if !commands.isEmpty { return .optionOf(key, commands: commands) }
        }
        return .unknownKey(key, known: known)
    }

    /// The setting that a key and its value make; nil, and a fault, when they make none.
    private mutating func setting(
        _ shape: OptionShape, _ key: Key, _ node: Node, profile: String? = nil
    ) -> Setting? {
        let nodes: [Node]
        if let sequence = node.sequence {
            guard shape.kind == .values else {
                note(shape.takesValue ? .takesOneValue(key.text) : .flagIsNoBoolean(key.text), node.mark)
                return nil
            }
            nodes = Array(sequence)
        } else {
            nodes = [node]
        }
        let before = faults.count
        let values = nodes.compactMap { value(shape, key, $0) }
        guard faults.count == before else { return nil }
        return Setting(shape, values: values, place: place(node.mark ?? key.mark), profile: profile)
    }

    /// Text is taken as it is written: `08` stays `08`, and `no` stays `no`.
    private mutating func value(_ shape: OptionShape, _ key: Key, _ node: Node) -> String? {
        guard let scalar = node.scalar else {
            note(shape.takesValue ? .takesText(key.text) : .flagIsNoBoolean(key.text), node.mark)
            return nil
        }
        let text = scalar.string
        if !shape.takesValue {
            guard scalar.style == .plain, ["true", "false"].contains(text) else {
                note(.flagIsNoBoolean(key.text), node.mark)
                return nil
            }
            if let problem = foundFileProblem(shape, key, text) { note(problem, node.mark) }
            return text
        }
        guard !text.isEmpty, !(scalar.style == .plain && ["~", "null"].contains(text)) else {
            note(.isEmpty(key.text), node.mark ?? key.mark)
            return nil
        }
        guard !text.utf8.contains(0) else {
            note(.holdsNUL(key.text), node.mark)
            return nil
        }
        if let problem = foundFileProblem(shape, key, text) {
            note(problem, node.mark)
            return nil
        }
        return paths.value(text, of: shape)
    }
    private func foundFileProblem(
        _ shape: OptionShape, _ key: Key, _ text: String
    ) -> ConfigurationFault.Problem? {
        guard file.standing == .found else { return nil }
        return FoundFileRules(paths: paths).problem(of: shape, as: key.text, value: text)
    }
}
