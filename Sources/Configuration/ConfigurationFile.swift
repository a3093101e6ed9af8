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

    /// The URL with all the rest in it, as one of several relays is written; nil where something has no place there.
    var wholeURL: String? {
        guard var whole = url.values.first else { return nil }
        for setting in settings {
            guard Vocabulary.credentials.contains(setting.key) || setting.key == "connections" else {
                return nil
            }
            for value in setting.values {
                let separator = whole.utf8.contains(UInt8(ascii: "?")) ? "&" : "?"
                whole += separator + setting.key + "=" + Self.encoded(value)
            }
        }
        return whole
    }

    /// With `%XX` for what could separate something in a query (RFC 3986 §2.1).
    private static func encoded(_ text: String) -> String {
        text.utf8.map { octet in
            switch octet {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D...0x2F, 0x3A, 0x40, 0x5F, 0x7E:
                String(UnicodeScalar(octet))
            default: (octet < 16 ? "%0" : "%") + String(octet, radix: 16)
            }
        }.joined()
    }

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
