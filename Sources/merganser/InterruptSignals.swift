import CampaignRun
import Dispatch
import Glibc
import Synchronization

/// SIGINT, SIGTERM and SIGHUP (the terminal is gone) as calls.
final class InterruptSignals {
    private static let numbers = [SIGINT, SIGTERM, SIGHUP]
    private let sources: [any DispatchSourceSignal]

    /// - Parameter handle: called with how many signals have come, this one included.
    init(_ handle: @escaping @Sendable (Int) -> Void) {
        let queue = DispatchQueue(label: "merganser.signals")
        let received = Counter()
        sources = Self.numbers.map { number in
            // The source only sees what the default action does not take away.
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
            source.setEventHandler { handle(received.next()) }
            source.resume()
            return source
        }
    }

    /// From now on the signals do again what they do by default.
    func stop() {
        for source in sources { source.cancel() }
        for number in Self.numbers { signal(number, SIG_DFL) }
    }
}

extension InterruptSignals {
    /// Lets the first signal end what asks `interruption`, and the second the process.
    convenience init(requesting interruption: Interruption) {
        self.init { count in
            guard count == 1 else { _exit(ExitStatus.interrupted.rawValue) }
            interruption.request()
        }
    }
}

/// Counts from one; shared by the signals' handlers.
private final class Counter: Sendable {
    private let value = Mutex(0)

    func next() -> Int {
        value.withLock {
            $0 += 1
            return $0
        }
    }
}
