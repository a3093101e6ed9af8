/// Decides when connections are opened and when the run is over.
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
        /// By plan: message limit, refusal budget, QUIT.
        case planned
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
        /// The relay failed in a way that another try would not change, or too often in a row.
        case relayFailed
    }

    private enum Slot: Equatable {
        case closed
        case connecting
        case open
        case waiting
    }

    private enum Phase: Equatable {
        /// One connection shows first whether the relay lets us in at all: one wrong password, one attempt.
        case trying
        case running
        case stopping(Finish)
        case finished
    }

    private var phase: Phase = .trying
    private var slots: [Slot]
    /// Whether a message came through since the slot's connection was opened.
    private var hasProgressed: [Bool]
    private var failuresInARow = 0
    private let failureLimit: Int
    private static let longestWait = 60
    private static let firstFailureLimit = 3

    /// - Parameters:
    ///   - connections: how many at the most; at least 1.
    ///   - failureLimit: relay failures in a row, without a message between, that end the run.
    package init(connections: Int, failureLimit: Int = 6) {
        slots = Array(repeating: .closed, count: max(1, connections))
        hasProgressed = Array(repeating: false, count: slots.count)
        self.failureLimit = max(1, failureLimit)
    }

    package mutating func handle(_ event: Event) -> [Action] {
        switch event {
        case .start:
            return connect(0)
        case .ready(let slot):
            slots[slot] = .open
            return ready(slot)
        case .progress(let slot):
            failuresInARow = 0
            hasProgressed[slot] = true
            return []
        case .ended(let slot, let ending):
            slots[slot] = .closed
            return ended(slot, ending)
        case .waited(let slot):
            guard slots[slot] == .waiting else { return [] }
            slots[slot] = .closed
            return isGoingOn ? connect(slot) : finishIfIdle()
        case .exhausted:
            return stop(.exhausted)
        case .interrupted:
            return stop(.interrupted)
        }
    }

    private var isGoingOn: Bool { phase == .trying || phase == .running }

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
        guard isGoingOn else { return finishIfIdle() }
        switch ending {
        case .planned where hasProgressed[slot]:
            return connect(slot)
        case .permanent:
            return stop(.relayFailed)
        // A connection that ends "by plan" before any message would be opened again without end.
        case .planned, .transient:
            return transientEnd(slot)
        }
    }

    /// While another connection works, a lost one only means fewer; alone, failures in a row count.
    private mutating func transientEnd(_ slot: Int) -> [Action] {
        failuresInARow += 1
        let othersWork = slots.contains(.open)
        // Before anything ever worked it is more likely a wrong address than a relay that will be back.
        let limit = phase == .trying ? min(failureLimit, Self.firstFailureLimit) : failureLimit
        if !othersWork, failuresInARow >= limit { return stop(.relayFailed) }
        slots[slot] = .waiting
        let doublings = min(failuresInARow - 1, 6)
        return [.wait(slot: slot, seconds: min(Self.longestWait, 1 << doublings))]
    }

    private mutating func stop(_ finish: Finish) -> [Action] {
        guard isGoingOn else { return [] }
        phase = .stopping(finish)
        for slot in slots.indices where slots[slot] == .waiting { slots[slot] = .closed }
        let draining = slots.indices.filter { slots[$0] == .open }.map { Action.drain(slot: $0) }
        return draining + finishIfIdle()
    }

    private mutating func finishIfIdle() -> [Action] {
        guard case .stopping(let finish) = phase, slots.allSatisfy({ $0 == .closed || $0 == .waiting }) else {
            return []
        }
        phase = .finished
        return [.finish(finish)]
    }
}
