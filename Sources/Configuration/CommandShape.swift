/// What a command takes, as far as settings are concerned.
package struct CommandShape: Equatable, Sendable {
    package let name: String
    /// What its arguments are called, in order: `template`, `list`.
    package let arguments: [String]
    package let options: [OptionShape]
    /// Those that are for the command line alone.
    let others: [OptionShape]

    package init(
        name: String, arguments: [String], options: [OptionShape], others: [OptionShape] = []
    ) {
        self.name = name
        self.arguments = arguments
        self.options = options
        self.others = others
    }

    /// The option of this long name.
    package func option(_ name: String) -> OptionShape? { options.first { $0.name == name } }
}

/// An option of a command.
package struct OptionShape: Equatable, Sendable {
    package enum Kind: Equatable, Sendable {
        /// It is there or not.
        case flag
        /// `--name` or `--no-name`.
        case invertibleFlag
        case value
        /// It may be given several times.
        case values
    }

    /// The long name without hyphens in front.
    package let name: String
    /// Names of one letter.
    package let letters: [String]
    package let kind: Kind
    /// What help calls the value, such as `file`.
    package let valueName: String?
    package let defaultValue: String?
    /// A word behind the flag is its value on the command line, unless it begins with a hyphen.
    let mayTakeValue: Bool

    package init(
        name: String, letters: [String] = [], kind: Kind, valueName: String? = nil,
        defaultValue: String? = nil, mayTakeValue: Bool = false
    ) {
        self.mayTakeValue = mayTakeValue
        self.name = name
        self.letters = letters
        self.kind = kind
        self.valueName = valueName
        self.defaultValue = defaultValue
    }

    package var takesValue: Bool { kind == .value || kind == .values }
}
