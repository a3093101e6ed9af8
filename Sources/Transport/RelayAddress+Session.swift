import SMTP

extension RelayAddress.Protection {
    /// What a session is told of it.
    package var sessionSecurity: SessionConfiguration.Security {
        switch self {
        case .implicit: .implicit
        case .required: .startTLSRequired
        case .opportunistic: .opportunistic
        case .none: .none
        }
    }
}
