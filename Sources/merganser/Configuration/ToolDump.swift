import ArgumentParser
import Configuration
import Foundation

/// The commands with their options, as ArgumentParser describes them to programs.
struct ToolDump: Decodable {
    struct Command: Decodable {
        let commandName: String
        let subcommands: [Command]?
        let arguments: [Argument]?
    }

    struct Argument: Decodable {
        struct Name: Decodable {
            let kind: String
            let name: String
        }

        let kind: String
        let isRepeating: Bool
        let names: [Name]?
        let valueName: String?
        let defaultValue: String?
    }

    let command: Command

    /// - Throws: `DecodingError`, when a new version of ArgumentParser writes something else.
    init(of type: any ParsableArguments.Type) throws {
        self = try JSONDecoder().decode(ToolDump.self, from: Data(type._dumpHelp().utf8))
    }
}

extension ToolDump.Command {
    /// Options that mean no more in a file than they do there already.
    private static let unconfigurable: Set<String> = ["help", "version", "config"]

    var shape: CommandShape {
        let named = (arguments ?? []).filter { $0.kind != "positional" }
        let flags = named.filter { $0.kind == "flag" }.compactMap(\.longName)
        let shapes = named.compactMap { $0.shape(flags: flags) }
        func isConfigurable(_ option: OptionShape) -> Bool {
            !Self.unconfigurable.contains(option.name) && !Vocabulary.isSaidEachTime(option.name)
        }
        return CommandShape(
            name: commandName,
            arguments: (arguments ?? []).filter { $0.kind == "positional" }.compactMap(\.valueName),
            options: shapes.filter(isConfigurable), others: shapes.filter { !isConfigurable($0) })
    }
}

extension ToolDump.Argument {
    /// The value may be left out, which the dump does not say: flags in a file.
    private static let withOptionalValue: Set<String> = ["rehearse"]

    fileprivate var longName: String? { names?.first { $0.kind == "long" }?.name }

    /// - Parameter flags: the long names of all flags, among them the two of one that can be switched off.
    fileprivate func shape(flags: [String]) -> OptionShape? {
        guard let longName else { return nil }
        var shape = OptionShape.Kind.value
        if kind == "flag" {
            if longName.hasPrefix("no-"), flags.contains(String(longName.dropFirst(3))) { return nil }
            shape = flags.contains("no-" + longName) ? .invertibleFlag : .flag
        } else if Self.withOptionalValue.contains(longName) {
            shape = .flag
        } else if isRepeating {
            shape = .values
        }
        return OptionShape(
            name: longName, letters: (names ?? []).filter { $0.kind == "short" }.map(\.name), kind: shape,
            valueName: valueName, defaultValue: defaultValue,
            mayTakeValue: Self.withOptionalValue.contains(longName))
    }
}

extension Vocabulary {
    /// Commands without settings: what they take is said each time, or they take none.
    private static let unconfigured: Set<String> = [
        "init", "explain", "config", "help", "suppress", "unsubscribe-token",
    ]

    /// The words of this program.
    ///
    /// - Throws: `DecodingError`.
    static func program() throws -> Vocabulary {
        let commands = try ToolDump(of: Merganser.self).command.subcommands ?? []
        return Vocabulary(
            commands: commands.filter { !unconfigured.contains($0.commandName) }.map(\.shape),
            relayOptions: try ToolDump(of: RelayOptions.self).command.shape.options)
    }

    /// Whether a command's name is followed by options that can be configured.
    static func isConfigured(_ command: String) -> Bool {
        !unconfigured.contains(command)
            && Merganser.configuration.subcommands.contains { $0._commandName == command }
    }
}
