import Testing

@testable import CampaignRun

@Suite("The schedules of several relays")
struct RunScheduleTests {
    /// Two relays with two connections each, all open.
    private static func running() -> RunSchedule {
        var schedule = RunSchedule(connections: [2, 2], failureLimit: 3)
        _ = schedule.handle(.start)
        for slot in [0, 2, 1, 3] { _ = schedule.handle(.ready(slot: slot)) }
        for slot in 0..<4 { _ = schedule.handle(.progress(slot: slot)) }
        return schedule
    }

    @Test(
        "Each relay is tried by one connection of its own, and those of the one wait for nobody of the other")
    func start() {
        var schedule = RunSchedule(connections: [2, 3])
        #expect(schedule.handle(.start) == [.connect(slot: 0), .connect(slot: 2)])
        #expect(schedule.handle(.ready(slot: 2)) == [.connect(slot: 3), .connect(slot: 4)])
        #expect(schedule.handle(.ended(slot: 0, .transient)) == [.wait(slot: 0, seconds: 1)])
        #expect(schedule.isTaking(1) && !schedule.isTaking(0))
    }

    @Test("A relay that fails for good gets nothing more, and the other goes on to the end")
    func permanentFailure() {
        var schedule = Self.running()
        #expect(schedule.handle(.ended(slot: 1, .permanent)) == [.drain(slot: 0)])
        #expect(schedule.handle(.ended(slot: 0, .planned)) == [])
        #expect(schedule.isGoingOn && !schedule.isTaking(0) && schedule.isTaking(1))
        #expect(schedule.handle(.exhausted) == [.drain(slot: 2), .drain(slot: 3)])
        #expect(schedule.unavailable == [0])
        #expect(schedule.handle(.ended(slot: 2, .planned)) == [])
        #expect(schedule.handle(.ended(slot: 3, .planned)) == [.finish(.exhausted)])
    }

    @Test(
        "A relay that keeps failing rests longer each time, up to a minute, is tried without end, and comes back"
    )
    func failback() {
        var schedule = Self.running()
        _ = schedule.handle(.ended(slot: 1, .transient))
        #expect(schedule.handle(.ended(slot: 0, .transient)) == [.wait(slot: 0, seconds: 1)])
        for seconds in [1, 2, 4, 8, 16, 32, 60, 60, 60] {
            #expect(schedule.handle(.waited(slot: 0)) == [.connect(slot: 0)])
            #expect(schedule.handle(.ended(slot: 0, .transient)) == [.wait(slot: 0, seconds: seconds)])
        }
        #expect(schedule.handle(.waited(slot: 1)) == [])
        #expect(schedule.handle(.waited(slot: 0)) == [.connect(slot: 0)])
        #expect(!schedule.isTaking(0))
        #expect(schedule.handle(.ready(slot: 0)) == [.connect(slot: 1)])
        #expect(schedule.isTaking(0))
    }

    @Test("The run fails when the last relay that had not failed too often does, and nobody is waited for")
    func allFail() {
        var schedule = Self.running()
        for first in [0, 2] {
            _ = schedule.handle(.ended(slot: first + 1, .transient))
            _ = schedule.handle(.ended(slot: first, .transient))
        }
        for _ in 0..<3 {
            _ = schedule.handle(.waited(slot: 0))
            _ = schedule.handle(.ended(slot: 0, .transient))
        }
        #expect(schedule.isGoingOn)
        for _ in 0..<2 {
            _ = schedule.handle(.waited(slot: 2))
            _ = schedule.handle(.ended(slot: 2, .transient))
        }
        _ = schedule.handle(.waited(slot: 2))
        #expect(schedule.handle(.ended(slot: 2, .transient)) == [.finish(.relayFailed)])
        #expect(schedule.unavailable == [0, 1])
        #expect(schedule.handle(.waited(slot: 0)) == [])
    }

    @Test("A relay that was ruled out and one that is away are no relay together")
    func oneOutOneAway() {
        var schedule = RunSchedule(connections: [1, 1])
        _ = schedule.handle(.start)
        #expect(schedule.handle(.ended(slot: 0, .permanent)) == [])
        for _ in 0..<2 {
            _ = schedule.handle(.ended(slot: 1, .transient))
            _ = schedule.handle(.waited(slot: 1))
        }
        #expect(schedule.handle(.ended(slot: 1, .transient)) == [.finish(.relayFailed)])
    }

    @Test("A relay that fails while the other is let in again does not end the run")
    func justBack() {
        var schedule = RunSchedule(connections: [1, 1], failureLimit: 1)
        _ = schedule.handle(.start)
        _ = schedule.handle(.ready(slot: 0))
        _ = schedule.handle(.ready(slot: 1))
        _ = schedule.handle(.ended(slot: 0, .transient))
        _ = schedule.handle(.waited(slot: 0))
        _ = schedule.handle(.ready(slot: 0))
        #expect(schedule.handle(.ended(slot: 1, .transient)) == [.wait(slot: 1, seconds: 1)])
        #expect(schedule.isGoingOn)
    }

    @Test("An interruption drains the connections of all relays, and the run ends with the last of them")
    func interrupted() {
        var schedule = Self.running()
        #expect(
            schedule.handle(.interrupted) == [
                .drain(slot: 0), .drain(slot: 1), .drain(slot: 2), .drain(slot: 3),
            ])
        for slot in 0..<3 { #expect(schedule.handle(.ended(slot: slot, .planned)) == []) }
        #expect(schedule.handle(.ended(slot: 3, .planned)) == [.finish(.interrupted)])
    }
}
