/// What the environment says: `MERGANSER_RELAY` for `--relay`, `MERGANSER_SINK_LISTEN` for the `--listen` of `sink`.
package struct Variables: Equatable, Sendable {
    /// What holds for all commands about campaigns.
    let common: [Setting]
    /// What holds for one command.
    let sections: [String: [Setting]]

    package static let prefix = "MERGANSER_"
    /// Names a file, as `--config` does.
    package static let configuration = prefix + "CONFIG"

    /// - Parameters:
    ///   - environment: names and values; those that do not begin with ``prefix`` are nobody's business.
    ///   - secretNames: variables that hold a secret, which options name.
    /// - Throws: ``ConfigurationFaults``.
    package init(
        _ environment: [String: String], vocabulary: Vocabulary, secretNames: Set<String>
    ) throws(ConfigurationFaults) {
        var common: [Setting] = []
        var sections: [String: [Setting]] = [:]
        var faults: [ConfigurationFault] = []
        for (name, value) in environment.sorted(by: { $0.key < $1.key })
        where name.utf8.starts(with: Self.prefix.utf8) && !value.isEmpty && !secretNames.contains(name) {
            let word = Self.key(of: name.utf8.dropFirst(Self.prefix.utf8.count))
            func setting(_ shape: OptionShape) -> Setting? {
                guard let values = Self.values(value, of: shape) else {
                    faults.append(.init(place: .variable(name), problem: .flagIsNoBoolean(name)))
                    return nil
                }
                return Setting(shape, values: values, place: .variable(name))
            }
            if name == Self.configuration { continue }
            if let shape = vocabulary.common[word] {
                if let setting = setting(shape) { common.append(setting) }
            } else if let (command, shape) = Self.option(of: word, vocabulary) {
                if let setting = setting(shape) { sections[command, default: []].append(setting) }
            } else if Vocabulary.saidEachTime.contains(word) {
                faults.append(.init(place: .variable(name), problem: .saidEachTime(word)))
            } else {
                faults.append(
                    .init(place: .variable(name), problem: .unknownVariable(known: Self.names(vocabulary))))
            }
        }
        guard faults.isEmpty else { throw ConfigurationFaults(faults) }
        self.common = common
        self.sections = sections
    }

    private static func names(_ vocabulary: Vocabulary) -> [String] {
        (vocabulary.common.keys + ["config"]).map(name(of:)).sorted()
    }

    private static func key(of name: Substring.UTF8View.SubSequence) -> String {
        String(
            decoding: name.map { octet in
                octet == UInt8(ascii: "_")
                    ? UInt8(ascii: "-") : 0x41...0x5A ~= octet ? octet | 0x20 : octet
            }, as: UTF8.self)
    }

    private static func name(of key: String) -> String {
        prefix
            + String(
                decoding: key.utf8.map { octet in
                    octet == UInt8(ascii: "-")
                        ? UInt8(ascii: "_") : 0x61...0x7A ~= octet ? octet & ~0x20 : octet
                }, as: UTF8.self)
    }

    /// `sink-listen` as the option `listen` of `sink`.
    private static func option(of word: String, _ vocabulary: Vocabulary) -> (String, OptionShape)? {
        for command in vocabulary.commands where word.utf8.starts(with: (command.name + "-").utf8) {
            let rest = String(
                decoding: Array(word.utf8.dropFirst(command.name.utf8.count + 1)), as: UTF8.self)
            if let shape = command.option(rest) { return (command.name, shape) }
        }
        return nil
    }

    /// Several values have a line each.
    private static func values(_ text: String, of shape: OptionShape) -> [String]? {
        switch shape.kind {
        case .value: return [text]
        case .values:
            return text.utf8.split(separator: UInt8(ascii: "\n")).map {
                String(decoding: Array($0), as: UTF8.self)
            }
        case .flag, .invertibleFlag:
            switch text {
            case "true", "1": return ["true"]
            case "false", "0": return ["false"]
            default: return nil
            }
        }
    }
}
