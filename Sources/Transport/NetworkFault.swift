import Glibc
import NIOCore

/// Why there is no connection (any more), as far as the system says.
package indirect enum NetworkFault: Error, Equatable, Sendable {
    /// The name does not resolve, and asking again would not change that.
    case unknownHost(String)
    /// The name does not resolve, and did before: it may again.
    case vanishedHost(String)
    /// The name could not be looked up this time.
    case lookupFailed(String)
    /// Nothing listens there.
    case refused
    case timedOut
    /// An errno value.
    case system(Int32)
    /// The host has no address of the family of the source address.
    case otherFamily(host: String, source: String)
    /// The source address is none of this machine's.
    case notOurs(String)
    /// The proxy (its URL) made no connection.
    case proxy(String, ProxyFault)
    /// Several addresses were tried; none let us in.
    case allFailed([Attempt])
    case other(String)

    /// What became of one address.
    package struct Attempt: Equatable, Sendable {
        package let address: String
        package let cause: NetworkFault
    }

    init(_ error: any Error) {
        switch error {
        case let error as NetworkFault:
            self = error
        case let error as IOError:
            self = error.errnoCode == ECONNREFUSED ? .refused : .system(error.errnoCode)
        case ChannelError.connectTimeout:
            self = .timedOut
        default:
            self = .other(String(describing: error))
        }
    }

    /// Whether another attempt would end the same way.
    package var isPermanent: Bool {
        switch self {
        case .unknownHost, .otherFamily, .notOurs: true
        case .vanishedHost, .lookupFailed, .refused, .timedOut, .system, .other: false
        case .proxy(_, let fault): fault.isPermanent
        case .allFailed(let attempts): attempts.allSatisfy(\.cause.isPermanent)
        }
    }
}
