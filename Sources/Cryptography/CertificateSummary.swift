/// What a certificate says, for people.
///
/// The peer may have written anything: print it escaped.
package struct CertificateSummary: Equatable, Sendable {
    /// Distinguished name (RFC 2253).
    package let subject: String
    package let issuer: String
    /// DNS names and IP addresses it is good for.
    package let names: [String]
    /// Such as `2026-11-25 16:00:00 UTC`.
    package let notBefore: String
    package let notAfter: String
    /// The end of its validity in seconds since 1970.
    package let expires: Int
    /// Of its public key; nil when there was no memory for it.
    package let pin: PublicKeyPin?

    init(_ certificate: Certificate) {
        subject = certificate.subject
        issuer = certificate.issuer
        names = certificate.alternativeNames
        notBefore = certificate.notBefore
        notAfter = certificate.notAfter
        expires = certificate.expires
        pin = certificate.pin
    }
}
