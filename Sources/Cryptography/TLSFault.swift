/// Why TLS could not be set up, or had to end.
package enum TLSFault: Error, Equatable, Sendable {
    /// The peer's certificate is not acceptable; the handshake was refused before any plaintext.
    case certificate(CertificateFault)
    /// The name of the server cannot be checked against a certificate: empty, malformed, or not ASCII.
    ///
    /// An internationalised name has to come as A-labels (RFC 5890 §2.3.2.1).
    case serverName(String)
    /// What arrived is not TLS: a plain-text greeting, or a port without implicit TLS.
    case notTLS
    /// The peer speaks no version from TLS 1.2 on.
    case versionTooOld
    /// The two sides have no cipher suite in common.
    case noSharedCipher
    /// The peer ended the connection with an alert (RFC 8446 §6), by its number and OpenSSL's name for it.
    case alert(code: Int, name: String)
    /// What arrived breaks the protocol: damaged records, or messages out of turn; OpenSSL's reason.
    case violation(reason: String)
    /// Plaintext was given before the handshake was complete or after the connection was closed.
    case notOpen
    /// A file of certificates or keys cannot be used.
    case file(path: String, problem: FileProblem)
    /// OpenSSL refused to set something up, for want of memory or by its own configuration; its reason.
    case setup(reason: String)

    /// What is wrong with a file of certificates or keys.
    package enum FileProblem: Equatable, Sendable {
        /// The system would not open it; `errno`.
        case unreadable(code: Int32)
        /// A folder, a FIFO or a device.
        case notRegular
        /// It holds no certificate in PEM form, or a damaged one.
        case noCertificate(reason: String)
        /// It holds no private key in PEM form that can be read without a passphrase, or a damaged one.
        case noKey(reason: String)
        /// The certificate's key or signature is too weak for the security level in force.
        case tooWeak
        /// The private key does not belong to the certificate in the file named here.
        case keyMismatch(certificateFile: String)
    }
}
