import Glibc
import NIOCore
import NIOPosix

/// Why there is no connection (any more), as far as the system says.
package enum NetworkFault: Error, Equatable, Sendable {
    /// The name does not resolve, and asking again would not change that.
    case unknownHost(String)
    /// The name could not be looked up this time.
    case lookupFailed(String)
    /// Nothing listens there.
    case refused
    case timedOut
    /// An errno value.
    case system(Int32)
    case other(String)

    init(_ error: any Error) {
        switch error {
        case let error as NIOConnectionError:
            self = Self.worst(of: error)
        case let error as SocketAddressError.UnknownHost:
            self = error.errorCode == Int(EAI_AGAIN) ? .lookupFailed(error.host) : .unknownHost(error.host)
        case let error as IOError:
            self = error.errnoCode == ECONNREFUSED ? .refused : .system(error.errnoCode)
        case ChannelError.connectTimeout:
            self = .timedOut
        default:
            self = .other(String(describing: error))
        }
    }

    /// What the last address tried said; without an address, what the look-up said.
    private static func worst(of error: NIOConnectionError) -> NetworkFault {
        if let last = error.connectionErrors.last { return NetworkFault(last.error) }
        if let lookup = error.dnsAError ?? error.dnsAAAAError { return NetworkFault(lookup) }
        return .other(String(describing: error))
    }
}
