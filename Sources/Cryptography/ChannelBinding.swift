/// What ties an authentication to the TLS connection it runs over (RFC 5056): somebody between the two ends has
/// two connections, and two different values.
package struct ChannelBinding: Equatable, Sendable {
    /// The registered name of its type, such as `tls-exporter`.
    package let type: String
    package let octets: [UInt8]

    package init(type: String, octets: [UInt8]) {
        self.type = type
        self.octets = octets
    }
}
