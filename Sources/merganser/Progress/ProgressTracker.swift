import CampaignRun

/// Makes what is shown of a run's figures: adds speeds and the time that is left.
///
/// A value: figures and times go in.
struct ProgressTracker {
    /// Milliseconds between two looks into the future, which may be years of hours and caps.
    private static let forecastInterval: Int64 = 1000

    private var meter: SpeedMeter
    private var end: Int64?
    private var forecastAt: Int64?

    /// - Parameter now: milliseconds since 1970.
    init(now: Int64) { meter = SpeedMeter(at: now) }

    mutating func state(of progress: RunProgress, now: Int64) -> ProgressState {
        meter.note(done: progress.done, isResting: progress.pause?.isRest ?? false, at: now)
        if forecastAt.map({ now - $0 >= Self.forecastInterval || now < $0 }) ?? true {
            forecastAt = now
            // Before the first answer the speed is not 0 but unknown.
            let speed = progress.done > 0 ? meter.recent : nil
            end = progress.pace?.end(of: progress.total - progress.done, speed: speed, at: now)
        }
        return ProgressState(
            now: now, total: progress.total,
            tallies: [
                .init(kind: .accepted, count: progress.accepted),
                .init(kind: .refused, count: progress.refused),
                .init(kind: .deferred, count: progress.deferred),
                .init(kind: .inDoubt, count: progress.inDoubt),
                .init(kind: .invalid, count: progress.invalid),
                .init(kind: .skipped, count: progress.skipped),
            ],
            toRetry: progress.toRetry, speed: meter.now, averageSpeed: meter.average,
            timeLeft: progress.trouble == nil ? end.map { Int((max(0, $0 - now) + 999) / 1000) } : nil,
            connections: progress.connections, window: progress.window, pause: progress.pause,
            trouble: progress.trouble?.sentence)
    }
}
