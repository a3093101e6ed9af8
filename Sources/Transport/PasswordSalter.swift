import NIOCore
import NIOPosix
import SMTP
import Synchronization

/// Works out what SCRAM makes of a password, on threads that no connection waits on, and once for all connections.
///
/// A server may ask for seconds of work. On an event loop they would hold every connection of the loop up, and a pool of
/// eight would pay them eight times.
package final class PasswordSalter: Sendable {
    /// A server has one salt for an account and a mechanism; one with a new salt each time is not to fill the memory.
    private static let limit = 8

    private let work: @Sendable (PasswordSalting) -> SaltedPassword?
    private let known = Mutex<[PasswordSalting: EventLoopFuture<SaltedPassword?>]>([:])

    /// - Parameter work: what is done on a thread of its own.
    package init(work: @escaping @Sendable (PasswordSalting) -> SaltedPassword? = { $0.perform() }) {
        self.work = work
    }

    /// What came of it, also when somebody else asked for it; nil when it could not be done.
    func salted(_ salting: PasswordSalting, on loop: any EventLoop) -> EventLoopFuture<SaltedPassword?> {
        known.withLock { known in
            if let found = known[salting] { return found.hop(to: loop) }
            if known.count >= Self.limit { known.removeAll() }
            let result = NIOThreadPool.singleton.runIfActive(eventLoop: loop) { [work] in work(salting) }
            known[salting] = result
            return result
        }
    }
}
