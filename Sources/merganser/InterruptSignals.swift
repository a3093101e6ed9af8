import CampaignRun
import Glibc
import Synchronization

/// Signals as calls: SIGINT and SIGTERM, SIGHUP (the log, or the terminal that is gone) and SIGUSR1.
///
/// There is one, and what it calls changes: a source for a signal that is made while an earlier one is being cancelled
/// gets none.
final class InterruptSignals: Sendable {
    static let shared = InterruptSignals()

    private struct State {
        var handler: (@Sendable (Int) -> Void)?
        var hangUp: (@Sendable () -> Void)?
        var request: (@Sendable () -> Void)?
        var received = 0
        var sources: SignalSources?
        /// Standard descriptors that were terminals when the process began to listen.
        var terminals: [Int32] = []
    }

    private let state = Mutex(State())

    private init() {}

    /// - Parameters:
    ///   - hangUp: called for SIGHUP while the terminal is there; nil makes it one of the signals that are counted.
    ///   - request: called for SIGUSR1.
    ///   - handler: called with how many of SIGINT, SIGTERM and SIGHUP have come since, this one included.
    func handle(
        hangUp: (@Sendable () -> Void)? = nil, request: (@Sendable () -> Void)? = nil,
        _ handler: @escaping @Sendable (Int) -> Void
    ) {
        let isFirst = state.withLock { state in
            (state.handler, state.hangUp, state.request) = (handler, hangUp, request)
            state.received = 0
            guard state.sources == nil else { return false }
            state.terminals = [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO].filter { isatty($0) == 1 }
            return true
        }
        guard isFirst else { return }
        // Not under the lock, which a signal that comes at once needs.
        let sources = SignalSources(
            [SIGINT, SIGTERM, SIGHUP, SIGUSR1].filter { !Self.isIgnored($0) }
        ) { [self] in take($0) }
        state.withLock { $0.sources = sources }
    }

    /// Lets the first signal end what asks `interruption`, and the second the process.
    func handle(requesting interruption: Interruption) {
        handle { count in
            guard count == 1 else { _exit(ExitStatus.interrupted.rawValue) }
            interruption.request()
        }
    }

    /// From now on SIGINT and SIGTERM end the process again, and the others do nothing.
    func stop() {
        state.withLock { ($0.handler, $0.hangUp, $0.request) = (nil, nil, nil) }
    }

    /// Whether whoever started the process wants it so: nohup(1), or a shell that started it in the background.
    private static func isIgnored(_ number: Int32) -> Bool {
        var action = sigaction()
        guard sigaction(number, nil, &action) == 0 else { return false }
        // Functions cannot be compared, and SIG_IGN is none.
        return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
            == unsafeBitCast(SIG_IGN, to: Int.self)
    }

    private func take(_ number: Int32) {
        let current = state.withLock { $0 }
        guard current.handler != nil else {
            // The run is over, and what is left is to say so: a terminal that hangs up now is no reason not to.
            guard number == SIGINT || number == SIGTERM else { return }
            signal(number, SIG_DFL)
            kill(getpid(), number)
            return
        }
        // A terminal that hung up answers no question about itself any more.
        let isTerminalGone = current.terminals.contains { isatty($0) == 0 }
        switch number {
        case SIGUSR1: current.request?()
        case SIGHUP where current.hangUp != nil && !isTerminalGone: current.hangUp?()
        default: interrupt()
        }
    }

    private func interrupt() {
        let (handler, count) = state.withLock { state in
            state.received += 1
            return (state.handler, state.received)
        }
        handler?(count)
    }
}

extension Interruption {
    /// One that the first signal requests; ``InterruptSignals/stop()`` ends that.
    static func bySignals() -> Interruption {
        let interruption = Interruption()
        InterruptSignals.shared.handle(requesting: interruption)
        return interruption
    }
}
