/// Why a key or a certificate in a file is of no use for signing.
///
/// Nothing of a key is ever part of it.
package enum KeyFault: Error, Equatable, Sendable {
    /// No private key in PEM form, or a damaged one; OpenSSL's reason.
    case noPrivateKey(reason: String)
    /// The private key wants a passphrase, and there is nobody to ask.
    case encrypted
    /// No public key, or a damaged one; OpenSSL's reason.
    case noPublicKey(reason: String)
    /// A sound key of a kind that has no place here, by OpenSSL's name for it: "EC", "DSA".
    case unsupportedKind(String)
    /// An RSA key under `least` bits.
    case tooShort(bits: Int, least: Int)
    /// No certificate in PEM form, or a damaged one; OpenSSL's reason.
    case noCertificate(reason: String)
    /// The private key belongs to another certificate than the first in the file.
    case mismatch
    /// The certificate's time ran out at `since`.
    case expired(since: String)
    /// The certificate's time begins at `until` only.
    case notYetValid(until: String)
    /// The certificate says that it is not for signing mail (key usage, extended key usage).
    case wrongPurpose
}
