/// The kinds of keys that sign mail.
package enum KeyKind: Equatable, Hashable, Sendable {
    /// RSA, PKCS #1 v1.5.
    case rsa
    /// Edwards curve 25519 (RFC 8032).
    case ed25519
}
