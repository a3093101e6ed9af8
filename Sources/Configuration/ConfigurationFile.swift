/// A configuration file, read.
package struct ConfigurationFile: Equatable, Sendable {
    /// How we came to it.
    package enum Standing: Equatable, Sendable {
        /// It lay in the campaign's folder.
        case found
        /// It was named: `--config`, or `MERGANSER_CONFIG`.
        case named
        /// The user's own.
        case users
    }

    package let path: String
    package let standing: Standing
    /// What holds for all commands about campaigns.
    package internal(set) var common: [Setting] = []
    /// What holds for one command.
    package internal(set) var sections: [String: [Setting]] = [:]
    package internal(set) var profiles: [RelayProfile] = []

    init(path: String, standing: Standing) {
        self.path = path
        self.standing = standing
    }

    /// The relay it names for a command.
    func relay(for command: String) -> Setting? {
        (sections[command] ?? []).first { $0.key == "relay" } ?? common.first { $0.key == "relay" }
    }
}

/// A relay by a name.
package struct RelayProfile: Equatable, Sendable {
    package let name: String
    package let url: Setting
    /// What else is to be known of it.
    package let settings: [Setting]

    /// Whether a text is a name rather than a URL, which has a colon in it.
    static func isName(_ text: String) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy {
                switch $0 {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F: true
                default: false
                }
            }
    }
}
