import Dispatch
import Glibc
import Synchronization

/// Signals as calls, from the moment this is made for as long as it is kept.
final class SignalSources: Sendable {
    private let sources: Mutex<[any DispatchSourceSignal]>

    /// - Parameter handler: called with the signal's number, on a queue that serves these sources alone.
    init(_ numbers: [Int32], _ handler: @escaping @Sendable (Int32) -> Void) {
        let queue = DispatchQueue(label: "merganser.signals")
        let registered = DispatchGroup()
        let made = numbers.map { number in
            // The source only sees what the default action does not take away.
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
            source.setEventHandler { handler(number) }
            source.setRegistrationHandler { registered.leave() }
            registered.enter()
            source.resume()
            return source
        }
        sources = Mutex(made)
        // Until it is in place, a signal that is ignored already would be lost.
        registered.wait()
    }

    func cancel() {
        sources.withLock { for source in $0 { source.cancel() } }
    }
}
