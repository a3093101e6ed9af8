/// What a file or a variable says of one option.
package struct Setting: Equatable, Sendable {
    /// The option's long name.
    package let key: String
    /// What the option was taken for; a command with another option of this name has no use for it.
    package let kind: OptionShape.Kind
    /// For a flag `true` or `false`; several, or none, only for an option that may be given several times.
    package let values: [String]
    package let place: SettingPlace
    /// The relay profile it belongs to.
    package let profile: String?

    package init(
        _ shape: OptionShape, values: [String], place: SettingPlace, profile: String? = nil
    ) {
        key = shape.name
        kind = shape.kind
        self.values = values
        self.place = place
        self.profile = profile
    }

    /// Whether it stands in a file that was found, and not named.
    func isFound(in files: [ConfigurationFile]) -> Bool {
        guard case .file(let path, _, _) = place else { return false }
        return files.contains { $0.standing == .found && $0.path == path }
    }

    /// As it would be written on a command line, each joined to its value, which may begin with a hyphen.
    var arguments: [String] {
        switch kind {
        case .flag: values == ["true"] ? ["--" + key] : []
        case .invertibleFlag: [values == ["true"] ? "--" + key : "--no-" + key]
        case .value, .values: values.map { "--\(key)=\($0)" }
        }
    }
}

/// Where something is said that is not on the command line.
package enum SettingPlace: Equatable, Sendable {
    /// An environment variable, by its name.
    case variable(String)
    /// Line and column count from 1, columns in Unicode scalars.
    case file(path: String, line: Int, column: Int)
    /// The campaign file.
    case campaign(path: String)
    /// The command line itself, for what is wrong with a profile that it names.
    case commandLine
}
