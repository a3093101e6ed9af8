/// Decides when connections to one relay are opened, and when there are to be no more; ``RunSchedule`` has the last word.
///
/// A value: events with time in them go in, actions come out; no socket, clock or log inside.
package struct Schedule: Equatable, Sendable {
    package enum Event: Equatable, Sendable {
        case start
        /// A connection has said EHLO, is secured and authenticated.
        case ready(slot: Int)
        /// A message on this connection was accepted, refused or deferred: the relay works.
        case progress(slot: Int)
        case ended(slot: Int, Ending)
        /// The time asked for by ``Action/wait(slot:seconds:)`` is over.
        case waited(slot: Int)
        /// Every row has its outcome, or the limit is reached.
        case exhausted
        /// The user asks to stop.
        case interrupted
    }

    /// How a connection ended, as far as the next step depends on it.
    package enum Ending: Equatable, Sendable {
        /// By plan: message limit, refusal budget.
        case planned
        /// It was told to leave, and says nothing of the relay.
        case drained
        /// It was only to find something out about the relay; that is known now.
        case proved
        /// The relay, the network or the far end's mood: worth another try later.
        case transient
        /// Another try would end the same way or do harm (wrong password, wrong certificate).
        case permanent
    }

    package enum Action: Equatable, Sendable {
        case connect(slot: Int)
        case wait(slot: Int, seconds: Int)
        /// Finish what is out and say QUIT.
        case drain(slot: Int)
        case finish(Finish)
    }

    package enum Finish: Equatable, Sendable {
        case exhausted
        case interrupted
        /// The relay failed in a way that another try would not change; or all relays did, or too often in a row.
        case relayFailed
    }

    private enum Slot: Equatable {
        case closed
        case connecting
        case open
        case waiting
    }

    private enum Phase: Equatable {
        /// One connection shows whether the relay lets us in (again): one wrong password, one attempt; a relay
        /// that restarts is not run down by all connections at once. `worked` is whether it ever did.
        case trying(worked: Bool)
        case running
        case stopping(Finish)
        case finished
    }

    private var phase: Phase = .trying(worked: false)
    private var slots: [Slot]
    /// Whether a message came through since the slot's connection was opened.
    private var hasProgressed: [Bool]
    /// Times in a row that a slot failed while other connections worked.
    private var misses: [Int]
    /// Attempts in a row that failed while no connection worked.
    private var failuresInARow = 0
    /// The slot that waits to try a relay on which no connection works.
    ///
    /// Others that wait, since before, do not try it.
    private var probe: Int?
    private let failureLimit: Int
    private static let longestWait = 60
    /// Before anything ever worked, a wrong address is likelier than a relay that will be back.
    private static let firstFailureLimit = 3

    /// - Parameters:
    ///   - connections: how many at the most; at least 1.
    ///   - failureLimit: attempts in a row, while no connection works, after which ``isFailing``.
    package init(connections: Int, failureLimit: Int = 6) {
        slots = Array(repeating: .closed, count: max(1, connections))
        hasProgressed = Array(repeating: false, count: slots.count)
        misses = Array(repeating: 0, count: slots.count)
        self.failureLimit = max(1, failureLimit)
    }

    /// Whether messages are still to be handed out.
    package var isGoingOn: Bool {
        switch phase {
        case .trying, .running: true
        case .stopping, .finished: false
        }
    }

    /// Connections that take messages.
    var openConnections: Int { slots.count { $0 == .open } }

    /// Whether the relay failed so often in a row that it counts as gone; it is tried again all the same.
    var isFailing: Bool {
        guard case .trying(let worked) = phase else { return false }
        return failuresInARow >= (worked ? failureLimit : min(failureLimit, Self.firstFailureLimit))
    }

    /// Whether there is a connection for messages, or the first attempt at one since all was well.
    var isTaking: Bool {
        isGoingOn && (slots.contains(.open) || failuresInARow == 0 && slots.contains(.connecting))
    }

    /// Whether the relay could not be used the last time it was tried.
    var isUnavailable: Bool { !isGoingOn || failuresInARow > 0 && !slots.contains(.open) }

    package mutating func handle(_ event: Event) -> [Action] {
        switch event {
        case .start:
            return connect(0)
        case .ready(let slot):
            slots[slot] = .open
            return ready(slot)
        case .progress(let slot):
            failuresInARow = 0
            misses[slot] = 0
            hasProgressed[slot] = true
            return []
        case .ended(let slot, let ending):
            return ended(slot, ending)
        case .waited(let slot):
            return waited(slot)
        case .exhausted:
            return stop(.exhausted)
        case .interrupted:
            return stop(.interrupted)
        }
    }

    private mutating func connect(_ slot: Int) -> [Action] {
        slots[slot] = .connecting
        hasProgressed[slot] = false
        return [.connect(slot: slot)]
    }

    private mutating func ready(_ slot: Int) -> [Action] {
        switch phase {
        case .trying:
            phase = .running
            var actions: [Action] = []
            for other in slots.indices where slots[other] == .closed { actions += connect(other) }
            return actions
        case .running:
            return []
        case .stopping, .finished:
            return [.drain(slot: slot)]
        }
    }

    private mutating func ended(_ slot: Int, _ ending: Ending) -> [Action] {
        // An open connection that ends before any message is as good as none.
        let wasAttempt = slots[slot] == .connecting || !hasProgressed[slot]
        slots[slot] = .closed
        guard isGoingOn else { return finishIfIdle() }
        switch ending {
        case .proved, .drained: return connect(slot)
        case .planned where !wasAttempt: return connect(slot)
        case .planned, .transient: return failed(slot, wasAttempt: wasAttempt)
        case .permanent: return stop(.relayFailed)
        }
    }

    private mutating func failed(_ slot: Int, wasAttempt: Bool) -> [Action] {
        if slots.contains(.open) {
            // The others work: this one only makes the pool smaller for a while.
            misses[slot] += 1
            return wait(slot, after: misses[slot])
        }
        phase = .trying(worked: phase != .trying(worked: false))
        if wasAttempt { failuresInARow += 1 }
        guard !slots.contains(.connecting), probe == nil else { return [] }
        probe = slot
        return wait(slot, after: failuresInARow)
    }

    private mutating func wait(_ slot: Int, after failures: Int) -> [Action] {
        slots[slot] = .waiting
        return [.wait(slot: slot, seconds: min(Self.longestWait, 1 << min(max(failures - 1, 0), 6)))]
    }

    private mutating func waited(_ slot: Int) -> [Action] {
        guard slots[slot] == .waiting else { return [] }
        slots[slot] = .closed
        if phase != .running, probe != slot { return [] }
        probe = nil
        return connect(slot)
    }

    /// Connections that were never ready carry nothing: they are told to leave, and not waited for.
    private mutating func stop(_ finish: Finish) -> [Action] {
        guard isGoingOn else { return [] }
        phase = .stopping(finish)
        for slot in slots.indices where slots[slot] == .waiting { slots[slot] = .closed }
        let draining = slots.indices.filter { slots[$0] != .closed }.map { Action.drain(slot: $0) }
        return draining + finishIfIdle()
    }

    private mutating func finishIfIdle() -> [Action] {
        guard case .stopping(let finish) = phase, !slots.contains(.open) else { return [] }
        phase = .finished
        return [.finish(finish)]
    }
}
