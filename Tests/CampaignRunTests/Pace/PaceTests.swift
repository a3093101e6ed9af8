import TestSupport
import Testing

@testable import CampaignRun

@Suite("The pace of a run")
struct PaceTests {
    private static let hour: Int64 = 3_600_000

    private static func utc(
        _ year: Int64, _ month: Int64, _ day: Int64, _ hour: Int64 = 0, _ minute: Int64 = 0
    ) -> Int64 {
        CivilDay.number(year: year, month: month, day: day) * CivilDay.milliseconds + hour * Self.hour
            + minute * 60_000
    }

    private static func keeper(_ texts: [PaceOption: [String]], at now: Int64) throws -> PaceKeeper {
        PaceKeeper(try PaceSettings(texts), at: now)
    }

    @Test("Without a pace everything may start at once")
    func unlimited() throws {
        var keeper = try Self.keeper([:], at: 0)
        #expect(keeper.permits(1_000_000, at: 0) == 1_000_000)
        #expect(keeper.pause(at: 0) == nil)
    }

    @Test("Hours are those of the place: from 09:00 in Rome, whatever UTC says, in winter and in summer")
    func hours() throws {
        let texts: [PaceOption: [String]] = [
            .hours: ["09:00-17:30"], .timeZone: ["Europe/Rome"], .days: ["mon-fri"],
        ]
        // Wednesday 25 November 2026, UTC+1.
        var keeper = try Self.keeper(texts, at: Self.utc(2026, 11, 25))
        #expect(keeper.pause(at: Self.utc(2026, 11, 25, 3))?.until == Self.utc(2026, 11, 25, 8))
        #expect(keeper.permits(5, at: Self.utc(2026, 11, 25, 8)) == 5)
        #expect(keeper.permits(5, at: Self.utc(2026, 11, 25, 16, 30) - 1) == 5)
        #expect(keeper.permits(5, at: Self.utc(2026, 11, 25, 16, 30)) == 0)
        // From Friday evening to Monday morning.
        #expect(keeper.pause(at: Self.utc(2026, 11, 27, 17))?.until == Self.utc(2026, 11, 30, 8))
        // UTC+2.
        #expect(keeper.pause(at: Self.utc(2026, 7, 1, 3))?.until == Self.utc(2026, 7, 1, 7))
    }

    @Test("Hours past midnight belong to the day on which they begin")
    func overnight() throws {
        var keeper = try Self.keeper(
            [.hours: ["22:00-06:00"], .days: ["fri"], .timeZone: ["UTC"]], at: Self.utc(2026, 11, 25))
        #expect(keeper.pause(at: Self.utc(2026, 11, 25))?.until == Self.utc(2026, 11, 27, 22))
        #expect(keeper.permits(1, at: Self.utc(2026, 11, 28, 5, 59)) == 1)
        #expect(keeper.pause(at: Self.utc(2026, 11, 28, 6))?.until == Self.utc(2026, 12, 4, 22))
    }

    @Test("An hour that a change of the clocks skips is passed over; one that it repeats is open twice")
    func clockChanges() throws {
        let texts: [PaceOption: [String]] = [.hours: ["02:15-02:45"], .timeZone: ["Europe/Rome"]]
        // 29 March 2026: 02:00 becomes 03:00 at 01:00 UTC. That day has no such half hour.
        let spring = try Self.keeper(texts, at: Self.utc(2026, 3, 28, 12))
        #expect(spring.pause(at: Self.utc(2026, 3, 28, 12))?.until == Self.utc(2026, 3, 30, 0, 15))
        // 25 October 2026: 03:00 becomes 02:00 at 01:00 UTC.
        let autumn = try Self.keeper(texts, at: Self.utc(2026, 10, 24, 12))
        #expect(autumn.pause(at: Self.utc(2026, 10, 24, 12))?.until == Self.utc(2026, 10, 25, 0, 15))
        #expect(autumn.pause(at: Self.utc(2026, 10, 25, 0, 45))?.until == Self.utc(2026, 10, 25, 1, 15))
        #expect(autumn.pause(at: Self.utc(2026, 10, 25, 1, 45))?.until == Self.utc(2026, 10, 26, 1, 15))
    }

    @Test("A beginning in an hour that is skipped is the moment after it, one in a repeated hour the first")
    func startAt() throws {
        func start(_ text: String) throws -> Int64? {
            try Self.keeper([.startAt: [text], .timeZone: ["Europe/Rome"]], at: 0).pause(at: 0)?.until
        }
        #expect(try start("2026-12-01T09:00") == Self.utc(2026, 12, 1, 8))
        #expect(try start("2026-03-29T02:30") == Self.utc(2026, 3, 29, 1))
        #expect(try start("2026-10-25T02:30") == Self.utc(2026, 10, 25, 0, 30))
    }

    @Test(
        "The daily cap counts the calendar's days, with what earlier runs sent, also on days of 23 and 25 hours"
    )
    func dailyCap() throws {
        for (day, length) in [(Self.utc(2026, 3, 28, 23), 23), (Self.utc(2026, 10, 24, 22), 25)] {
            var keeper = try Self.keeper(
                [.dailyCap: ["100"], .timeZone: ["Europe/Rome"]], at: day + Self.hour)
            keeper.remember(starts: 50, lastAt: day - 1)
            keeper.remember(starts: 30, lastAt: day)
            #expect(keeper.permits(1000, at: day + Self.hour) == 70)
            keeper.note(starts: 70, at: day + Self.hour)
            let end = day + Int64(length) * Self.hour
            #expect(keeper.permits(1, at: end - 1) == 0)
            #expect(keeper.pause(at: day + 2 * Self.hour)?.until == end)
            #expect(keeper.pause(at: day + 2 * Self.hour)?.reason == .dailyCap)
            #expect(keeper.permits(1000, at: end) == 100)
        }
    }

    @Test("What is waited for is what forbids a start now, not what will when that is over")
    func reasons() throws {
        var keeper = try Self.keeper(
            [.dailyCap: ["5"], .hours: ["09:00-17:00"], .rate: ["60/hour"], .timeZone: ["UTC"]],
            at: Self.utc(2026, 11, 25))
        let noon = Self.utc(2026, 11, 25, 12)
        for minute in 0..<5 as Range<Int64> { keeper.note(starts: 1, at: noon + minute * 60_000) }
        let capped = keeper.pause(at: noon + 300_000)
        #expect(capped?.reason == .dailyCap && capped?.until == Self.utc(2026, 11, 26, 9))
        keeper.note(starts: 1, at: Self.utc(2026, 11, 26, 16, 59) + 30_000)
        #expect(keeper.pause(at: Self.utc(2026, 11, 26, 16, 59) + 40_000)?.reason == .hours)
    }

    @Test("A clock that is set back ten days stops no rate for ten days")
    func setBack() throws {
        let now = Self.utc(2026, 11, 25)
        var keeper = try Self.keeper([.rate: ["10/s"]], at: now)
        #expect(keeper.permits(5, at: now) == 1)
        keeper.note(starts: 1, at: now)
        let before = now - 10 * CivilDay.milliseconds
        #expect(keeper.permits(5, at: before) == 0)
        #expect(keeper.permits(5, at: before + 100) == 1)
    }

    @Test(
        "Three days with hours, a cap and two rates: every rule holds at every start, and all that may be sent is"
    )
    func threeDays() throws {
        let start = Self.utc(2026, 3, 27, 5)  // a Friday; clocks change in the night to Sunday
        let settings = try PaceSettings([
            .rate: ["2/s", "3000/hour"], .dailyCap: ["20000"], .hours: ["09:00-12:00,13:00-17:30"],
            .timeZone: ["Europe/Rome"],
        ])
        var keeper = PaceKeeper(settings, at: start)
        var (now, pauses): (Int64, Set<String>) = (start, [])
        var byDay: [Int64: Int] = [:]
        while now < start + 3 * CivilDay.milliseconds {
            let count = keeper.permits(100, at: now)
            if count > 0 {
                let local = settings.zone.local(now)
                let minute = local / 60_000 % 1440
                #expect((540..<720).contains(minute) || (780..<1050).contains(minute))
                byDay[CivilDay.of(local: local), default: 0] += count
                keeper.note(starts: count, at: now)
            }
            guard let pause = keeper.pause(at: now) else { continue }
            pauses.insert("\(pause.reason)".prefix { $0 != "(" }.description)
            let until = try #require(pause.until)
            #expect(until > now)
            now = until
        }
        #expect(byDay.count == 3)
        // Seven and a half hours of nearly 3000.
        #expect(byDay.values.allSatisfy { (19_990...20_000).contains($0) }, "\(byDay)")
        #expect(pauses.isSuperset(of: ["rate", "hours"]))
    }

    @Test(
        "What cannot be used is told with its option",
        arguments: [
            (PaceOption.rate, "10"), (.dailyCap, "0"), (.dailyCap, "x"), (.hours, "9-17"),
            (.hours, "09:00-09:00"),
            (.hours, "24:00-06:00"), (.hours, "09:60-10:00"), (.days, "mon-"), (.days, "someday"),
            (.days, ""),
            (.timeZone, "../../etc/passwd"), (.timeZone, "Europe/Nowhere"), (.startAt, "2026-02-30T09:00"),
            (.startAt, "2026-12-01 09:00"),
        ])
    func faults(_ option: PaceOption, _ text: String) {
        #expect(throws: PaceFault(option: option, text: text)) { try PaceSettings([option: [text]]) }
    }

    @Test(
        "A clock that is set back, or was ahead when an earlier run sent, holds rates up no longer than they last"
    )
    func clockSetBack() throws {
        let day = CivilDay.milliseconds
        var keeper = PaceKeeper(try PaceSettings([.rate: ["10/s", "36000/hour"]]), at: 20 * day)
        keeper.note(starts: keeper.permits(9, at: 20 * day), at: 20 * day)
        #expect(keeper.permits(9, at: 10 * day) == 0)
        #expect(keeper.pause(at: 10 * day)?.until.map { $0 <= 10 * day + 200 } ?? true)
        #expect(keeper.permits(9, at: 10 * day + 200) > 0)

        var later = PaceKeeper(try PaceSettings([.rate: ["10/s"]]), at: 10 * day)
        later.remember(starts: 5, lastAt: 20 * day)
        #expect(later.permits(9, at: 10 * day) == 0)
        #expect(later.permits(9, at: 10 * day + 200) == 1)
    }

    @Test("What is kept is read back, a new option takes the old one's place, and none lifts it")
    func stored() throws {
        let settings = try PaceSettings([
            .rate: ["10/s", "600/minute"], .hours: ["09:00-17:30"], .timeZone: ["UTC"],
        ])
        #expect(try PaceSettings(stored: settings.stored, replacing: [:]) == settings)
        let changed = try PaceSettings(
            stored: settings.stored, replacing: [.rate: ["5/s"], .hours: ["none"]])
        #expect(changed == (try PaceSettings([.rate: ["5/s"], .timeZone: ["UTC"]])))
    }
}
