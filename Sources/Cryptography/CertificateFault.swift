/// The ways in which a peer's certificate can be wrong.
///
/// Names and dates come out of the certificate, so they are what the peer chose to write: escape them before
/// they are shown. `subject` is the distinguished name (RFC 2253) of the certificate at fault.
package enum CertificateFault: Error, Equatable, Sendable {
    /// Its time, or that of a certificate above it, ran out at `since` ("2026-11-23 12:00:00 UTC").
    case expired(subject: String, since: String)
    /// Its time, or that of a certificate above it, begins at `until` only; the clock here may be wrong.
    case notYetValid(subject: String, until: String)
    /// It was signed with its own key, and is not among the trusted ones itself.
    case selfSigned(subject: String)
    /// Its chain does not lead to a trusted certificate; `issuer` is the name that was looked for in vain.
    case unknownIssuer(issuer: String)
    /// It is for others: `found` are the names and addresses it is good for.
    case wrongHost(expected: String, found: [String])
    /// It is not meant for servers, or one above it not for issuing (extended key usage, basic constraints).
    case wrongPurpose(subject: String)
    /// Its key, its signature, or one above it is too weak to prove anything: SHA-1, MD5, RSA under 2,048
    /// bits.
    case weakSignature(subject: String)
    /// A signature in the chain is not right: the certificate was altered, or its issuer is another of that
    /// name.
    case badSignature(subject: String)
    /// Everything else is right, but its key is none of those that were pinned; `found` is the pin it would need.
    case notPinned(found: String)
    /// The peer showed no certificate at all.
    case missing
    /// Anything else, by OpenSSL's number (`X509_V_ERR_…`) and words.
    case other(code: Int, text: String)
}
