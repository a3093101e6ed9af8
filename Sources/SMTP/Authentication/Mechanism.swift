/// The SASL mechanisms we speak, strongest first.
///
/// The order is ours: nobody on the way chooses for us. None is used without verified TLS, except where
/// ``SessionConfiguration/permitsClearAuthentication`` says so.
public enum Mechanism: String, CaseIterable, Sendable {
    /// RFC 4422 appendix A: the client certificate says who we are.
    case external = "EXTERNAL"
    /// RFC 7677, bound to the TLS connection (RFC 5802 §6).
    case scramSHA256Plus = "SCRAM-SHA-256-PLUS"
    /// RFC 7677.
    case scramSHA256 = "SCRAM-SHA-256"
    /// RFC 5802.
    case scramSHA1 = "SCRAM-SHA-1"
    /// RFC 2195.
    case cramMD5 = "CRAM-MD5"
    /// RFC 7628.
    case oauthBearer = "OAUTHBEARER"
    /// Google's and Microsoft's.
    case xoauth2 = "XOAUTH2"
    /// RFC 4616.
    case plain = "PLAIN"
    /// draft-murchison-sasl-login.
    case login = "LOGIN"

    /// Whether these credentials are of the kind that it takes.
    func takes(_ credentials: Credentials) -> Bool {
        switch (self, credentials.secret) {
        case (.external, .certificate), (.oauthBearer, .token), (.xoauth2, .token): true
        case (.external, _), (.oauthBearer, _), (.xoauth2, _), (_, .certificate), (_, .token): false
        case (_, .password): true
        }
    }
}
