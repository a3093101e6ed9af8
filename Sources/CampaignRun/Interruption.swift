import Synchronization

/// The user's wish to stop, asked about at every row while a list is read.
package final class Interruption: Sendable {
    private let isWished = Atomic(false)

    package init() {}

    package var isRequested: Bool { isWished.load(ordering: .relaxed) }

    /// May be called from any thread.
    package func request() { isWished.store(true, ordering: .relaxed) }
}

/// The user stopped the reading of a list.
package struct Interrupted: Error, Equatable, Sendable {
    package let purpose: WalkPurpose
}
