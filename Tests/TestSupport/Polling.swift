import Foundation

package enum Polling {
    /// Asks every millisecond until there is an answer; nil when there is none within `seconds`.
    ///
    /// On a thread of its own: a task would get its turn when all is over, while other tests keep the pool busy.
    package static func first<Value: Sendable>(
        within seconds: Double, _ answer: @escaping @Sendable () throws -> Value?
    ) async throws -> Value? {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread {
                continuation.resume(
                    with: Result {
                        let deadline = ContinuousClock.now + .seconds(seconds)
                        while ContinuousClock.now < deadline {
                            if let value = try answer() { return value }
                            usleep(1000)
                        }
                        return try answer()
                    })
            }
        }
    }
}
