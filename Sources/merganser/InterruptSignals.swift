import CampaignRun
import Dispatch
import Glibc
import Synchronization

/// SIGINT, SIGTERM and SIGHUP (the terminal is gone) as calls.
///
/// There is one, and what it calls changes: a source for a signal that is made while an earlier one is being cancelled
/// gets none.
final class InterruptSignals: Sendable {
    static let shared = InterruptSignals()

    private struct State {
        var handler: (@Sendable (Int) -> Void)?
        var received = 0
        var sources: [any DispatchSourceSignal] = []
    }

    private let state = Mutex(State())

    private init() {}

    /// - Parameter handler: called with how many signals have come since, this one included.
    func handle(_ handler: @escaping @Sendable (Int) -> Void) {
        state.withLock { state in
            state.handler = handler
            state.received = 0
            if state.sources.isEmpty { state.sources = Self.makeSources() }
        }
    }

    /// Lets the first signal end what asks `interruption`, and the second the process.
    func handle(requesting interruption: Interruption) {
        handle { count in
            guard count == 1 else { _exit(ExitStatus.interrupted.rawValue) }
            interruption.request()
        }
    }

    /// From now on the signals do again what they do by default.
    func stop() { state.withLock { $0.handler = nil } }

    private static func makeSources() -> [any DispatchSourceSignal] {
        let queue = DispatchQueue(label: "merganser.signals")
        return [SIGINT, SIGTERM, SIGHUP].map { number in
            // The source only sees what the default action does not take away.
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
            source.setEventHandler { shared.take(number) }
            source.resume()
            return source
        }
    }

    private func take(_ number: Int32) {
        let (handler, count) = state.withLock { state in
            state.received += 1
            return (state.handler, state.received)
        }
        if let handler { return handler(count) }
        signal(number, SIG_DFL)
        kill(getpid(), number)
    }
}
