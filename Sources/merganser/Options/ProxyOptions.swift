import ArgumentParser
import Transport

/// The proxy on the way to the relay.
struct ProxyOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Reach the relay through this proxy: socks5://[user@]host[:port] or http://[user@]host:port (CONNECT); none for none.",
            valueName: "url"))
    var proxy: String?

    @Option(
        help: ArgumentHelp(
            "Read the proxy user's password from the first line of this file.", valueName: "file"))
    var proxyPasswordFile: String?

    @Option(
        help: ArgumentHelp(
            "Read the proxy user's password from this environment variable.", valueName: "variable"))
    var proxyPasswordEnv: String?

    func validate() throws {
        guard proxyPasswordFile == nil || proxyPasswordEnv == nil else {
            throw ValidationError("Give one of --proxy-password-file and --proxy-password-env.")
        }
    }

    /// The proxy as it was asked for; `stored` goes for one that was not.
    ///
    /// - Throws: `ProxyAddressFault`.
    func address(stored: ProxyAddress? = nil) throws(ProxyAddressFault) -> ProxyAddress? {
        guard let proxy else { return stored }
        return proxy == "none" ? nil : try ProxyAddress(parsing: proxy)
    }

    /// What opens connections to `relay`; nil for no proxy.
    ///
    /// - Throws: `ProxyAddressFault`, ``ProxyConflict``, ``SecretFault``.
    func proxy(for relay: RelayAddress, stored: ProxyAddress?, secrets: SecretShelf) throws -> Proxy? {
        let hasPassword = proxyPasswordFile != nil || proxyPasswordEnv != nil
        guard let address = try address(stored: stored) else {
            if hasPassword { throw ProxyConflict.passwordWithoutProxy }
            return nil
        }
        guard relay.socketPath == nil else { throw ProxyConflict.unixSocket(relay.url) }
        guard !relay.isInClearByHost else { throw ProxyConflict.localRelay(relay.url) }
        guard hasPassword else {
            guard address.user == nil else { throw ProxyConflict.userWithoutPassword(address.place) }
            return Proxy(address)
        }
        guard address.user != nil else { throw ProxyConflict.passwordWithoutUser(address.place) }
        if !address.isLoopback {
            Terminal.complain([
                "warning: the password of the proxy \(address.place) is NOT encrypted on the way to it."
            ])
        }
        guard let proxy = Proxy(address, password: try secrets.password(from: sources, read: password)) else {
            throw ProxyConflict.passwordTooLong
        }
        return proxy
    }

    private var sources: [String?] { [proxyPasswordFile, proxyPasswordEnv] }

    private func password() throws(SecretFault) -> [UInt8] {
        if let proxyPasswordFile { return try PasswordOptions.secret(inFile: proxyPasswordFile) }
        if let proxyPasswordEnv { return try PasswordOptions.secret(inEnvironment: proxyPasswordEnv) }
        return []
    }
}

/// Options for a proxy that do not go together with each other or with the relay.
enum ProxyConflict: Error, Equatable {
    case passwordWithoutProxy
    case passwordWithoutUser(String)
    case userWithoutPassword(String)
    case passwordTooLong
    case unixSocket(String)
    /// The relay's host is this machine to us, and the proxy's to the proxy: TLS cannot be left out for that.
    case localRelay(String)
}
