import NIOCore

/// The connections of all relays of a run; slots are numbered through, one relay's after the other's.
final class RelayConnections {
    let plans: [RelayPlan]
    let floors: [ConnectionFloor]

    /// - Parameters:
    ///   - loops: those that connections are spread over; at least one.
    ///   - total: messages of the run; the proof has to be worth its price for a relay's share of them.
    init(
        _ plans: [RelayPlan], assembly: Assembly, loops: [any EventLoop], settings: RunSettings, total: Int
    ) {
        self.plans = plans
        let wholeWeight = plans.reduce(0) { $0 + $1.entry.weight }
        var firstSlot = 0
        floors = plans.map { plan in
            let share = Double(total) * Double(plan.entry.weight) / Double(max(1, wholeWeight))
            let floor = ConnectionFloor(
                to: plan, firstSlot: firstSlot, assembly: assembly, loops: loops, window: settings.window,
                mayProve: settings.window != 1 && share >= Double(RunSettings.fewestForProof))
            firstSlot = floor.slots.upperBound
            return floor
        }
    }

    /// Once, before anything else.
    func open(_ desk: Office.Desk) {
        for floor in floors { floor.desk = desk }
    }

    /// How many at the most.
    var count: Int { floors.reduce(0) { $0 + $1.slots.count } }

    /// Messages that each connection may leave unanswered; nil where there are some on which none goes ahead.
    var deepWindow: Int? {
        let windows = floors.compactMap(\.deepWindow)
        return windows.count == floors.count ? windows.min() : nil
    }

    var asksForReports: Bool { floors.contains(where: \.asksForReports) }

    /// The relay's index.
    func relay(of slot: Int) -> Int { floors.firstIndex { $0.slots.contains(slot) } ?? 0 }

    func connect(slot: Int) { floor(of: slot).connect(slot: slot) }

    func deliver(_ claims: [ClaimedRecipient], to slot: Int) { floor(of: slot).deliver(claims, to: slot) }

    func drain(slot: Int) { floor(of: slot).drain(slot: slot) }

    func drainAll() {
        for floor in floors {
            for slot in floor.slots { floor.drain(slot: slot) }
        }
    }

    func abandonAll() {
        for floor in floors { floor.abandonAll() }
    }

    private func floor(of slot: Int) -> ConnectionFloor { floors[relay(of: slot)] }
}
