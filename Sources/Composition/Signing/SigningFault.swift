import Cryptography

/// Why a message could not be signed, or its signature not be trusted.
package enum SigningFault: Error, Equatable, Sendable {
    /// The signing domain is neither that of From, nor above or below it, so the signature would not count for DMARC
    /// (RFC 7489 §3.1.1).
    case unaligned(author: String, domain: String)
    /// From has an IP address where a domain would be, so there is none to sign for.
    case authorHasNoDomain(String)
    /// The certificate is for other addresses than that of From (RFC 8550 §3).
    case notInCertificate(author: String, addresses: [String])
    /// The message has no header, or none that ends: not one the composer made.
    case malformedMessage
    case cryptography(CryptographyFault)
    /// A finished signature did not stand up to our own verifier.
    case unverifiable(DKIMVerificationFault)
    /// A finished S/MIME signature did not stand up to our own verifier.
    case unverifiableSMIME
}
