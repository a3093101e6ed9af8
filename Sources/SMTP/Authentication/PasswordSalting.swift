import Cryptography

/// The part of SCRAM that takes long: what becomes of the password, the server's salt and its number of rounds
/// (`SaltedPassword`, RFC 5802 §3).
///
/// Many rounds are seconds of work, so a session asks for it
/// (``Session/Action/saltPassword(_:)``) instead of doing it; and it is the same on every connection for as long as
/// the server has the same salt.
///
/// Printing one shows nothing.
public struct PasswordSalting: Hashable, Sendable {
    let algorithm: DigestAlgorithm
    let password: [UInt8]
    let salt: [UInt8]
    /// How often the digest is taken, which says how long it takes.
    public let rounds: Int

    /// Works it out, on the calling thread.
    ///
    /// - Returns: nil when the system's OpenSSL does not offer the digest.
    public func perform() -> SaltedPassword? {
        try? SaltedPassword(
            octets: KeyDerivation.pbkdf2(algorithm, password: password, salt: salt, iterations: rounds))
    }
}

/// What came of a ``PasswordSalting``: as good as the password to whoever knows it.
///
/// Printing one shows nothing.
public struct SaltedPassword: Equatable, Sendable {
    let octets: [UInt8]
}

extension PasswordSalting: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Hides what it holds.
    public var description: String { "PasswordSalting(…)" }
    /// Hides what it holds.
    public var debugDescription: String { description }
    /// Hides what it holds.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

extension SaltedPassword: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Hides what it holds.
    public var description: String { "SaltedPassword(…)" }
    /// Hides what it holds.
    public var debugDescription: String { description }
    /// Hides what it holds.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
