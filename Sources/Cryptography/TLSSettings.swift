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
    /// The keys one of which the server's certificate must have, beside all else; empty means any.
    package var pins: Set<PublicKeyPin> = []
    /// What to show to a server that asks; nil shows nothing.
    package var certificate: CertificateFiles?

    package init(caFile: String? = nil, verifies: Bool = true) {
        self.caFile = caFile
        self.verifies = verifies
    }
}

/// A certificate of one's own, and its key.
package struct CertificateFiles: Equatable, Sendable {
    /// A PEM file with the certificate first, then the intermediate ones.
    package var certificateFile: String
    /// A PEM file with the private key of the first certificate, not encrypted.
    package var keyFile: String

    package init(certificateFile: String, keyFile: String) {
        self.certificateFile = certificateFile
        self.keyFile = keyFile
    }
}

/// What a server shows to its clients.
package struct TLSServerSettings: Equatable, Sendable {
    /// A PEM file with the server's certificate first, then the intermediate ones.
    package var certificateFile: String
    /// A PEM file with the private key of the first certificate, not encrypted.
    package var keyFile: String
    /// A PEM file with the authorities whose certificates clients may show; nil asks for none.
    package var clientAuthorityFile: String?

    package init(certificateFile: String, keyFile: String) {
        self.certificateFile = certificateFile
        self.keyFile = keyFile
    }
}
