import SMTP
import Transport

extension ProxyAddressFault {
    var sentence: String {
        switch self {
        case .missingScheme, .unknownScheme:
            "--proxy starts with socks5:// or http://, or is none"
        case .password:
            "--proxy holds no password, everybody could read it; use --proxy-password-file or --proxy-password-env"
        case .malformedUser:
            "the user in --proxy is malformed; 1 to 255 octets stand before the @, with %40 for an @ of its own"
        case .malformedPlace(let place):
            "\"\(place.printable)\" is no host and port of a proxy; write socks5://proxy.example:1080, or [::1]:1080 for an IPv6 address"
        case .missingPort(let place):
            "the port of the proxy is missing; write http://\(place.printable):3128, or whatever it listens on"
        }
    }
}

extension ProxyConflict {
    var sentence: String {
        switch self {
        case .passwordWithoutProxy: "a password for a proxy was given but no --proxy"
        case .passwordWithoutUser(let place):
            "a password for the proxy \(place.printable) was given but no user; write it before the host: socks5://user@host"
        case .userWithoutPassword(let place):
            "the URL of the proxy \(place.printable) names a user; give the password by --proxy-password-file or --proxy-password-env, or leave the user out"
        case .passwordTooLong: "the password of the proxy is longer than 255 octets"
        case .unixSocket(let url):
            "\(url.printable) is a socket of this machine and no proxy leads to it; leave --proxy out, or say --proxy none"
        case .localRelay(let url):
            "behind a proxy, the host of \(url.printable) is the proxy's own machine; add ?tls=required, or ?tls=none if nobody can listen on the way"
        }
    }
}

extension ProxyFault {
    /// Continues "the proxy socks5://host:port".
    var sentence: String {
        switch self {
        case .unreachable(let fault): "cannot be reached: \(fault.sentence(of: "the proxy"))"
        case .authenticationRequired:
            "wants to know who uses it; put the user before its host (socks5://user@host) and give --proxy-password-file"
        case .authenticationRefused: "refused the user or the password; no second try was made"
        case .noCommonMethod: "takes neither a password nor connections without one"
        case .refused(let code): "did not connect to the relay: \(Self.meaning(of: code))"
        case .answered(let status, let reason):
            "did not connect to the relay: \(status)\(reason.isEmpty ? "" : " “\(reason)”")\(Self.advice(on: status))"
        case .foreign(let kind, let octets):
            "does not speak \(kind == .socks ? "SOCKS 5" : "HTTP"): “\(Printable.escape(octets.prefix(80)))”; check its port, and whether it is \(kind == .socks ? "http://" : "socks5://")"
        case .unexpectedOctets: "answered before it was asked; check that it is a SOCKS 5 proxy"
        case .answerTooLong(let limit): "gave an answer of more than \(limit) octets"
        case .closed: "closed the connection before it had answered"
        case .timedOut: "did not answer within the time allowed"
        }
    }

    /// RFC 1928 §6.
    private static func meaning(of code: UInt8) -> String {
        switch code {
        case 1: "it failed without a reason (reply 1)"
        case 2: "its rules do not allow it (reply 2)"
        case 3: "the relay's network cannot be reached from there (reply 3)"
        case 4: "the relay's host cannot be found or reached from there (reply 4); check its name"
        case 5: "the relay refused the connection (reply 5); check its port"
        case 6: "the relay did not answer there in time (reply 6)"
        case 7: "it does not make connections (reply 7)"
        case 8: "it does not take this kind of address (reply 8)"
        default: "reply \(code)"
        }
    }

    private static func advice(on status: Int) -> String {
        switch status {
        case 403, 405: "; many proxies let nobody connect to the ports of mail, ask whoever runs it"
        case 502...504: "; check the relay's name and port"
        default: ""
        }
    }
}
