/// The schedules of a run's relays as one: whose connections are opened, and when the run is over.
///
/// Each relay has a ``Schedule`` of its own, so its failures keep nobody waiting but itself: after each it is left
/// alone for a growing time and then tried by one connection, and when that is let in, the others follow. A relay
/// that must not be tried again (wrong password, wrong certificate) is left out for the rest of the run. The run fails
/// only when no relay is left that has not failed too often in a row.
///
/// Slots are numbered through, one relay's after the other's.
package struct RunSchedule: Equatable, Sendable {
    private struct Relay: Equatable {
        var schedule: Schedule
        let slots: Range<Int>
        var isFinished = false

        var isOut: Bool { !schedule.isGoingOn || schedule.isFailing }
    }

    private enum Phase: Equatable {
        case running
        case stopping(Schedule.Finish)
        case finished
    }

    private var relays: [Relay] = []
    private var phase = Phase.running
    /// Relays that could not be used when the run began to end, by their index.
    package private(set) var unavailable: Set<Int> = []

    /// - Parameters:
    ///   - connections: how many at the most to each relay.
    ///   - failureLimit: attempts in a row after which a relay counts as gone.
    package init(connections: [Int], failureLimit: Int = 6) {
        var first = 0
        for count in connections {
            let slots = first..<(first + max(1, count))
            let schedule = Schedule(connections: slots.count, failureLimit: failureLimit)
            relays.append(Relay(schedule: schedule, slots: slots))
            first = slots.upperBound
        }
    }

    /// Whether messages are still to be handed out.
    package var isGoingOn: Bool { phase == .running }

    /// Whether the relay could not be used the last time it was tried.
    func isUnavailable(_ relay: Int) -> Bool { relays[relay].schedule.isUnavailable }

    /// Connections that take messages.
    var openConnections: Int { relays.reduce(0) { $0 + $1.schedule.openConnections } }

    /// Whether the relay has a connection for messages, or is about to have one.
    func isTaking(_ relay: Int) -> Bool { relays[relay].schedule.isTaking }

    package mutating func handle(_ event: Schedule.Event) -> [Schedule.Action] {
        var actions: [Schedule.Action] = []
        switch event {
        case .exhausted: return stop(.exhausted)
        case .interrupted: return stop(.interrupted)
        case .start:
            for index in relays.indices { actions += pass(event, to: index) }
        case .ready(let slot), .progress(let slot), .ended(let slot, _), .waited(let slot):
            guard let index = relays.firstIndex(where: { $0.slots.contains(slot) }) else { return [] }
            actions = pass(event.moved(by: -relays[index].slots.lowerBound), to: index)
        }
        if isGoingOn, relays.allSatisfy(\.isOut) {
            // Nobody is waited for any more.
            actions.removeAll(where: \.isWait)
            return actions + stop(.relayFailed)
        }
        return actions + finishIfIdle()
    }

    /// A relay that has finished may do so long before the run.
    private mutating func pass(_ event: Schedule.Event, to index: Int) -> [Schedule.Action] {
        let first = relays[index].slots.lowerBound
        var actions: [Schedule.Action] = []
        for action in relays[index].schedule.handle(event) {
            if case .finish = action {
                relays[index].isFinished = true
            } else {
                actions.append(action.moved(by: first))
            }
        }
        return actions
    }

    private mutating func stop(_ finish: Schedule.Finish) -> [Schedule.Action] {
        guard isGoingOn else { return [] }
        phase = .stopping(finish)
        unavailable = Set(relays.indices.filter(isUnavailable))
        var actions: [Schedule.Action] = []
        for index in relays.indices { actions += pass(.interrupted, to: index) }
        return actions + finishIfIdle()
    }

    private mutating func finishIfIdle() -> [Schedule.Action] {
        guard case .stopping(let finish) = phase, relays.allSatisfy(\.isFinished) else { return [] }
        phase = .finished
        return [.finish(finish)]
    }
}

extension Schedule.Event {
    /// The same with its slot counted from elsewhere.
    fileprivate func moved(by distance: Int) -> Self {
        switch self {
        case .start, .exhausted, .interrupted: self
        case .ready(let slot): .ready(slot: slot + distance)
        case .progress(let slot): .progress(slot: slot + distance)
        case .ended(let slot, let ending): .ended(slot: slot + distance, ending)
        case .waited(let slot): .waited(slot: slot + distance)
        }
    }
}

extension Schedule.Action {
    fileprivate var isWait: Bool {
        if case .wait = self { true } else { false }
    }

    fileprivate func moved(by distance: Int) -> Self {
        switch self {
        case .connect(let slot): .connect(slot: slot + distance)
        case .wait(let slot, let seconds): .wait(slot: slot + distance, seconds: seconds)
        case .drain(let slot): .drain(slot: slot + distance)
        case .finish: self
        }
    }
}
