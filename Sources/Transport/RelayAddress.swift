import IDNA

/// Where a relay listens and how the way there is protected, as one URL says it.
///
/// - `smtp://host[:port]`: port 25, STARTTLS required; to a loopback address TLS is off unless asked for.
/// - `submission://host[:port]`: port 587, STARTTLS required (RFC 6409, RFC 8314 §3.3).
/// - `smtps://host[:port]`: port 465, TLS from the first octet (RFC 8314 §3.3).
///
/// - `lmtp://host[:port]`: LMTP (RFC 2033) on port 24, protected as `smtp://` is.
/// - `lmtp+unix:/path` and `smtp+unix:/path`: a Unix socket; what goes through it does not leave the machine.
///
/// `?tls=none` and `?tls=opportunistic` weaken all of these but `smtps://`; the report says so aloud.
public struct RelayAddress: Equatable, Sendable {
    /// What TLS is asked for.
    public enum Protection: String, Sendable {
        /// TLS from the first octet.
        case implicit
        /// STARTTLS, and nothing is sent when the relay does not offer it.
        case required
        /// STARTTLS where offered, not verified: no password goes there.
        case opportunistic
        /// No TLS: everybody on the way can read and change what is said.
        case none
    }

    /// A name as the DNS knows it (`xn--…` for letters beyond ASCII), an IPv4 address, or an IPv6 address without
    /// brackets; `localhost` for a Unix socket.
    public let host: String
    /// 0 for a Unix socket.
    public let port: Int
    /// How the way there is protected.
    public let protection: Protection
    /// The absolute path of a Unix socket, printable ASCII, in place of host and port.
    public let socketPath: String?
    /// Whether LMTP is spoken there in place of SMTP.
    public let isLMTP: Bool
    /// The URL as it was given; it holds no secret, user information is refused.
    public let url: String

    /// Whether the host is this machine and the URL does not say that TLS is off, but lets that follow from it.
    public let isInClearByHost: Bool

    /// Whether a password may cross in clear: only to a loopback address, and only by an explicit `?tls=none`.
    public let permitsClearAuthentication: Bool

    /// Whether the host is a loopback address or `localhost`: nothing leaves the machine.
    public var isLoopback: Bool { socketPath != nil || Self.isLoopback(host) }

    /// Reads a relay URL.
    ///
    /// - Throws: ``RelayAddressFault`` saying which part does not fit.
    public init(parsing url: String) throws(RelayAddressFault) {
        if let socket = try SocketURL(parsing: url) {
            self.url = url
            host = "localhost"
            port = 0
            protection = .none
            socketPath = socket.path
            isLMTP = socket.isLMTP
            isInClearByHost = false
            permitsClearAuthentication = socket.isInClearByRequest
            return
        }
        let octets = Array(url.utf8)
        // Before anything that would quote the URL, and a password with it.
        guard !octets.contains(UInt8(ascii: "@")) else { throw .userInformation }
        guard octets.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else { throw .notPrintable(url) }
        guard let separator = octets.firstRange(of: Array("://".utf8)) else { throw .missingScheme(url) }
        let scheme = String(decoding: octets[..<separator.lowerBound], as: UTF8.self).lowercased()
        guard let defaults = Self.defaults[scheme] else { throw .unknownScheme(scheme) }
        var rest = octets[separator.upperBound...]

        var asked: Protection?
        if let mark = rest.firstIndex(of: UInt8(ascii: "?")) {
            asked = try Self.protection(askedBy: rest[(mark + 1)...], implicit: defaults.implicit)
            rest = rest[..<mark]
        }
        if rest.last == UInt8(ascii: "/") { rest = rest.dropLast() }
        let (host, port) = try Self.hostAndPort(rest, url: url)

        self.url = url
        self.host = host
        self.port = port ?? defaults.port
        socketPath = nil
        isLMTP = scheme == "lmtp"
        permitsClearAuthentication = asked == Protection.none && Self.isLoopback(host)
        // Nothing leaves the machine on the way to its port 25; a submission server is one with TLS everywhere.
        let isLocal = (scheme == "smtp" || isLMTP) && Self.isLoopback(host)
        let standard: Protection = isLocal ? .none : .required
        isInClearByHost = isLocal && asked == nil
        protection = defaults.implicit ? .implicit : asked ?? standard
    }

    private static let defaults: [String: (port: Int, implicit: Bool)] = [
        "smtp": (25, false), "submission": (587, false), "smtps": (465, true),
        // No port is registered for LMTP; 24, for private mail systems, is what Postfix and Dovecot take.
        "lmtp": (24, false),
    ]

    /// Reads `host`, `host:25` or `[::1]:25`.
    static func hostAndPort(
        _ octets: ArraySlice<UInt8>, url: String
    ) throws(RelayAddressFault) -> (host: String, port: Int?) {
        guard octets.first == UInt8(ascii: "[") else {
            let colon = octets.firstIndex(of: UInt8(ascii: ":")) ?? octets.endIndex
            let name = octets[..<colon]
            // A second colon is an IPv6 address without brackets, in which no port can be told from the address.
            guard !name.isEmpty, let ascii = ascii(name), ascii.allSatisfy(isInName),
                !octets[colon...].dropFirst().contains(UInt8(ascii: ":"))
            else { throw .malformedHost(url) }
            return (String(decoding: ascii, as: UTF8.self), try port(behind: octets[colon...]))
        }
        guard let close = octets.firstIndex(of: UInt8(ascii: "]")) else { throw .malformedHost(url) }
        let address = String(decoding: octets[(octets.startIndex + 1)..<close], as: UTF8.self)
        let behind = octets[(close + 1)...]
        guard IPAddress(address) != nil, behind.isEmpty || behind.first == UInt8(ascii: ":") else {
            throw .malformedHost(url)
        }
        return (address, try port(behind: behind))
    }

    /// A name beyond ASCII in the form of the DNS (RFC 5891); nil when it is none.
    private static func ascii(_ name: ArraySlice<UInt8>) -> [UInt8]? {
        guard name.contains(where: { $0 >= 0x80 }) else { return Array(name) }
        return try? InternationalDomain.ascii(name)
    }

    /// Reads `:25`; nothing at all is no port.
    private static func port(behind octets: ArraySlice<UInt8>) throws(RelayAddressFault) -> Int? {
        guard !octets.isEmpty else { return nil }
        let digits = octets.dropFirst()
        guard (1...5).contains(digits.count), digits.allSatisfy({ (0x30...0x39).contains($0) }) else {
            throw .malformedPort(String(decoding: digits, as: UTF8.self))
        }
        let number = digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
        guard (1...65535).contains(number) else { throw .malformedPort(String(number)) }
        return number
    }

    /// Letters, digits, hyphen, dot, and the underscore that names inside a company may have.
    private static func isInName(_ octet: UInt8) -> Bool {
        switch octet {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
            true
        default: false
        }
    }

    private static func protection(
        askedBy query: ArraySlice<UInt8>, implicit: Bool
    ) throws(RelayAddressFault) -> Protection {
        switch String(decoding: query, as: UTF8.self) {
        case "tls=required" where !implicit: return .required
        case "tls=opportunistic" where !implicit: return .opportunistic
        case "tls=none" where !implicit: return .none
        case let other: throw .unknownQuery(other)
        }
    }

    static func isLoopback(_ host: String) -> Bool {
        host.lowercased() == "localhost" || IPAddress(host)?.isLoopback == true
    }
}

/// What is wrong with a relay URL.
public enum RelayAddressFault: Error, Equatable, Sendable {
    /// A space or a control character.
    case notPrintable(String)
    /// No `://`; the text.
    case missingScheme(String)
    /// None of those that ``RelayAddress`` lists; the scheme, in lower case.
    case unknownScheme(String)
    /// A user or password stood in the URL, where other users of the machine can read it.
    case userInformation
    /// Neither a name nor an address, or an IPv6 address without brackets; the text.
    case malformedHost(String)
    /// Not a number from 1 to 65535; the text.
    case malformedPort(String)
    /// What follows `lmtp+unix:` or `smtp+unix:` is no absolute path of at most 103 octets.
    case malformedSocketPath(String)
    /// Something else than `tls=…` behind the `?`, or a wish that the scheme does not leave open; the text.
    case unknownQuery(String)
}
