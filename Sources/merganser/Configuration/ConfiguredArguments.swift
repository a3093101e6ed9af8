import ArgumentParser
import Configuration
import Ledger

/// A command line with what environment and files add to it, before it is parsed.
struct ConfiguredArguments {
    /// As the parser is to see them.
    let arguments: [String]
    /// Nil where nothing is configured, or the command takes no configuration.
    let resolution: Resolution?
    /// The command's options; nil as `resolution` is.
    private(set) var command: CommandShape?
    /// The files that were read.
    private(set) var files: [ConfigurationFile] = []
    /// The paths at which there was none.
    private(set) var missing: [String] = []

    /// What the campaign keeps that `resume` goes on with.
    private(set) var keptSettings: [String: String] = [:]

    /// - Parameter always: looks up the command's options even if nothing is configured.
    /// - Throws: `ConfigurationFaults`, `DecodingError`.
    init(_ arguments: [String], places: ConfigurationPlaces = ConfigurationPlaces(), always: Bool = false)
        throws
    {
        guard let name = arguments.first, Vocabulary.isConfigured(name), !Self.asksForHelp(arguments),
            always || places.mayConfigure(Array(arguments.dropFirst()))
        else {
            self.arguments = arguments
            resolution = nil
            return
        }
        let vocabulary = try Vocabulary.program()
        guard let command = vocabulary.commands.first(where: { $0.name == name }) else {
            self.arguments = arguments
            resolution = nil
            return
        }
        let given = GivenArguments(Array(arguments.dropFirst()), of: command)
        // Which variables hold secrets is known when the files are read, and one of them may name a file.
        let named =
            given.values["config"]?.last?.text
            ?? places.environment[Variables.configuration].flatMap { $0.isEmpty ? nil : $0 }
        let beside =
            ["template", "file"].contains(command.arguments.first) ? given.positionals.first?.text : nil
        var candidates: [(path: String, standing: ConfigurationFile.Standing)] = [
            named.map { ($0, .named) } ?? (ConfigurationPlaces.campaignFile(beside: beside), .found)
        ]
        if let path = places.usersFile { candidates.append((path, .users)) }
        for (path, standing) in candidates {
            if let file = try ConfigurationFile.read(
                path, standing: standing, vocabulary: vocabulary, home: places.home)
            {
                files.append(file)
            } else {
                missing.append(path)
            }
        }
        let variables = try Variables(
            places.environment, vocabulary: vocabulary,
            secretNames: Self.secretNames(given: given, files: files, places.environment))
        let role = Self.role(of: command)
        let kept = role == .kept ? given.positionals.first.map { Self.kept(in: $0.text) } : nil
        let resolution = try Resolution(
            of: command, given: given, variables: variables, files: files, role: role,
            kept: kept?.settings["relay"].map {
                KeptRelay(url: $0, proxy: kept?.settings["proxy"], path: kept?.path ?? "")
            })
        keptSettings = kept?.settings ?? [:]
        self.command = command
        self.resolution = resolution
        self.arguments = [name] + resolution.arguments()
    }

    private static func asksForHelp(_ arguments: [String]) -> Bool {
        arguments.prefix { $0 != "--" }.contains {
            ["-h", "--help", "--help-hidden", "--version", "--experimental-dump-help"].contains($0)
        }
    }

    private static func role(of command: CommandShape) -> RelayRole {
        switch command.name {
        case "send": .anywhere
        case "resume": .kept
        case "probe": .argument
        default: command.option("relay") == nil ? .none : .onRequest
        }
    }

    /// What is wrong with the campaign file is for the command to say.
    private static func kept(in path: String) -> (path: String, settings: [String: String]) {
        (path, (try? CampaignFile.openForReading(at: path))?.description.settings ?? [:])
    }

    /// The variables that `--password-env` and its like name.
    private static func secretNames(
        given: GivenArguments, files: [ConfigurationFile], _ environment: [String: String]
    ) -> Set<String> {
        let settings = files.flatMap { file in
            file.common + file.sections.values.flatMap(\.self)
                + file.profiles.flatMap { [$0.url] + $0.settings }
        }
        let inFiles = settings.filter { $0.key.hasSuffix("-env") }.flatMap(\.values)
        let inVariables = environment.filter { $0.key.hasSuffix("_ENV") }.map(\.value)
        let typed = given.values.filter { $0.key.hasSuffix("-env") }.flatMap { $0.value.map(\.text) }
        let urls =
            settings.filter { $0.key == "relay" }.flatMap(\.values)
            + environment.filter { $0.key.hasSuffix("_RELAY") }.flatMap {
                $0.value.split(separator: "\n").map(String.init)
            }
            + ((given.values["relay"] ?? []) + given.positionals).map(\.text)
        return Set(inFiles + inVariables + typed + urls.flatMap(Vocabulary.secretVariables))
    }

    /// The setting that the parser does not take, when the arguments without it are better; nil when it is the user's own.
    func blamed(for error: any Error) -> ConfigurationFaults? {
        guard let resolution, let name = arguments.first else { return nil }
        let message = Merganser.message(for: error)
        func messageWithout(_ setting: Setting) -> String? {
            do {
                _ = try Merganser.parseAsRoot([name] + resolution.arguments(without: setting))
                return nil
            } catch {
                return Merganser.message(for: error)
            }
        }
        let settings = resolution.settings
        let found =
            settings.first { message.names(option: $0.key) && messageWithout($0) != message }
            ?? settings.first { messageWithout($0) == nil }
        return found.map { ConfigurationFaults([.init(place: $0.place, problem: .rejected(message))]) }
    }
}

extension String {
    /// Whether `--option` stands in it, and not as the beginning of a longer one.
    func names(option: String) -> Bool {
        let octets = Array(utf8)
        let wanted = Array("--\(option)".utf8)
        return octets.indices.contains { start in
            guard octets[start...].starts(with: wanted) else { return false }
            let end = start + wanted.count
            guard end < octets.count else { return true }
            return octets[end] != UInt8(ascii: "-") && !(0x61...0x7A ~= octets[end])
        }
    }
}
