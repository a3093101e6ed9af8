/// The SASL mechanisms we speak, strongest first.
///
/// The order is ours: nobody on the way chooses for us.
enum Mechanism: String, CaseIterable, Sendable {
    /// RFC 4616.
    case plain = "PLAIN"
    /// draft-murchison-sasl-login.
    case login = "LOGIN"

    /// Whether the password itself crosses the wire.
    var needsProtection: Bool {
        switch self {
        case .plain, .login: true
        }
    }
}
