/// Where a relay listens and how the way there is protected, as one URL says it.
///
/// - `smtp://host[:port]`: port 25, STARTTLS required; to a loopback address TLS is off unless asked for.
/// - `submission://host[:port]`: port 587, STARTTLS required (RFC 6409, RFC 8314 §3.3).
/// - `smtps://host[:port]`: port 465, TLS from the first octet (RFC 8314 §3.3).
///
/// `?tls=none` and `?tls=opportunistic` weaken `smtp://` and `submission://`; the report says so aloud.
package struct RelayAddress: Equatable, Sendable {
    package enum Protection: String, Sendable {
        /// TLS from the first octet.
        case implicit
        /// STARTTLS, and nothing is sent when the relay does not offer it.
        case required
        /// STARTTLS where offered; on the way there anybody can take the offer out.
        case opportunistic
        case none
    }

    /// A name, an IPv4 address, or an IPv6 address without brackets.
    package let host: String
    package let port: Int
    package let protection: Protection
    /// The URL as it was given; it holds no secret, user information is refused.
    package let url: String

    /// Whether a password may cross in clear: only to a loopback address, and only by an explicit `?tls=none`.
    package var permitsClearAuthentication: Bool {
        isLoopback && url.utf8.reversed().starts(with: "tls=none".utf8.reversed())
    }

    /// Whether the host is a loopback address or `localhost`: nothing leaves the machine.
    package var isLoopback: Bool { Self.isLoopback(host) }

    /// Reads a relay URL.
    ///
    /// - Throws: ``RelayAddressFault`` saying which part does not fit.
    package init(parsing url: String) throws(RelayAddressFault) {
        let octets = Array(url.utf8)
        guard octets.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { throw .notPrintableASCII(url) }
        guard let separator = octets.firstRange(of: Array("://".utf8)) else { throw .missingScheme(url) }
        let scheme = String(decoding: octets[..<separator.lowerBound], as: UTF8.self).lowercased()
        guard let defaults = Self.defaults[scheme] else { throw .unknownScheme(scheme) }
        var rest = octets[separator.upperBound...]

        var query = rest[rest.endIndex...]
        if let mark = rest.firstIndex(of: UInt8(ascii: "?")) {
            query = rest[(mark + 1)...]
            rest = rest[..<mark]
        }
        if rest.last == UInt8(ascii: "/") { rest = rest.dropLast() }
        guard !rest.contains(UInt8(ascii: "@")) else { throw .userInformation }
        let (host, port) = try Self.hostAndPort(rest, url: url)

        self.url = url
        self.host = host
        self.port = port ?? defaults.port
        self.protection = try Self.protection(scheme: scheme, query: query, host: host)
    }

    private static let defaults: [String: (port: Int, implicit: Bool)] = [
        "smtp": (25, false), "submission": (587, false), "smtps": (465, true),
    ]

    private static func hostAndPort(
        _ octets: ArraySlice<UInt8>, url: String
    ) throws(RelayAddressFault) -> (host: String, port: Int?) {
        var host = octets
        var port: ArraySlice<UInt8>?
        if octets.first == UInt8(ascii: "[") {
            guard let close = octets.firstIndex(of: UInt8(ascii: "]")) else { throw .malformedHost(url) }
            host = octets[(octets.startIndex + 1)..<close]
            let after = octets[(close + 1)...]
            guard after.isEmpty || after.first == UInt8(ascii: ":") else { throw .malformedHost(url) }
            port = after.isEmpty ? nil : after.dropFirst()
        } else if let colon = octets.lastIndex(of: UInt8(ascii: ":")) {
            host = octets[..<colon]
            port = octets[(colon + 1)...]
        }
        guard !host.isEmpty, !host.contains(UInt8(ascii: "/")) else { throw .malformedHost(url) }
        let name = String(decoding: host, as: UTF8.self)
        guard let port else { return (name, nil) }
        guard (1...5).contains(port.count), port.allSatisfy({ (0x30...0x39).contains($0) }) else {
            throw .malformedPort(String(decoding: port, as: UTF8.self))
        }
        let number = port.reduce(0) { $0 * 10 + Int($1 - 0x30) }
        guard (1...65535).contains(number) else { throw .malformedPort(String(number)) }
        return (name, number)
    }

    private static func protection(
        scheme: String, query: ArraySlice<UInt8>, host: String
    ) throws(RelayAddressFault) -> Protection {
        let standard: Protection =
            switch scheme {
            case "smtps": .implicit
            case "smtp" where isLoopback(host): .none
            default: .required
            }
        guard !query.isEmpty else { return standard }
        switch String(decoding: query, as: UTF8.self) {
        case "tls=required" where scheme != "smtps": return .required
        case "tls=opportunistic" where scheme != "smtps": return .opportunistic
        case "tls=none" where scheme != "smtps": return .none
        case let other: throw .unknownQuery(other)
        }
    }

    private static func isLoopback(_ host: String) -> Bool {
        let name = host.lowercased()
        if name == "localhost" || name == "::1" { return true }
        let parts = name.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return parts.count == 4 && Array(parts[0]) == Array("127".utf8)
            && parts.allSatisfy {
                !$0.isEmpty && $0.count <= 3 && $0.allSatisfy { (0x30...0x39).contains($0) }
            }
    }
}

/// What is wrong with a relay URL.
package enum RelayAddressFault: Error, Equatable, Sendable {
    case notPrintableASCII(String)
    case missingScheme(String)
    case unknownScheme(String)
    /// A user or password stood in the URL, where other users of the machine can read it.
    case userInformation
    case malformedHost(String)
    case malformedPort(String)
    case unknownQuery(String)
}
