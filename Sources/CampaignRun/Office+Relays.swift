import Ledger
import NIOCore
import SMTP
import Transport

/// Several relays: whose turn it is, and what each has shown.
extension Office {
    private var hasSeveral: Bool { relays.count > 1 }

    func relay(of slot: Int) -> RelayEntry { relays[connections.relay(of: slot)].entry }

    /// The name of the relay that a message went to; nil when there is only one.
    func nameAmongSeveral(_ settlement: Settlement) -> String? {
        hasSeveral ? relay(of: settlement.slot).name : nil
    }

    func line(of unrecorded: Settlement, at now: Int64, wording: some Wording) -> String? {
        unrecorded.unrecordedLine(at: now, relay: nameAmongSeveral(unrecorded), wording: wording)
    }

    // MARK: Shares

    /// The next want that may be met now, cut to what its relay may have; the rest of it stays.
    func nextWant(at now: Int64) -> (slot: Int, count: Int)? {
        guard hasSeveral else { return wants.popFirst() }
        let wanting = Set(wants.map { connections.relay(of: $0.slot) })
        guard let (relay, room) = shares.next(of: wanting, at: now),
            let index = wants.firstIndex(where: { connections.relay(of: $0.slot) == relay })
        else { return nil }
        let want = wants.remove(at: index)
        guard want.count > room else { return want }
        wants.insert((want.slot, want.count - room), at: index)
        return (want.slot, room)
    }

    func noteGiven(_ messages: Int, to slot: Int) {
        guard hasSeveral else { return }
        shares.give(messages, to: connections.relay(of: slot))
    }

    func noteReturned(by slot: Int) {
        guard hasSeveral else { return }
        shares.takeBack(1, from: connections.relay(of: slot))
    }

    func noteSign(of slot: Int) {
        guard hasSeveral else { return }
        shares.noteSign(of: connections.relay(of: slot), at: clock())
    }

    /// What is wanted and was not given waits, for the pace or for another relay; the latter only for so long.
    func noteWants(at now: Int64) {
        guard hasSeveral else { return }
        shares.setWanting(Set(wants.map { connections.relay(of: $0.slot) }), at: now)
        guard !wants.isEmpty, !isShareAwaited else { return }
        isShareAwaited = true
        loop.assumeIsolated().scheduleTask(in: .milliseconds(RelayShares.patience + 1)) { [self] in
            isShareAwaited = false
            if schedule.isGoingOn, !wants.isEmpty { queueCommit() }
        }
    }

    /// Connections come and go with all events but this one, which is one for each message.
    func noteTaking(after event: Schedule.Event) {
        guard hasSeveral, schedule.isGoingOn else { return }
        if case .progress = event { return }
        let now = clock()
        for relay in relays.indices { shares.setTaking(schedule.isTaking(relay), relay, at: now) }
        if !wants.isEmpty { queueCommit() }
    }

    // MARK: What each has shown

    func note(_ figures: ConversationFigures, of slot: Int, _ end: ConversationEnd) {
        let relay = connections.relay(of: slot)
        relays[relay].use.note(figures)
        connections.floors[relay].note(end, figures, at: clock() / 1000)
    }

    func noteFailure(of slot: Int, _ end: ConversationEnd) {
        let relay = connections.relay(of: slot)
        let failure = RelayFailure(relay: relays[relay].entry, end: end)
        relays[relay].failure = failure
        let others = relays.indices.filter { $0 != relay }
        progress.lost(slot: slot, failure, isTrouble: !others.contains(where: schedule.isTaking))
    }

    /// Why each relay failed, once all of them did.
    var failures: [RelayFailure] {
        relays.map { $0.failure ?? RelayFailure(relay: $0.entry, end: .session(.connectionLost)) }
    }

    func noteWorking(_ slot: Int) {
        progress.trouble = nil
        relays[connections.relay(of: slot)].failure = nil
    }

    /// Relays that could not be used the last time they were tried, where there are others.
    var absences: [RelayFailure] {
        guard hasSeveral else { return [] }
        return relays.indices.filter(schedule.isUnavailable).compactMap { relays[$0].failure }
    }

    func finalRelays() -> [RelayResult] {
        relays.indices.map { index in
            var relay = relays[index]
            relay.knowledge = connections.floors[index].knowledge
            relay.isUnavailable = schedule.unavailable.contains(index)
            return relay
        }
    }
}
