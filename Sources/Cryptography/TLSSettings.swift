/// Whom a client trusts.
package struct TLSClientSettings: Equatable, Sendable {
    /// A PEM file with the certificates to trust *instead of* the system's store; nil means the system's
    /// store.
    package var caFile: String?
    /// Whether the chain and the host name of the peer's certificate must be right for a handshake to
    /// succeed.
    ///
    /// False accepts whoever answers; whoever sets it has to say so in the report.
    package var verifies: Bool

    package init(caFile: String? = nil, verifies: Bool = true) {
        self.caFile = caFile
        self.verifies = verifies
    }
}

/// What a server shows to its clients.
package struct TLSServerSettings: Equatable, Sendable {
    /// A PEM file with the server's certificate first, then the intermediate ones.
    package var certificateFile: String
    /// A PEM file with the private key of the first certificate, not encrypted.
    package var keyFile: String

    package init(certificateFile: String, keyFile: String) {
        self.certificateFile = certificateFile
        self.keyFile = keyFile
    }
}
