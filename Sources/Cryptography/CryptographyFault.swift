/// What can fail apart from TLS; either means that OpenSSL is not usable on this system.
package enum CryptographyFault: Error, Equatable, Sendable {
    /// The generator of random octets has no entropy; OpenSSL's reason.
    case noRandomness(reason: String)
    /// The algorithm is switched off by OpenSSL's configuration, or there is no memory; OpenSSL's reason.
    case unavailable(algorithm: String, reason: String)
}
