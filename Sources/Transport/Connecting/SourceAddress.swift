import NIOCore

/// The address of this machine that connections are to come from.
package struct SourceAddress: Equatable, Sendable {
    /// As it was written: an IPv4 or IPv6 address in digits.
    package let text: String

    /// Nil when `text` is no address.
    package init?(_ text: String) {
        guard IPAddress(text) != nil else { return nil }
        self.text = text
    }

    /// With a port of the system's choice; nil never happens to an address that was taken.
    var socketAddress: SocketAddress? { try? SocketAddress(ipAddress: text, port: 0) }
}
