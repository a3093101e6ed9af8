import SMTP
import Transport

extension RelayAddressFault {
    var sentence: String {
        switch self {
        case .notPrintableASCII(let url):
            "the relay URL \"\(url.printable)\" has characters that a URL cannot have; write an internationalised name in its xn-- form"
        case .missingScheme(let url):
            "\"\(url.printable)\" is no relay URL; write smtp://\(url.printable), submission://… (STARTTLS) or smtps://… (TLS)"
        case .unknownScheme(let scheme):
            "a relay URL starts with smtp://, submission:// or smtps://, not \(scheme.printable)://"
        case .userInformation:
            "a relay URL holds no user or password, everybody could read them; use --username and --password-file"
        case .malformedHost(let url):
            "the host in \"\(url.printable)\" is malformed; an IPv6 address stands in brackets: smtp://[::1]:25"
        case .malformedPort(let port):
            "\"\(port.printable)\" is no port; give a number from 1 to 65535"
        case .unknownQuery(let query):
            "a relay URL may end in ?tls=required, ?tls=opportunistic or ?tls=none (not with smtps://), not ?\(query.printable)"
        }
    }
}

extension ConversationEnd {
    /// Why the relay could not be used, and what to do.
    func sentence(relay: RelayAddress) -> String {
        switch self {
        case .session(let end): "\(relay.url): \(end.sentence)"
        case .tls(let fault): "\(relay.url): \(fault.sentence)"
        case .network(let reason):
            "\(relay.url): no connection: \(reason.printable). Check host and port, and that the relay is running; then resume."
        }
    }

    var exitStatus: ExitStatus {
        switch self {
        case .session(let end): end.exitStatus
        case .tls: .notPermitted
        case .network: .relayUnavailable
        }
    }
}
