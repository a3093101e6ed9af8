import Glibc
import NIOCore
import NIOPosix

/// Finds the addresses of a host, off the event loops.
package protocol NameResolver: Sendable {
    /// The addresses in the order of the system's preference (RFC 6724).
    ///
    /// The future fails with ``NetworkFault``.
    func addresses(of host: String, port: Int, on loop: any EventLoop) -> EventLoopFuture<[SocketAddress]>
}

/// What the system says, by getaddrinfo(3): /etc/hosts, DNS and whatever else nsswitch.conf names.
package struct SystemResolver: NameResolver {
    package init() {}

    package func addresses(
        of host: String, port: Int, on loop: any EventLoop
    ) -> EventLoopFuture<[SocketAddress]> {
        // An address in digits needs nobody's help.
        if IPAddress(host) != nil, let address = try? SocketAddress(ipAddress: host, port: port) {
            return loop.makeSucceededFuture([address])
        }
        // getaddrinfo waits as long as resolv.conf lets it; a thread of the pool does so, and the caller's deadline
        // does not wait for it.
        return NIOThreadPool.singleton.runIfActive(eventLoop: loop) { try Self.lookUp(host, port: port) }
    }

    private static func lookUp(_ host: String, port: Int) throws -> [SocketAddress] {
        var hints = addrinfo()
        hints.ai_family = AF_UNSPEC
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        let code = getaddrinfo(host, nil, &hints, &list)
        guard code == 0 else { throw fault(code, host: host) }
        defer { freeaddrinfo(list) }
        var addresses: [SocketAddress] = []
        var entry = list
        while let info = entry {
            var digits = [CChar](repeating: 0, count: Int(NI_MAXHOST))
            let named = getnameinfo(
                info.pointee.ai_addr, info.pointee.ai_addrlen, &digits, socklen_t(digits.count), nil, 0,
                NI_NUMERICHOST)
            let octets = digits.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
            if named == 0,
                let address = try? SocketAddress(
                    ipAddress: String(decoding: octets, as: UTF8.self), port: port)
            {
                addresses.append(address)
            }
            entry = info.pointee.ai_next
        }
        return addresses
    }

    /// Only what a name server said for certain is certain: a lookup also fails for want of descriptors or memory.
    private static func fault(_ code: Int32, host: String) -> NetworkFault {
        switch code {
        case EAI_NONAME, EAI_NODATA, EAI_ADDRFAMILY: .unknownHost(host)
        default: .lookupFailed(host)
        }
    }

    // What glibc's netdb.h has for GNU sources only.
    private static let EAI_NODATA: Int32 = -5
    private static let EAI_ADDRFAMILY: Int32 = -9
}

extension [SocketAddress] {
    /// No host needs more; a name with a thousand addresses is a mistake, or worse.
    private static var most: Int { 32 }

    /// The order to try them in: families in turn, beginning with IPv6, each in the order given (RFC 8305 §4).
    var interleaved: [SocketAddress] {
        let six = filter { $0.protocol == .inet6 }
        let four = filter { $0.protocol == .inet }
        var order: [SocketAddress] = []
        for place in 0..<Swift.max(six.count, four.count) {
            if place < six.count { order.append(six[place]) }
            if place < four.count { order.append(four[place]) }
        }
        return Array(order.prefix(Self.most))
    }
}
