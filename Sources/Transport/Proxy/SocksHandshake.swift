/// The client of SOCKS 5 (RFC 1928), with user name and password where there are (RFC 1929).
struct SocksHandshake: ProxyHandshake {
    private enum State {
        case choosing
        case authenticating
        case requesting
    }

    private enum Method {
        static let none: UInt8 = 0
        static let password: UInt8 = 2
        static let unacceptable: UInt8 = 0xFF
    }

    private enum AddressType {
        static let four: UInt8 = 1
        static let name: UInt8 = 3
        static let six: UInt8 = 4
    }

    private static let version: UInt8 = 5

    private var state: State = .choosing
    private let user: [UInt8]?
    private let password: [UInt8]
    private let request: [UInt8]

    /// - Parameters:
    ///   - host: at most 255 octets.
    ///   - user: 1 to 255 octets, `password` at most as many.
    init(to host: String, port: Int, user: [UInt8]?, password: [UInt8]) {
        self.user = user
        self.password = password
        let connect: UInt8 = 1
        request =
            [Self.version, connect, 0] + Self.destination(host)
            + [UInt8(truncatingIfNeeded: port >> 8), UInt8(truncatingIfNeeded: port)]
    }

    private static func destination(_ host: String) -> [UInt8] {
        if let address = IPAddress(host) {
            return [address.octets.count == 4 ? AddressType.four : AddressType.six] + address.octets
        }
        return [AddressType.name, UInt8(truncatingIfNeeded: host.utf8.count)] + Array(host.utf8)
    }

    var opening: [UInt8] {
        let methods = user == nil ? [Method.none] : [Method.none, Method.password]
        return [Self.version, UInt8(methods.count)] + methods
    }

    mutating func advance(_ octets: inout [UInt8]) -> ProxyStep {
        switch state {
        case .choosing: chosen(&octets)
        case .authenticating: authenticated(&octets)
        case .requesting: answered(&octets)
        }
    }

    private mutating func chosen(_ octets: inout [UInt8]) -> ProxyStep {
        guard octets.first ?? Self.version == Self.version else { return .fail(.foreign(.socks, octets)) }
        guard octets.count >= 2 else { return .wait }
        let method = octets[1]
        octets.removeFirst(2)
        switch (method, user) {
        case (Method.none, _):
            state = .requesting
            return say(request, ahead: octets)
        case (Method.password, let user?):
            state = .authenticating
            let passwordVersion: UInt8 = 1
            return say(
                [passwordVersion, UInt8(truncatingIfNeeded: user.count)] + user
                    + [UInt8(truncatingIfNeeded: password.count)] + password, ahead: octets)
        case (Method.password, nil), (Method.unacceptable, nil):
            return .fail(.authenticationRequired)
        default:
            return .fail(.noCommonMethod)
        }
    }

    private mutating func authenticated(_ octets: inout [UInt8]) -> ProxyStep {
        // The first octet should be 1; there are proxies that say 5, and the second one is what counts.
        guard octets.count >= 2 else { return .wait }
        guard octets[1] == 0 else { return .fail(.authenticationRefused) }
        octets.removeFirst(2)
        state = .requesting
        return say(request, ahead: octets)
    }

    private func answered(_ octets: inout [UInt8]) -> ProxyStep {
        guard octets.first ?? Self.version == Self.version else { return .fail(.foreign(.socks, octets)) }
        guard octets.count >= 2 else { return .wait }
        // A refusal is not waited for to its end: some proxies leave the rest out.
        guard octets[1] == 0 else { return .fail(.refused(code: octets[1])) }
        guard octets.count >= 5 else { return .wait }
        let addressSize: Int
        switch octets[3] {
        case AddressType.four: addressSize = 4
        case AddressType.six: addressSize = 16
        case AddressType.name: addressSize = 1 + Int(octets[4])
        default: return .fail(.foreign(.socks, octets))
        }
        // Version, reply, a reserved octet and the type stand before the address, the port behind it.
        let size = 4 + addressSize + 2
        guard octets.count >= size else { return .wait }
        octets.removeFirst(size)
        return .done
    }

    /// An answer to what was not said yet would be taken for the answer to something else.
    private func say(_ octets: [UInt8], ahead: [UInt8]) -> ProxyStep {
        ahead.isEmpty ? .say(octets) : .fail(.unexpectedOctets)
    }
}
