import ArgumentParser
import CampaignRun
import Cryptography
import Glibc
import SMTP
import Transport

/// Which relays a command is about.
struct RelayChoice: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The relay: smtp://host[:port], submission://host[:port] (STARTTLS), smtps://host[:port], lmtp://host[:port], smtp+unix:/path or lmtp+unix:/path. Given several times, they share the messages, by ?weight=N (1).",
            valueName: "url"))
    var relay: [String] = []
}

/// How to reach a relay.
struct RelayOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Connections at the most, to each relay.", valueName: "number"))
    var connections = 4

    @Option(help: ArgumentHelp("Messages after which a connection is replaced.", valueName: "number"))
    var messagesPerConnection = 1000

    @Option(
        help: ArgumentHelp(
            "Messages a connection may have unanswered, when the relay is proven to take it (else 32, or 128 where that was earned); 1 for one ahead.",
            valueName: "number"))
    var window: Int?

    @Option(
        help: ArgumentHelp(
            "Connect from this address of this machine; none for the one the system chooses.",
            valueName: "address"))
    var sourceAddress: SourceOption?

    @OptionGroup var proxy: ProxyOptions

    @Option(help: ArgumentHelp("User name for AUTH.", valueName: "name"))
    var username: String?

    @OptionGroup var password: PasswordOptions
    @OptionGroup var authentication: AuthenticationOptions

    @Option(
        help: ArgumentHelp(
            "Trust the certificates in this PEM file instead of the system's.", valueName: "file"))
    var caFile: String?

    @Option(
        help: ArgumentHelp("The name to say in EHLO; else this host's name or address.", valueName: "name"))
    var clientName: String?

    func validate() throws {
        guard (1...256).contains(connections) else {
            throw ValidationError("--connections is \(connections); give a number from 1 to 256.")
        }
        guard messagesPerConnection >= 1 else {
            throw ValidationError("--messages-per-connection is \(messagesPerConnection); give 1 or more.")
        }
        if let window, !(1...1024).contains(window) {
            throw ValidationError("--window is \(window); give a number from 1 to 1024.")
        }
        let secrets = [password.isGiven, authentication.tokenCommand != nil, authentication.isExternal]
        guard secrets.count(where: \.self) <= 1 else {
            throw ValidationError("Give a password, --token-command or --auth EXTERNAL, not several of them.")
        }
        if username != nil, !secrets.contains(true) {
            throw ValidationError(
                "--username needs a password (--password-file, --password-env or --password-command), --token-command, or --auth EXTERNAL."
            )
        }
        if username == nil, authentication.tokenCommand != nil {
            throw ValidationError("--token-command needs the user the token is for: --username.")
        }
        if username == nil, password.isGiven {
            throw ValidationError("A password was given but no --username.")
        }
    }

    /// The files that are read.
    var files: [String] {
        [
            caFile, proxy.proxyPasswordFile, password.passwordFile, authentication.clientCertificate,
            authentication.clientKey,
        ]
        .compactMap(\.self)
    }

    /// Everything needed to open connections to `entry`.
    ///
    /// - Parameters:
    ///   - stored: the source address that a campaign keeps, and `storedProxy` its proxy; the options go before them.
    ///   - requiresTLSOnward: whether every relay behind this one is to use TLS, too.
    ///   - patience: how long each reply may take.
    ///   - secrets: what was read for other relays already.
    /// - Throws: `ProxyAddressFault`, ``ProxyConflict``, ``SecretFault``, `TLSFault`, ``UnfitRelayOptions``,
    ///   ``NeedsTLS``, ``ClientNameFault``.
    func connector(
        to entry: RelayEntry, from stored: SourceAddress? = nil, by storedProxy: ProxyAddress? = nil,
        requiringTLSOnward requiresTLSOnward: Bool = false, patience: Patience = .standard,
        secrets: SecretShelf = SecretShelf()
    ) throws -> Connector {
        try narrowed(to: entry).connector(
            to: entry.address, from: stored, by: storedProxy, requiringTLSOnward: requiresTLSOnward,
            patience: patience, secrets: secrets)
    }

    private func connector(
        to address: RelayAddress, from stored: SourceAddress?, by storedProxy: ProxyAddress?,
        requiringTLSOnward requiresTLSOnward: Bool, patience: Patience, secrets: SecretShelf
    ) throws -> Connector {
        if requiresTLSOnward, ![.implicit, .required].contains(address.protection) {
            throw NeedsTLS(option: "--require-tls-onward", url: address.url)
        }
        let proxy = try proxy.proxy(for: address, stored: storedProxy, secrets: secrets)
        var configuration = SessionConfiguration(
            clientName: try ehloName(), security: address.protection.sessionSecurity)
        configuration.patience = patience
        configuration.requiresTLSOnward = requiresTLSOnward
        configuration.messagesPerConnection = messagesPerConnection
        configuration.flight = window == 1 ? .overlapped : .deep
        configuration.permitsClearAuthentication = address.permitsClearAuthentication && proxy == nil
        let name = Array((username ?? "").utf8)
        configuration.mechanisms = authentication.auth?.mechanisms ?? configuration.mechanisms
        if authentication.isExternal {
            configuration.credentials = Credentials(certificateOf: name)
        } else if password.isGiven {
            configuration.credentials = Credentials(
                username: name, password: try secrets.password(password))
        }
        if !address.isLoopback || proxy != nil, [.none, .opportunistic].contains(address.protection) {
            Terminal.complain(["warning: \(address.url) is \(address.protection.phrase)."])
        }
        let tokens = try authentication.tokenCommand.map { command throws(SecretFault) in
            try secrets.tokens(for: name, from: command)
        }
        return try Connector(
            to: address, configuration: configuration, trust: try trust(for: address), tokens: tokens,
            source: sourceAddress.map(\.address) ?? stored, proxy: proxy)
    }

    private func trust(for address: RelayAddress) throws -> TLSClientSettings {
        var trust = TLSClientSettings(caFile: caFile)
        trust.pins = authentication.pins
        trust.certificate = try authentication.certificate()
        if [.none, .opportunistic].contains(address.protection) {
            if !trust.pins.isEmpty { throw NeedsTLS(option: "--pin", url: address.url) }
            if trust.certificate != nil { throw NeedsTLS(option: "--client-certificate", url: address.url) }
        }
        return trust
    }

    /// What to say in EHLO; empty when only the connection's own address is left (RFC 5321 §4.1.4).
    private func ehloName() throws -> [UInt8] {
        if let clientName {
            do {
                return try ClientName(validating: Array(clientName.utf8)).octets
            } catch {
                throw ClientNameFault(name: clientName)
            }
        }
        guard let name = HostName.qualified, let valid = try? ClientName(validating: name) else { return [] }
        return valid.octets
    }
}

/// An address of this machine, or `none`.
struct SourceOption: ExpressibleByArgument {
    /// Nil for the system's choice.
    let address: SourceAddress?

    init?(argument: String) {
        address = SourceAddress(argument)
        guard address != nil || argument == "none" else { return nil }
    }
}

/// `--client-name` is neither a domain nor an address.
struct ClientNameFault: Error, Equatable {
    let name: String
}

/// This machine's name.
private enum HostName {
    /// The host's name when it has a dot in it: a single word is no name the relay could look up.
    static var qualified: [UInt8]? {
        var buffer = [CChar](repeating: 0, count: 256)
        guard gethostname(&buffer, buffer.count - 1) == 0 else { return nil }
        let name = buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        let isQualified = name.contains(UInt8(ascii: ".")) && !name.starts(with: "localhost".utf8)
        return isQualified ? name : nil
    }
}
