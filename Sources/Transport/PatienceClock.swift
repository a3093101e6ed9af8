import NIOCore
import SMTP

/// Rings when a session's patience is over.
///
/// The deadline moves when the session got on, not with every octet that drips in. The alarm is set anew only
/// when it would ring too late, or has rung too early: a timer for each reply would cost more than the reply.
final class PatienceClock {
    private var loop: (any EventLoop)?
    private var ring: (@Sendable () -> Void)?
    private var deadline: NIODeadline?
    private var progress: UInt64?
    private var alarm: (at: NIODeadline, task: Scheduled<Void>)?

    func start(on loop: any EventLoop, ringing ring: @escaping @Sendable () -> Void) {
        self.loop = loop
        self.ring = ring
    }

    /// Moves the deadline if the session has got on since.
    ///
    /// - Parameters:
    ///   - progress: the session's.
    ///   - patience: the session's, in seconds; nil when it waits for nothing. It is looked at only when the
    ///     progress is another: nothing is awaited or no longer awaited without that.
    func follow(_ progress: UInt64, patience: @autoclosure () -> Int?) {
        guard self.progress != progress else { return }
        guard let patience = patience() else {
            self.progress = progress
            deadline = nil
            return
        }
        set(patience, at: progress)
    }

    /// Moves the deadline although the session has not got on: the kernel took octets.
    func restart(_ progress: UInt64, patience: Int?) {
        if let patience { set(patience, at: progress) }
    }

    func stop() {
        alarm?.task.cancel()
        alarm = nil
        deadline = nil
        ring = nil
    }

    private func set(_ patience: Int, at progress: UInt64) {
        guard let loop else { return }
        self.progress = progress
        let deadline = loop.now + .seconds(Int64(patience))
        self.deadline = deadline
        if let alarm, alarm.at <= deadline { return }
        setAlarm(at: deadline)
    }

    private func setAlarm(at time: NIODeadline) {
        guard let loop else { return }
        alarm?.task.cancel()
        let bound = NIOLoopBound(self, eventLoop: loop)
        alarm = (time, loop.scheduleTask(deadline: time) { bound.value.alarmRang() })
    }

    private func alarmRang() {
        alarm = nil
        guard let loop, let deadline else { return }
        guard deadline <= loop.now else { return setAlarm(at: deadline) }
        ring?()
    }
}
