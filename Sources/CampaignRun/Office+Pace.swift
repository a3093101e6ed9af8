import Ledger
import NIOCore

extension Office {
    /// How the run stands while the pace lets nothing start.
    struct Rest {
        /// A shorter wait is no reason to leave the relay; servers wait minutes for the next command (RFC 5321
        /// §4.5.3.2.7), but not all of them.
        static let longestIdle: Int64 = 30_000
        /// However long the wait, the clock is looked at this often: it may be set, or the machine sleep.
        static let longestTimer: Int64 = 60_000
        /// Something that is turned away meanwhile may have to be tried again sooner than what was known to.
        static let longestLook: Int64 = 1000

        /// What is waited for; nil when nothing is.
        var pause: Pause?
        /// All connections are closed, or about to be.
        var isResting = false
        /// Slots that the schedule would connect now.
        private var parked: [Int] = []
        /// When a timer runs out for those whose time comes while messages are out.
        var nextLook: Int64?

        mutating func park(_ slot: Int) { parked.append(slot) }

        /// The schedule gives the slot up.
        mutating func forget(_ slot: Int) { parked.removeAll { $0 == slot } }

        /// Those that are to be connected when the rest is over.
        mutating func end() -> [Int] {
            isResting = false
            defer { parked = [] }
            return parked
        }
    }

    /// Takes into account what earlier runs sent, and waits for the first start that is allowed.
    func beginPace() {
        let now = clock()
        do {
            progress.toRetry = try agenda.begin(in: file, at: now)
        } catch {
            fail(ledger: error)
        }
        if let pause = pause(at: now) { wait(for: pause, at: now) }
    }

    /// Waits if there is something to send and it may not start at `now`.
    func pauseIfNeeded(at now: Int64) {
        guard rest.pause == nil, schedule.isGoingOn, let pause = pause(at: now) else { return }
        // What is out may be what comes next, when its connection is lost or it is turned away, too.
        if [.deferral, .domainRate].contains(pause.reason), outstanding > 0 {
            return look(again: pause.until, at: now)
        }
        wait(for: pause, at: now)
    }

    private func pause(at now: Int64) -> Pause? {
        guard ledgerFailure == nil else { return nil }
        do {
            return try agenda.pause(in: file, at: now, isWanted: !wants.isEmpty && !rest.isResting)
        } catch {
            fail(ledger: error)
            return nil
        }
    }

    /// Comes back to those that wait for claims at `time`, or soon after.
    private func look(again time: Int64?, at now: Int64) {
        let left = min(max(1, (time ?? .max) - now), Rest.longestLook)
        guard now + left < rest.nextLook ?? .max else { return }
        rest.nextLook = now + left
        loop.assumeIsolated().scheduleTask(in: .milliseconds(left)) { [self] in
            rest.nextLook = nil
            queueCommit()
        }
    }

    func wait(for pause: Pause, at now: Int64) {
        rest.pause = pause
        progress.pause = pause
        let left = pause.until.map { $0 - now } ?? Rest.longestTimer
        if left > Rest.longestIdle, !rest.isResting {
            rest.isResting = true
            connections.drainAll()
        }
        let timer = min(max(1, left), Rest.longestTimer)
        loop.assumeIsolated().scheduleTask(in: .milliseconds(timer)) { [self] in paceWaited() }
    }

    /// Goes on, or waits for what is left of the pause.
    private func paceWaited() {
        rest.pause = nil
        guard schedule.isGoingOn else { return }
        let now = clock()
        if rest.isResting, let pause = pause(at: now) { return wait(for: pause, at: now) }
        if rest.isResting { shares.resume(at: now) }
        progress.pause = nil
        for slot in rest.end() { connections.connect(slot: slot) }
        queueCommit()
    }
}
