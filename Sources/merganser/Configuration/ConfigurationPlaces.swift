import Configuration
import Glibc

/// Where the configuration of a command line lies.
struct ConfigurationPlaces {
    /// The campaign's.
    static let name = "merganser.yaml"

    let environment: [String: String]

    init(environment: [String: String] = Self.processEnvironment()) { self.environment = environment }

    var home: String? { absolute("HOME") }

    /// The user's own; nil when the user has no such place (XDG Base Directory Specification).
    var usersFile: String? {
        (absolute("XDG_CONFIG_HOME") ?? home.map { $0 + "/.config" }).map { $0 + "/merganser/config.yaml" }
    }

    var hasVariables: Bool {
        environment.keys.contains { $0.utf8.starts(with: Variables.prefix.utf8) }
    }

    /// The file beside a template or a campaign file, or in a folder that is a template.
    static func campaignFile(beside argument: String?) -> String {
        guard let argument, argument != "-" else { return name }
        var status = stat()
        if stat(argument, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
            return argument.utf8.last == UInt8(ascii: "/") ? argument + name : argument + "/" + name
        }
        let octets = Array(argument.utf8)
        let slash = octets.lastIndex(of: UInt8(ascii: "/"))
        return (slash.map { String(decoding: octets[...$0], as: UTF8.self) } ?? "") + name
    }

    /// Whether there may be anything to read for these arguments; finding out more takes more time.
    func mayConfigure(_ arguments: [String]) -> Bool {
        let candidates =
            [Self.name, usersFile].compactMap(\.self)
            + arguments.filter { $0.utf8.first != UInt8(ascii: "-") }.map(Self.campaignFile)
        return hasVariables || arguments.contains { $0.utf8.starts(with: "--config".utf8) }
            || candidates.contains { access($0, F_OK) == 0 }
    }

    private func absolute(_ name: String) -> String? {
        environment[name].flatMap { $0.utf8.first == UInt8(ascii: "/") ? $0 : nil }
    }

    /// The variables that matter here, so that nothing else is copied.
    private static func processEnvironment() -> [String: String] {
        var found: [String: String] = [:]
        var entry = environ
        while let text = entry.pointee {
            entry += 1
            let octets = Array(String(cString: text).utf8)
            guard let equals = octets.firstIndex(of: UInt8(ascii: "=")) else { continue }
            let name = String(decoding: octets[..<equals], as: UTF8.self)
            guard name.utf8.starts(with: Variables.prefix.utf8) || ["HOME", "XDG_CONFIG_HOME"].contains(name)
            else { continue }
            // The first of two counts, as for getenv(3).
            if found[name] == nil { found[name] = String(decoding: octets[(equals + 1)...], as: UTF8.self) }
        }
        return found
    }
}
