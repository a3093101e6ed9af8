/// Our half of asking a proxy for a way to a relay.
///
/// A value: octets go in, steps come out.
protocol ProxyHandshake {
    /// What is said before anything was heard.
    var opening: [UInt8] { get }

    /// Takes from the front of `octets` what the proxy said; what it leaves came too early or is the relay's.
    mutating func advance(_ octets: inout [UInt8]) -> ProxyStep
}

enum ProxyStep: Equatable {
    /// More has to come.
    case wait
    case say([UInt8])
    /// Everything from here on is the relay's.
    case done
    case fail(ProxyFault)
}

/// Why a proxy made no connection.
package enum ProxyFault: Error, Equatable, Sendable {
    /// There is no connection to the proxy itself.
    case unreachable(NetworkFault)
    /// It wants to know who asks, and no user was given.
    case authenticationRequired
    /// The user or the password is wrong.
    case authenticationRefused
    /// It takes neither a password nor everybody.
    case noCommonMethod
    /// REP of SOCKS, which is not 0 (RFC 1928 §6).
    case refused(code: UInt8)
    /// HTTP's status, which is no success, with the words that came with it.
    case answered(status: Int, reason: String)
    /// What it said, from its beginning, is of another protocol.
    case foreign(ProxyAddress.Kind, [UInt8])
    /// It answered more than it was asked.
    case unexpectedOctets
    case answerTooLong(limit: Int)
    /// The connection ended before the last answer.
    case closed
    case timedOut

    /// Whether another attempt would end the same way.
    package var isPermanent: Bool {
        switch self {
        case .unreachable(let fault): fault.isPermanent
        case .authenticationRequired, .authenticationRefused, .noCommonMethod: true
        // By rule, or for want of the ability.
        case .refused(let code): [2, 7, 8].contains(code)
        // 408 and 429 are the client errors that pass, 501 and 505 the server errors that do not.
        case .answered(let status, _):
            (300..<500).contains(status) && ![408, 429].contains(status)
                || [501, 505].contains(status)
        case .foreign, .unexpectedOctets, .answerTooLong, .closed, .timedOut: false
        }
    }

    /// Whether it is about who we are.
    package var isAboutAuthentication: Bool {
        switch self {
        case .authenticationRequired, .authenticationRefused, .noCommonMethod: true
        case .unreachable, .refused, .answered, .foreign, .unexpectedOctets, .answerTooLong, .closed,
            .timedOut:
            false
        }
    }
}
