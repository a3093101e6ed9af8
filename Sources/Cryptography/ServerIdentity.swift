import Glibc

/// Whom a client means to talk to, in the form in which a certificate can answer for it.
enum ServerIdentity: Equatable {
    /// A host name: ASCII, without the final dot.
    case name(String)
    /// An IPv4 or IPv6 address, without brackets and zone.
    case address(String)

    /// - Throws: `TLSFault.serverName` for what OpenSSL must never be given. An empty name would switch the
    ///   check off; one that begins with a dot would match every host below it (X509_check_host(3)); and one
    ///   with a NUL would be cut there.
    init(parsing text: String) throws(TLSFault) {
        if let address = Self.address(in: text) {
            self = .address(address)
            return
        }
        let name = text.hasSuffix(".") ? String(text.dropLast()) : text
        guard Self.isHostName(name) else { throw .serverName(text) }
        self = .name(name)
    }

    private static func address(in text: String) -> String? {
        guard !text.utf8.contains(0) else { return nil }
        var address = Substring(text)
        if address.hasPrefix("["), address.hasSuffix("]") { address = address.dropFirst().dropLast() }
        // A zone (RFC 4007 §11) says which link; no certificate knows ours.
        if let zone = address.firstIndex(of: "%"), address.contains(":") { address = address[..<zone] }
        let plain = String(address)
        var octets = in6_addr()
        if inet_pton(AF_INET6, plain, &octets) == 1 { return plain }
        return inet_pton(AF_INET, plain, &octets) == 1 ? plain : nil
    }

    /// Letters, digits, hyphens, and underscores because some hosts do have them; RFC 1123 §2.1 for the
    /// lengths.
    private static func isHostName(_ name: String) -> Bool {
        guard (1...253).contains(name.utf8.count) else { return false }
        let labels = name.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard labels.allSatisfy({ (1...63).contains($0.count) && $0.allSatisfy(isLabelOctet) }) else {
            return false
        }
        // "127.1" is an address to the resolver and a name to nobody (RFC 1123 §2.1).
        guard let last = labels.last else { return false }
        return !last.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }

    private static func isLabelOctet(_ octet: UInt8) -> Bool {
        switch octet {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default:
            false
        }
    }
}
