import NIOCore
import Synchronization

/// Knows which names were found before, so that one that is gone all at once is not taken for one that never was.
///
/// Name servers that are restarted, or whose zone is loaded anew, say for a moment that there is no such name.
final class RememberingResolver: NameResolver {
    private let resolver: any NameResolver
    /// A run has one relay or a few, so this stays small.
    private let found = Mutex<Set<String>>([])

    init(_ resolver: any NameResolver) {
        self.resolver = resolver
    }

    /// What `resolver` says, but ``NetworkFault/vanishedHost(_:)`` for a name that it had found before.
    func addresses(of host: String, port: Int, on loop: any EventLoop) -> EventLoopFuture<[SocketAddress]> {
        resolver.addresses(of: host, port: port, on: loop)
            .flatMapThrowing { addresses in
                guard !addresses.isEmpty else { throw NetworkFault.unknownHost(host) }
                self.found.withLock { _ = $0.insert(host) }
                return addresses
            }
            .flatMapErrorThrowing { error in
                guard case .unknownHost = error as? NetworkFault, self.found.withLock({ $0.contains(host) })
                else { throw error }
                throw NetworkFault.vanishedHost(host)
            }
    }
}
