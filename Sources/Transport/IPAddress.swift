import Glibc

/// An IP address written in digits, as inet_pton(3) reads it: 4 octets or 16.
struct IPAddress: Equatable {
    /// 4 or 16, in network order.
    let octets: [UInt8]

    /// Nil when `text` is no address.
    init?(_ text: String) {
        var octets = [UInt8](repeating: 0, count: 16)
        if inet_pton(AF_INET, text, &octets) == 1 {
            self.octets = Array(octets.prefix(4))
        } else if inet_pton(AF_INET6, text, &octets) == 1 {
            self.octets = octets
        } else {
            return nil
        }
    }

    /// 127.0.0.0/8 (RFC 1122 §3.2.1.3) and ::1 (RFC 4291 §2.5.3), an IPv4 address in IPv6 clothes (§2.5.5.2) included.
    var isLoopback: Bool {
        let mapped: [UInt8] = [UInt8](repeating: 0, count: 10) + [0xFF, 0xFF]
        if octets.count == 16, octets.starts(with: mapped) { return octets[12] == 127 }
        return octets.count == 4
            ? octets[0] == 127 : octets == [UInt8](repeating: 0, count: 15) + [1]
    }
}
