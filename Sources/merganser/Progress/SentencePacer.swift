/// Says when a log gets another sentence about a run: often in the first minute, then seldom, and at once when a wait or
/// trouble begins.
struct SentencePacer {
    /// Milliseconds between two sentences, and how long the first of them holds.
    private static let intervals: (first: Int64, later: Int64) = (10_000, 60_000)
    private static let firstTime: Int64 = 60_000

    private let startedAt: Int64
    private var saidAt: Int64
    private var wasWaiting = false
    private var wasTroubled = false

    /// - Parameter now: milliseconds since 1970.
    init(now: Int64) {
        startedAt = now
        saidAt = now
    }

    mutating func isDue(_ state: ProgressState) -> Bool {
        let (isWaiting, isTroubled) = (state.isWaiting, state.trouble != nil)
        let begins = isWaiting && !wasWaiting || isTroubled && !wasTroubled
        (wasWaiting, wasTroubled) = (isWaiting, isTroubled)
        let interval =
            state.now - startedAt <= Self.firstTime ? Self.intervals.first : Self.intervals.later
        guard begins || state.now - saidAt >= interval || state.now < saidAt else { return false }
        saidAt = state.now
        return true
    }
}
