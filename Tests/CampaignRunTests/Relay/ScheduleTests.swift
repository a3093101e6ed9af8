import Testing

@testable import CampaignRun

@Suite("The schedule")
struct ScheduleTests {
    @Test("One connection shows that the relay lets us in before the others are opened")
    func oneFirst() {
        var schedule = Schedule(connections: 3)
        #expect(schedule.handle(.start) == [.connect(slot: 0)])
        #expect(schedule.handle(.ready(slot: 0)) == [.connect(slot: 1), .connect(slot: 2)])
        #expect(schedule.handle(.ready(slot: 1)) == [])
    }

    @Test("A permanent failure of the first connection ends the run without a second attempt")
    func permanentFailure() {
        var schedule = Schedule(connections: 4)
        _ = schedule.handle(.start)
        #expect(schedule.handle(.ended(slot: 0, .permanent)) == [.finish(.relayFailed)])
    }

    @Test("A permanent failure later drains the other connections before the run ends")
    func permanentFailureLater() {
        var schedule = Schedule(connections: 2)
        _ = schedule.handle(.start)
        _ = schedule.handle(.ready(slot: 0))
        _ = schedule.handle(.ready(slot: 1))
        #expect(schedule.isGoingOn)
        #expect(schedule.handle(.ended(slot: 1, .permanent)) == [.drain(slot: 0)])
        #expect(!schedule.isGoingOn)
        #expect(schedule.handle(.ended(slot: 0, .planned)) == [.finish(.relayFailed)])
    }

    @Test("A connection that ended by plan is opened again, if messages came through it")
    func plannedEnd() {
        var schedule = Schedule(connections: 1)
        _ = schedule.handle(.start)
        _ = schedule.handle(.ready(slot: 0))
        _ = schedule.handle(.progress(slot: 0))
        #expect(schedule.handle(.ended(slot: 0, .planned)) == [.connect(slot: 0)])
        #expect(schedule.handle(.ready(slot: 0)) == [])
        #expect(schedule.handle(.ended(slot: 0, .planned)) == [.wait(slot: 0, seconds: 1)])
    }

    @Test(
        "A connection that was told to leave says nothing of its relay, whether or not anything came through it"
    )
    func drained() {
        var schedule = Schedule(connections: 1)
        _ = schedule.handle(.start)
        for _ in 0..<10 {
            _ = schedule.handle(.ready(slot: 0))
            #expect(schedule.handle(.ended(slot: 0, .drained)) == [.connect(slot: 0)])
            #expect(schedule.isTaking && !schedule.isUnavailable)
        }
    }

    @Test("A relay that never answered is given up after three attempts")
    func neverAnswered() {
        var schedule = RunSchedule(connections: [4])
        _ = schedule.handle(.start)
        for seconds in [1, 2] {
            #expect(schedule.handle(.ended(slot: 0, .transient)) == [.wait(slot: 0, seconds: seconds)])
            #expect(schedule.handle(.waited(slot: 0)) == [.connect(slot: 0)])
        }
        #expect(schedule.handle(.ended(slot: 0, .transient)) == [.finish(.relayFailed)])
    }

    @Test("Failures in a row wait longer each time and end the run at the limit")
    func transientFailures() {
        var schedule = RunSchedule(connections: [1], failureLimit: 4)
        _ = schedule.handle(.start)
        _ = schedule.handle(.ready(slot: 0))
        for seconds in [1, 2, 4] {
            #expect(schedule.handle(.ended(slot: 0, .transient)) == [.wait(slot: 0, seconds: seconds)])
            #expect(schedule.handle(.waited(slot: 0)) == [.connect(slot: 0)])
        }
        #expect(schedule.handle(.ended(slot: 0, .transient)) == [.finish(.relayFailed)])
    }

    @Test("Connections that wait since before a relay went away do not shorten its rest")
    func onlyOneTries() {
        var schedule = Schedule(connections: 3)
        _ = schedule.handle(.start)
        for slot in 0..<3 { _ = schedule.handle(.ready(slot: slot)) }
        #expect(schedule.handle(.ended(slot: 1, .transient)) == [.wait(slot: 1, seconds: 1)])
        #expect(schedule.handle(.ended(slot: 2, .transient)) == [.wait(slot: 2, seconds: 1)])
        #expect(schedule.handle(.ended(slot: 0, .transient)) == [.wait(slot: 0, seconds: 1)])
        #expect(schedule.handle(.waited(slot: 0)) == [.connect(slot: 0)])
        #expect(schedule.handle(.ended(slot: 0, .transient)) == [.wait(slot: 0, seconds: 2)])
        #expect(schedule.handle(.waited(slot: 1)) == [])
        #expect(schedule.handle(.waited(slot: 0)) == [.connect(slot: 0)])
        #expect(schedule.handle(.ready(slot: 0)) == [.connect(slot: 1)])
        #expect(schedule.handle(.waited(slot: 2)) == [.connect(slot: 2)])
    }

    @Test("A relay that allows fewer connections than asked for only makes the pool smaller")
    func smallerPool() {
        var schedule = Schedule(connections: 3, failureLimit: 2)
        _ = schedule.handle(.start)
        _ = schedule.handle(.ready(slot: 0))
        for _ in 0..<10 {
            guard case .wait(slot: 2, _) = schedule.handle(.ended(slot: 2, .transient)).first else {
                Issue.record("the third connection should wait")
                return
            }
            #expect(schedule.handle(.waited(slot: 2)) == [.connect(slot: 2)])
        }
    }

    @Test(
        "A relay that restarts under eight connections is tried by one of them, which opens the others again")
    func restartUnderEight() {
        var schedule = Schedule(connections: 8)
        _ = schedule.handle(.start)
        _ = schedule.handle(.ready(slot: 0))
        for slot in 1..<8 { _ = schedule.handle(.ready(slot: slot)) }
        for slot in 0..<8 { _ = schedule.handle(.progress(slot: slot)) }
        var waiting: [Int] = []
        for slot in 0..<8 {
            for case .wait(let waiter, _) in schedule.handle(.ended(slot: slot, .transient)) {
                waiting.append(waiter)
            }
        }
        #expect(schedule.isGoingOn)
        var connecting: [Int] = []
        for slot in waiting {
            for case .connect(let slot) in schedule.handle(.waited(slot: slot)) { connecting.append(slot) }
        }
        #expect(connecting.count == 1, "one connection tries, the others wait for it")
        for seconds in [1, 2, 4] {
            #expect(
                schedule.handle(.ended(slot: connecting[0], .transient)) == [
                    .wait(slot: connecting[0], seconds: seconds)
                ])
            #expect(schedule.handle(.waited(slot: connecting[0])) == [.connect(slot: connecting[0])])
        }
        #expect(schedule.handle(.ready(slot: connecting[0])).count == 7)
    }

    @Test("The end does not wait for connections that were never ready; they are told to leave")
    func endWhileConnecting() {
        var schedule = Schedule(connections: 3)
        _ = schedule.handle(.start)
        _ = schedule.handle(.ready(slot: 0))
        #expect(schedule.handle(.exhausted) == [.drain(slot: 0), .drain(slot: 1), .drain(slot: 2)])
        #expect(schedule.handle(.ended(slot: 0, .planned)) == [.finish(.exhausted)])
        #expect(schedule.handle(.ready(slot: 1)) == [.drain(slot: 1)])
        #expect(schedule.handle(.ended(slot: 1, .planned)) == [])
    }

    @Test("When nothing is left, every open connection is drained and the run ends with the last")
    func exhausted() {
        var schedule = Schedule(connections: 2)
        _ = schedule.handle(.start)
        _ = schedule.handle(.ready(slot: 0))
        _ = schedule.handle(.ready(slot: 1))
        #expect(schedule.handle(.exhausted) == [.drain(slot: 0), .drain(slot: 1)])
        #expect(schedule.handle(.ended(slot: 1, .planned)) == [])
        #expect(schedule.handle(.ended(slot: 0, .planned)) == [.finish(.exhausted)])
    }

    @Test("A connection that becomes ready while the run is ending is drained at once")
    func readyTooLate() {
        var schedule = Schedule(connections: 2)
        _ = schedule.handle(.start)
        _ = schedule.handle(.ready(slot: 0))
        #expect(schedule.handle(.interrupted) == [.drain(slot: 0), .drain(slot: 1)])
        #expect(schedule.handle(.ready(slot: 1)) == [.drain(slot: 1)])
        #expect(schedule.handle(.ended(slot: 0, .planned)) == [])
        #expect(schedule.handle(.ended(slot: 1, .planned)) == [.finish(.interrupted)])
    }

    @Test("An interruption while a connection waits to be tried again ends the run at once")
    func interruptedWhileWaiting() {
        var schedule = Schedule(connections: 1)
        _ = schedule.handle(.start)
        _ = schedule.handle(.ended(slot: 0, .transient))
        #expect(schedule.handle(.interrupted) == [.finish(.interrupted)])
        #expect(schedule.handle(.waited(slot: 0)) == [])
    }
}
