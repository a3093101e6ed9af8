/// A proxy on the way to a relay, as one URL says it: `socks5://[user@]host[:port]` or `http://[user@]host:port`.
///
/// The URL holds no password. `%40` and the like stand for octets of the user's name.
package struct ProxyAddress: Equatable, Sendable {
    package enum Kind: Equatable, Sendable {
        /// SOCKS 5 (RFC 1928).
        case socks
        /// CONNECT of HTTP/1.1 (RFC 9110 §9.3.6).
        case connect
    }

    package let kind: Kind
    package let host: String
    package let port: Int
    /// 1 to 255 octets; nil for a proxy that asks nobody who they are.
    package let user: [UInt8]?
    /// As it was given, the user included.
    package let url: String
    /// The URL without the user, for messages.
    package let place: String

    /// Whether what is said to it does not leave the machine.
    package var isLoopback: Bool { RelayAddress.isLoopback(host) }

    /// Reads a proxy URL.
    ///
    /// - Throws: ``ProxyAddressFault`` saying which part does not fit; it quotes nothing that may be a password.
    package init(parsing url: String) throws(ProxyAddressFault) {
        let octets = Array(url.utf8)
        guard let separator = octets.firstRange(of: Array("://".utf8)) else { throw .missingScheme }
        let scheme = String(decoding: octets[..<separator.lowerBound], as: UTF8.self).lowercased()
        switch scheme {
        case "socks5", "socks5h": kind = .socks
        case "http": kind = .connect
        // What stands before "://" may be anything, a password too.
        default: throw .unknownScheme
        }
        var rest = octets[separator.upperBound...]
        if rest.last == UInt8(ascii: "/") { rest = rest.dropLast() }
        if let sign = rest.lastIndex(of: UInt8(ascii: "@")) {
            user = try Self.user(rest[..<sign])
            rest = rest[(sign + 1)...]
        } else {
            user = nil
        }
        let text = String(decoding: rest, as: UTF8.self)
        guard let (host, port) = try? RelayAddress.hostAndPort(rest, url: text) else {
            throw .malformedPlace(text)
        }
        // 1080 is registered for SOCKS; for proxies of HTTP, 3128 and 8080 are as usual as each other.
        guard let port = port ?? (kind == .socks ? 1080 : nil) else { throw .missingPort(text) }
        self.host = host
        self.port = port
        self.url = url
        let isIPv6 = host.utf8.contains(UInt8(ascii: ":"))
        place = "\(scheme)://\(isIPv6 ? "[\(host)]" : host):\(port)"
    }

    private static func user(_ octets: ArraySlice<UInt8>) throws(ProxyAddressFault) -> [UInt8] {
        guard !octets.contains(UInt8(ascii: ":")) else { throw .password }
        var name: [UInt8] = []
        var rest = octets
        while let octet = rest.popFirst() {
            guard octet == UInt8(ascii: "%") else {
                name.append(octet)
                continue
            }
            let digits = rest.prefix(2)
            guard digits.count == 2, digits.allSatisfy(isHexadecimal),
                let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
            else { throw .malformedUser }
            name.append(value)
            rest = rest.dropFirst(2)
        }
        // A colon would end the name in Basic (RFC 7617 §2); SOCKS has one octet for the length (RFC 1929 §2).
        guard (1...255).contains(name.count), name.allSatisfy({ $0 >= 0x20 && $0 != 0x7F && $0 != 0x3A })
        else { throw .malformedUser }
        return name
    }

    private static func isHexadecimal(_ octet: UInt8) -> Bool {
        switch octet {
        case 0x30...0x39, 0x41...0x46, 0x61...0x66: true
        default: false
        }
    }
}

/// What is wrong with a proxy URL.
package enum ProxyAddressFault: Error, Equatable, Sendable {
    case missingScheme
    case unknownScheme
    /// A password stood in the URL, where other users of the machine can read it.
    case password
    case malformedUser
    /// Host and port, as they were written.
    case malformedPlace(String)
    case missingPort(String)
}
