import ArgumentParser
import CampaignRun
import Transport

/// Several relays, and what goes for one of them alone.
extension RelayOptions {
    /// The relays of a run, ready to be connected to.
    ///
    /// - Parameters:
    ///   - urls: as ``RelayEntry`` reads them.
    ///   - stored: the source address that a campaign keeps, and `storedProxy` its proxy; the options go before them.
    ///   - campaign: what the campaign file knows of relays.
    /// - Throws: as ``connector(to:from:by:requiringTLSOnward:patience:secrets:)``, `RelayEntryFault`, `RelayAddressFault`, ``TooFewDescriptors``.
    func plans(
        for urls: [String], from stored: SourceAddress? = nil, by storedProxy: ProxyAddress? = nil,
        requiringTLSOnward requiresTLSOnward: Bool = false, campaign: [RelayKnowledge] = []
    ) throws -> [RelayPlan] {
        let entries = try RelayEntry.list(parsing: urls)
        let secrets = SecretShelf()
        return try zip(entries, affordable(entries.map { $0.connections ?? connections })).map {
            entry, connections in
            RelayPlan(
                entry,
                connector: try connector(
                    to: entry, from: stored, by: storedProxy, requiringTLSOnward: requiresTLSOnward,
                    secrets: secrets),
                connections: connections,
                knowledge: RelayMemory.knowledge(of: entry.address, campaign: campaign))
        }
    }

    /// The files that are read for `entries`.
    func files(for entries: [RelayEntry]) -> [String] {
        files
            + entries.flatMap { entry in
                [.passwordFile, .clientCertificate, .clientKey, .certificateAuthorities]
                    .flatMap { entry.options[$0] ?? [] }
            }
    }

    /// The connections to each relay that there are file descriptors for; fewer than asked for is said aloud.
    func affordable(_ wanted: [Int]) throws(TooFewDescriptors) -> [Int] {
        let total = wanted.reduce(0, +)
        let room = try Descriptors.reserve(for: total)
        guard room < total else { return wanted }
        Terminal.complain([
            "warning: the system allows open files for \(room) connections, not \(total); raise ulimit -n for more."
        ])
        return wanted.map { max(1, $0 * room / total) }
    }

    /// These options, with those of `entry` in their place.
    ///
    /// - Throws: ``UnfitRelayOptions`` when they do not go together.
    func narrowed(to entry: RelayEntry) throws(UnfitRelayOptions) -> RelayOptions {
        var narrowed = self
        if entry.options.keys.contains(where: \.isOfAccount) { narrowed.forgetAccount() }
        for (option, values) in entry.options {
            guard let value = values.last, narrowed.set(option, value, all: values) else {
                throw UnfitRelayOptions(
                    relay: entry.name, reason: "\(option.rawValue)= has a value it cannot have")
            }
        }
        do {
            try narrowed.password.validate()
            try narrowed.authentication.validate()
            try narrowed.validate()
        } catch {
            let reason = (error as? ValidationError)?.message ?? "\(error)"
            throw UnfitRelayOptions(relay: entry.name, reason: reason)
        }
        return narrowed
    }

    private mutating func forgetAccount() {
        username = nil
        password.passwordFile = nil
        password.passwordEnv = nil
        password.passwordCommand = nil
        authentication.tokenCommand = nil
        authentication.auth = nil
        authentication.clientCertificate = nil
        authentication.clientKey = nil
    }

    /// False when the option cannot have such a value.
    private mutating func set(_ option: RelayOption, _ value: String, all values: [String]) -> Bool {
        switch option {
        case .username: username = value
        case .passwordFile: password.passwordFile = value
        case .passwordEnvironment: password.passwordEnv = value
        case .passwordCommand: password.passwordCommand = value
        case .tokenCommand: authentication.tokenCommand = value
        case .mechanisms:
            authentication.auth = MechanismsOption(argument: value)
            return authentication.auth != nil
        case .clientCertificate: authentication.clientCertificate = value
        case .clientKey: authentication.clientKey = value
        case .certificateAuthorities: caFile = value
        case .pin:
            authentication.pin = values.compactMap(PinOption.init(argument:))
            return authentication.pin.count == values.count
        }
        return true
    }
}

/// What stands in a relay's URL does not go together, with itself or with the other options.
struct UnfitRelayOptions: Error, Equatable {
    /// ``RelayEntry/name``.
    let relay: String
    let reason: String
}
