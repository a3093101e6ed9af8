/// Who we are to the server.
///
/// Printing one shows nothing.
public struct Credentials: Equatable, Sendable {
    enum Secret: Equatable, Sendable {
        case password([UInt8])
        case token([UInt8], hasWorked: Bool)
        /// The client certificate of the TLS connection.
        case certificate
    }

    let username: [UInt8]
    let secret: Secret

    /// A name and a password, for SCRAM, CRAM-MD5, PLAIN and LOGIN.
    ///
    /// Neither may hold NUL, which PLAIN separates with (RFC 4616 §2); a session with such credentials ends with
    /// ``SessionEnd/authenticationUnavailable(offered:)``.
    ///
    /// - Parameters:
    ///   - username: UTF-8.
    ///   - password: UTF-8.
    public init(username: [UInt8], password: [UInt8]) {
        self.username = username
        secret = .password(password)
    }

    /// A name and an access token, for OAUTHBEARER and XOAUTH2.
    ///
    /// - Parameters:
    ///   - username: printable UTF-8.
    ///   - token: an OAuth 2.0 access token (RFC 6750 §2.1).
    ///   - hasWorked: whether a server took it before: when it is refused now, it has run out, and a new one may do.
    public init(username: [UInt8], token: [UInt8], hasWorked: Bool = false) {
        self.username = username
        secret = .token(token, hasWorked: hasWorked)
    }

    /// The client certificate says who we are.
    ///
    /// - Parameter username: whom to act as; empty for the one the certificate names.
    public init(certificateOf username: [UInt8]) {
        self.username = username
        secret = .certificate
    }

    /// The password or the token; empty with a certificate.
    var octets: [UInt8] {
        switch secret {
        case .password(let octets), .token(let octets, hasWorked: _): octets
        case .certificate: []
        }
    }

    /// Whether it is a token that may simply have run out.
    var mayHaveExpired: Bool {
        if case .token(_, hasWorked: true) = secret { true } else { false }
    }

    /// NUL separates the parts of PLAIN, 0x01 those of the OAuth messages; either would make one value into another.
    var isWellFormed: Bool {
        switch secret {
        case .password, .certificate: !username.contains(0) && !octets.contains(0)
        case .token(let token, hasWorked: _):
            !username.contains { $0 < 0x20 } && token.allSatisfy { $0 > 0x20 && $0 < 0x7F } && !token.isEmpty
        }
    }
}

extension Credentials: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Hides what it holds.
    public var description: String { "Credentials(…)" }
    /// Hides what it holds.
    public var debugDescription: String { description }
    /// Hides what it holds.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
