import TestSupport

@testable import CampaignRun

/// Several relays that come and go, under a clock of their own: what the schedule and the shares make of them.
struct RelaySimulation {
    struct Relay {
        var weight = 1
        var connections = 2
        /// Milliseconds for a message.
        var slowness: Int64 = 10
        /// From when to when it is away, in milliseconds.
        var outages: [Range<Int64>] = []
        var accepted = 0
        /// Messages accepted since the end of its last outage.
        var acceptedSince = 0

        func isAway(at time: Int64) -> Bool { outages.contains { $0.contains(time) } }
    }

    private enum Happening {
        case schedule(Schedule.Event)
        /// The relay answers the messages of a slot, if that has the same connection still.
        case answered(slot: Int, connection: Int)
        case outage(relay: Int)
        case look
        case restOver
    }

    private(set) var relays: [Relay]
    private(set) var now: Int64 = 0
    private(set) var finish: Schedule.Finish?
    /// Connections that were made to a relay while it was to be left alone.
    private(set) var unwelcome = 0
    private var schedule: RunSchedule
    private var shares: RelayShares
    private var random: SplitMix64
    private var left: Int
    private var agenda: [(at: Int64, what: Happening)] = []
    private var open: Set<Int> = []
    private var connecting: Set<Int> = []
    /// Messages that are out, by slot.
    private var busy: [Int: Int] = [:]
    /// How many connections each slot had.
    private var numbers: [Int]
    private var isLooking = false
    /// How long all connections are closed after each message, in milliseconds; 0 for no rests.
    private let rest: Int64
    private var isResting = false
    private var parked: [Int] = []
    private var restsUntil: [Int64]
    private let owners: [Int]

    init(_ relays: [Relay], messages: Int, rest: Int64 = 0, seed: UInt64) {
        self.relays = relays
        self.rest = rest
        left = messages
        random = SplitMix64(seed: seed)
        schedule = RunSchedule(connections: relays.map(\.connections))
        shares = RelayShares(weights: relays.map(\.weight))
        restsUntil = Array(repeating: 0, count: relays.count)
        let slots = relays.reduce(0) { $0 + $1.connections }
        numbers = Array(repeating: 0, count: slots)
        owners = relays.indices.flatMap { Array(repeating: $0, count: relays[$0].connections) }
    }

    /// Runs to the end, or until `limit` on its clock.
    mutating func run(until limit: Int64) {
        for (index, relay) in relays.enumerated() {
            for outage in relay.outages { agenda.append((outage.lowerBound, .outage(relay: index))) }
        }
        perform(.start)
        while finish == nil, let next = agenda.indices.min(by: { agenda[$0].at < agenda[$1].at }) {
            let (time, what) = agenda.remove(at: next)
            guard time <= limit else { return }
            now = max(now, time)
            happen(what)
            serve()
        }
    }

    private mutating func happen(_ what: Happening) {
        switch what {
        case .schedule(.ready(let slot)):
            connecting.remove(slot)
            open.insert(slot)
            numbers[slot] += 1
            perform(.ready(slot: slot))
        case .schedule(let event):
            if case .ended(let slot, _) = event { connecting.remove(slot) }
            perform(event)
        case .answered(let slot, let connection):
            guard connection == numbers[slot], let messages = busy.removeValue(forKey: slot) else { return }
            let relay = owners[slot]
            relays[relay].accepted += messages
            if now >= relays[relay].outages.map(\.upperBound).max() ?? 0 {
                relays[relay].acceptedSince += messages
            }
            shares.noteSign(of: relay, at: now)
            perform(.progress(slot: slot))
            if rest > 0, left > 0 { beginRest() }
        case .restOver:
            isResting = false
            shares.resume(at: now)
            for slot in parked { connect(slot) }
            parked = []
        case .outage(let relay):
            for slot in owners.indices where owners[slot] == relay && open.contains(slot) {
                open.remove(slot)
                if let lost = busy.removeValue(forKey: slot) {
                    shares.takeBack(lost, from: relay)
                    left += lost
                }
                perform(.ended(slot: slot, .transient))
            }
        case .look: isLooking = false
        }
        if left == 0, busy.isEmpty, schedule.isGoingOn { perform(.exhausted) }
    }

    private mutating func beginRest() {
        isResting = true
        agenda.append((now + rest, .restOver))
        for slot in open {
            open.remove(slot)
            perform(.ended(slot: slot, .drained))
        }
    }

    private mutating func serve() {
        guard schedule.isGoingOn, !isResting, rest == 0 || busy.isEmpty else { return }
        while left > 0, rest == 0 || busy.isEmpty {
            let idle = open.subtracting(busy.keys)
            let wanting = Set(idle.map { owners[$0] })
            guard let (relay, room) = shares.next(of: wanting, at: now),
                let slot = idle.sorted().first(where: { owners[$0] == relay })
            else { break }
            let messages = rest > 0 ? 1 : min(left, room, 1 + Int(random.next() % 32))
            shares.give(messages, to: relay)
            left -= messages
            busy[slot] = messages
            let answer = now + Int64(messages) * relays[relay].slowness
            agenda.append((answer, .answered(slot: slot, connection: numbers[slot])))
        }
        let waiting = Set(open.subtracting(busy.keys).map { owners[$0] })
        shares.setWanting(left > 0 ? waiting : [], at: now)
        guard !waiting.isEmpty, !isLooking else { return }
        isLooking = true
        agenda.append((now + RelayShares.patience + 1, .look))
    }

    private mutating func perform(_ event: Schedule.Event) {
        for action in schedule.handle(event) {
            switch action {
            case .connect(let slot) where isResting: parked.append(slot)
            case .connect(let slot): connect(slot)
            case .wait(let slot, let seconds):
                let relay = owners[slot]
                let until = now + Int64(seconds) * 1000
                if !open.union(connecting).contains(where: { owners[$0] == relay }) {
                    restsUntil[relay] = until
                }
                agenda.append((until, .schedule(.waited(slot: slot))))
            case .drain(let slot):
                guard open.remove(slot) != nil else { continue }
                agenda.append((now + 1, .schedule(.ended(slot: slot, .drained))))
            case .finish(let finish): self.finish = finish
            }
        }
        for relay in relays.indices { shares.setTaking(schedule.isTaking(relay), relay, at: now) }
    }

    private mutating func connect(_ slot: Int) {
        let relay = owners[slot]
        if now < restsUntil[relay] { unwelcome += 1 }
        restsUntil[relay] = 0
        connecting.insert(slot)
        let time = now + 1 + Int64(random.next() % 50)
        let isAway = relays[relay].isAway(at: time) || relays[relay].isAway(at: now)
        agenda.append((time, .schedule(isAway ? .ended(slot: slot, .transient) : .ready(slot: slot))))
    }
}
