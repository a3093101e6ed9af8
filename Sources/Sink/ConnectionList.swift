import NIOCore
import Synchronization

/// The open connections of a server, for stopping it.
final class ConnectionList: Sendable {
    private struct State {
        var channels: [Int: any Channel] = [:]
        var onEmpty: EventLoopPromise<Void>?
    }

    private let state = Mutex(State())

    func add(_ channel: any Channel, number: Int) {
        state.withLock { $0.channels[number] = channel }
    }

    func remove(number: Int) {
        let onEmpty: EventLoopPromise<Void>? = state.withLock { state in
            state.channels[number] = nil
            guard state.channels.isEmpty else { return nil }
            defer { state.onEmpty = nil }
            return state.onEmpty
        }
        onEmpty?.succeed()
    }

    var all: [any Channel] { state.withLock { Array($0.channels.values) } }

    /// Succeeds once no connection is open; to be asked once.
    func whenEmpty(on loop: any EventLoop) -> EventLoopFuture<Void> {
        let promise = loop.makePromise(of: Void.self)
        let isEmpty = state.withLock { state in
            if !state.channels.isEmpty { state.onEmpty = promise }
            return state.channels.isEmpty
        }
        if isEmpty { promise.succeed() }
        return promise.futureResult
    }
}
