import CampaignRun
import Glibc
import SMTP
import Transport

extension RelayAddressFault {
    var sentence: String {
        switch self {
        case .notPrintable(let url):
            "the relay URL \"\(url.printable)\" has a space or a control character in it"
        case .missingScheme(let url):
            "\"\(url.printable)\" is no relay URL; write smtp://\(url.printable), submission://… (STARTTLS), smtps://… (TLS), or lmtp://…"
        case .unknownScheme(let scheme):
            "a relay URL starts with smtp://, submission://, smtps://, lmtp://, smtp+unix:/ or lmtp+unix:/, not \(scheme.printable)://"
        case .userInformation:
            "a relay URL holds no user or password, everybody could read them; use --username and --password-file"
        case .malformedHost(let url):
            "the host in \"\(url.printable)\" is malformed; give a name or an IP address, an IPv6 address in brackets: smtp://[::1]:25"
        case .malformedPort(let port):
            "\"\(port.printable)\" is no port; give a number from 1 to 65535"
        case .malformedSocketPath(let url):
            "\"\(url.printable)\" names no Unix socket; write an absolute path of 103 octets at the most: lmtp+unix:/run/dovecot/lmtp"
        case .unknownQuery(let query):
            "a relay URL may end in ?tls=required, ?tls=opportunistic or ?tls=none (not with smtps://; a Unix socket knows ?tls=none alone), not ?\(query.printable)"
        }
    }
}

extension RelayEntryFault {
    var sentence: String {
        switch self {
        case .unknownOption(let name):
            "a relay URL knows no \(name.printable)=; it may have tls, weight, connections, "
                + RelayOption.allCases.map(\.rawValue).joined(separator: ", ")
                + ", with & between two of them"
        case .givenTwice(let name): "a relay URL has \(name.printable)= twice"
        case .noNumber(let name, let most):
            "\(name.printable)= in a relay URL takes a number from 1 to \(most)"
        case .malformedValue(let name):
            "\(name.printable)= in a relay URL has no value that makes sense; % stands before two hexadecimal digits"
        case .tooMany(let count): "\(count) relays are too many; \(RelayEntry.most) are the most"
        case .sameRelay(let name):
            "\(name.printable) is given twice; ?weight=2 gives it twice as much, ?connections=8 more connections"
        }
    }
}

extension UnfitRelayOptions {
    var sentence: String { "\(relay.printable): \(reason)" }
}

extension RelayFailure {
    var sentence: String { end.sentence(relay: relay.address) }
}

extension [RelayFailure] {
    /// That of all relays where they agree; else some may be there again later.
    var exitStatus: ExitStatus {
        let each = Set(map(\.end.exitStatus))
        return each.count == 1 ? each.first ?? .relayUnavailable : .relayUnavailable
    }
}

extension ConversationEnd {
    /// Why the relay could not be used, and what to do.
    func sentence(relay: RelayAddress) -> String {
        if case .noToken = self { return reason }
        return "\(relay.url): \(reason)"
    }

    /// The same without the relay's name.
    var reason: String {
        switch self {
        case .session(let end): end.sentence
        case .tls(let fault): fault.sentence
        case .network(let fault): fault.sentence
        case .noToken(let fault):
            "--token-command: \((fault.cause as? SecretFault)?.sentence ?? "no token could be had")"
        }
    }

    var exitStatus: ExitStatus {
        switch self {
        case .session(let end): end.exitStatus
        case .tls: .notPermitted
        case .network(.proxy(_, let fault)) where fault.isAboutAuthentication: .notPermitted
        case .network, .noToken: .relayUnavailable
        }
    }
}

extension NetworkFault {
    var sentence: String { sentence(of: "the relay") }

    /// - Parameter peer: what was to be reached.
    func sentence(of peer: String) -> String {
        switch self {
        case .unknownHost(let host):
            "no host is called \(host.printable); check the name"
        case .vanishedHost(let host):
            "the name server says now that no host is called \(host.printable), and knew it before"
        case .lookupFailed(let host):
            "the name \(host.printable) could not be looked up; the name server did not answer"
        case .refused:
            "the connection was refused: nothing listens there; check the port, and that \(peer) is running"
        case .timedOut:
            "no connection within the time allowed; check host and port, and that no firewall is between"
        case .system(let code):
            "the connection failed: \(String(cString: strerror(code)))"
        case .otherFamily(let host, let source):
            "\(host.printable) has no address that can be reached from \(source.printable), which is \(source.utf8.contains(UInt8(ascii: ":")) ? "IPv6" : "IPv4"); give a --source-address of the other kind, or none"
        case .notOurs(let source):
            "--source-address \(source.printable) is no address of this machine; `ip address` shows those it has"
        case .proxy(let place, let fault): "the proxy \(place.printable) \(fault.sentence)"
        case .allFailed(let attempts):
            attempts.isEmpty
                ? "no address was reached within the time allowed"
                : "no address let us in; "
                    + attempts.map { "\($0.address.printable): \($0.cause.sentence(of: peer))" }.joined(
                        separator: "; ")
        case .other(let description):
            "the connection failed: \(description.printable)"
        }
    }
}

extension SessionEnd {
    var exitStatus: ExitStatus {
        switch self {
        case .helloUnknown, .startTLSNotOffered, .requireTLSNotOffered, .startTLSRefused, .startTLSGarbled,
            .octetsBehindStartTLS, .authenticationNeedsTLS, .authenticationUnavailable,
            .authenticationRefused, .authenticationFault, .tokenExpired,
            .authenticationRequired:
            .notPermitted
        case .drained, .messageLimit, .refusalBudget, .serviceClosing, .greetingRefused, .helloRefused,
            .authenticationDeferred, .refusedEarly, .protocolFault, .deadlinePassed, .noGreeting,
            .connectionLost, .proof,
            .keywordsChanged:
            .relayUnavailable
        }
    }
}

extension RelayCacheFault {
    var sentence: String {
        let reason =
            switch problem {
            case .unreadable(let code): "cannot be read (\(String(cString: strerror(code))))"
            case .damaged: "is damaged"
            }
        return "\(path.printable) \(reason); what it says of the relay is found out again"
    }
}

extension TooFewDescriptors {
    var sentence: String {
        "this run needs \(needed) open files and the system allows \(allowed); raise ulimit -n"
    }
}

extension NeedsTLS {
    var sentence: String {
        "\(option) is of no use with \(url.printable), where TLS may be missing; use smtps://, submission:// or ?tls=required"
    }
}

extension ClientNameFault {
    var sentence: String {
        "--client-name \(name.printable) is neither a domain name nor an IP address, so EHLO cannot say it"
    }
}

extension SecretFault {
    var sentence: String {
        switch self {
        case .unreadable(let path, let code):
            "cannot read the secret in \(path.printable): \(String(cString: strerror(code)))"
        case .readableByOthers(let path):
            "the file \(path.printable) holds a secret and can be read by others; chmod 600 \(path.shellWord)"
        case .noSuchVariable(let name):
            "the environment variable \(name.printable), which should hold the password, is not set"
        case .empty(let source):
            "no password or token: \(source.printable) is empty"
        case .tooLong(let source):
            "the first line of \(source.printable) is longer than any password; is it the right one?"
        case .commandTimedOut(let seconds):
            "the token command took longer than \(seconds) seconds; run it by itself to see why"
        case .commandFailed(let status):
            "the command for the password or token failed with status \(status); run it by itself to see why"
        case .commandKilled(let signal):
            "the command for the password or token was ended by signal \(signal) (\(String(cString: strsignal(signal))))"
        case .commandNotRun(let code):
            "the command for the password or token could not be run: \(String(cString: strerror(code)))"
        }
    }
}
