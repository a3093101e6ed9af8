import TestSupport
import Testing

@testable import CampaignRun

@Suite("Several relays over a whole run")
struct RelaySimulationTests {
    private static let seeds: [UInt64] = Array(1...8)

    private static func relays(_ random: inout SplitMix64) -> [RelaySimulation.Relay] {
        (0..<(2 + Int(random.next() % 3))).map { _ in
            RelaySimulation.Relay(
                weight: 1 + Int(random.next() % 9), connections: 1 + Int(random.next() % 4),
                slowness: 1 + Int64(random.next() % 20))
        }
    }

    @Test("While all work, what each accepted is within three per cent of its share", arguments: seeds)
    func weights(_ seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let relays = Self.relays(&random)
        let messages = 4000
        var simulation = RelaySimulation(relays, messages: messages, seed: seed)
        simulation.run(until: 3_600_000)
        #expect(simulation.finish == .exhausted)
        #expect(simulation.relays.reduce(0) { $0 + $1.accepted } == messages)
        let wholeWeight = relays.reduce(0) { $0 + $1.weight }
        for relay in simulation.relays {
            let share = Double(relay.weight) / Double(wholeWeight)
            let found = Double(relay.accepted) / Double(messages)
            #expect(
                abs(found - share) <= 0.03,
                "\(relay.accepted) of \(messages) for \(relay.weight) of \(wholeWeight)")
        }
    }

    @Test(
        "With a rest after each message, for which all connections are closed, each gets its share",
        arguments: seeds)
    func rests(_ seed: UInt64) {
        let relays = [RelaySimulation.Relay(connections: 2), RelaySimulation.Relay(connections: 1)]
        var simulation = RelaySimulation(relays, messages: 200, rest: 60_000, seed: seed)
        simulation.run(until: 200 * 61_000)
        #expect(simulation.finish == .exhausted)
        #expect(abs(simulation.relays[0].accepted - simulation.relays[1].accepted) <= 16)
    }

    @Test(
        "Relays that go away and come back are left alone for as long as they were to be, and get messages again",
        arguments: seeds)
    func outages(_ seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var relays = Self.relays(&random)
        // The last one stays, so that there is always one to take the share of the others.
        for index in relays.indices { relays[index].slowness *= 10 }
        for index in relays.indices.dropLast() {
            let start = Int64(random.next() % 10_000)
            relays[index].outages = [start..<(start + 500 + Int64(random.next() % 100_000))]
        }
        var simulation = RelaySimulation(relays, messages: 400_000, seed: seed)
        // Every outage is over by 110 s, and the longest rest a minute after that.
        simulation.run(until: 200_000)
        #expect(simulation.unwelcome == 0)
        for relay in simulation.relays { #expect(relay.acceptedSince > 0) }
    }

    @Test(
        "When all go away for good the run fails, within the time that the last of them is tried",
        arguments: seeds)
    func allAway(_ seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var relays = Self.relays(&random)
        for index in relays.indices {
            relays[index].slowness *= 10
            relays[index].outages = [Int64(random.next() % 20_000)..<Int64.max]
        }
        var simulation = RelaySimulation(relays, messages: 10_000_000, seed: seed)
        simulation.run(until: 3_600_000)
        #expect(simulation.finish == .relayFailed)
        #expect(simulation.now < 20_000 + 120_000)
        #expect(simulation.unwelcome == 0)
    }
}
