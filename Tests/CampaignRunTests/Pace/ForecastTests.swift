import TestSupport
import Testing

@testable import CampaignRun

@Suite("The time that is left")
struct ForecastTests {
    private static let hour: Int64 = 3_600_000

    private static func utc(_ year: Int64, _ month: Int64, _ day: Int64, _ hour: Int64 = 0) -> Int64 {
        CivilDay.number(year: year, month: month, day: day) * CivilDay.milliseconds + hour * Self.hour
    }

    private static func end(
        _ texts: [PaceOption: [String]], left: Int, speed: Double?, at now: Int64
    ) throws -> Int64? {
        PaceKeeper(try PaceSettings(texts), at: now).end(of: left, speed: speed, at: now)
    }

    @Test("Without a pace it is what is left by the speed; without a speed nobody knows")
    func unlimited() throws {
        #expect(try Self.end([:], left: 1000, speed: 100, at: 5) == 10_005)
        #expect(try Self.end([:], left: 0, speed: nil, at: 5) == 5)
        #expect(try Self.end([:], left: 1000, speed: nil, at: 5) == nil)
        #expect(try Self.end([:], left: 1000, speed: 0, at: 5) == nil)
        #expect(try Self.end([.hours: ["09:00-10:00"]], left: 1000, speed: nil, at: 5) == nil)
    }

    @Test("The lower of speed and rates counts, and rates alone give the earliest end")
    func rates() throws {
        #expect(try Self.end([.rate: ["10/s"]], left: 1000, speed: 100, at: 0) == 100_000)
        #expect(try Self.end([.rate: ["10/s"]], left: 1000, speed: 5, at: 0) == 200_000)
        #expect(try Self.end([.rate: ["10/s", "7200/hour"]], left: 1000, speed: nil, at: 0) == 500_000)
    }

    @Test("Hours are waited for: 10,000 messages at 1/s from Friday noon end on Monday morning")
    func hours() throws {
        let texts: [PaceOption: [String]] = [
            .hours: ["09:00-12:00,13:00-14:00"], .days: ["mon-fri"], .timeZone: ["UTC"],
        ]
        // Friday 27 November 2026, 11:00: an hour to noon, one after lunch, and 2800 seconds on Monday.
        let found = try Self.end(texts, left: 10_000, speed: 1, at: Self.utc(2026, 11, 27, 11))
        #expect(found == Self.utc(2026, 11, 30, 9) + 2_800_000)
    }

    @Test("Hours follow the clocks of the place over their change")
    func clockChange() throws {
        let texts: [PaceOption: [String]] = [.hours: ["09:00-10:00"], .timeZone: ["Europe/Rome"]]
        // Saturday 28 March 2026 is UTC+1, Sunday UTC+2.
        let found = try Self.end(texts, left: 5400, speed: 1, at: Self.utc(2026, 3, 28, 0))
        #expect(found == Self.utc(2026, 3, 29, 7) + 1_800_000)
    }

    @Test("The daily cap divides the rest into days; what was sent today counts")
    func dailyCap() throws {
        let now = Self.utc(2026, 11, 25, 10)
        var keeper = PaceKeeper(try PaceSettings([.dailyCap: ["1000"], .timeZone: ["UTC"]]), at: now)
        keeper.note(starts: 600, at: now)
        // 400 today, 1000 tomorrow, 100 the day after.
        #expect(keeper.end(of: 1500, speed: 1, at: now) == Self.utc(2026, 11, 27) + 100_000)
        #expect(keeper.end(of: 400, speed: nil, at: now) == now)
    }

    @Test("A rate by the day counts the last 24 hours")
    func dayRate() throws {
        let now = Self.utc(2026, 11, 25, 10)
        let found = try #require(try Self.end([.rate: ["1000/day"]], left: 2000, speed: 10, at: now))
        // A quarter of an hour counts until all of it is a day old.
        #expect(found >= now + 24 * Self.hour && found <= now + 25 * Self.hour)
    }

    @Test("A beginning is waited for")
    func startAt() throws {
        let found = try Self.end(
            [.startAt: ["2026-12-01T09:00"], .timeZone: ["UTC"]], left: 60, speed: 1,
            at: Self.utc(2026, 11, 25))
        #expect(found == Self.utc(2026, 12, 1, 9) + 60_000)
    }

    @Test("Five million messages at 20,000 a day are told to the day, and what takes centuries is not told")
    func years() throws {
        let now = Self.utc(2026, 1, 1)
        let texts: [PaceOption: [String]] = [
            .dailyCap: ["20000"], .hours: ["09:00-17:00"], .timeZone: ["UTC"],
        ]
        let found = try #require(try Self.end(texts, left: 5_000_000, speed: 50, at: now))
        #expect((found - now) / CivilDay.milliseconds == 249)
        #expect(try Self.end([.dailyCap: ["1"]], left: 5_000_000, speed: 50, at: now) == nil)
    }

    @Test("What is forecast is what a keeper does when it is played message by message, whatever the rules")
    func agreesWithKeeper() throws {
        var random = SplitMix64(seed: 20_261_129)
        for _ in 0..<60 {
            let start =
                Self.utc(2026, 3, 20) + Int64.random(in: 0..<(20 * CivilDay.milliseconds), using: &random)
            let texts: [PaceOption: [String]] = [
                .rate: Bool.random(using: &random)
                    ? ["\(Int.random(in: 1...20, using: &random))/minute"] : [],
                .dailyCap: Bool.random(using: &random) ? ["\(Int.random(in: 50...900, using: &random))"] : [],
                .hours: Bool.random(using: &random) ? ["08:10-11:50,22:00-01:00"] : [],
                .days: Bool.random(using: &random) ? ["mon,wed-sat"] : [], .timeZone: ["Europe/Rome"],
            ]
            let keeper = PaceKeeper(try PaceSettings(texts), at: start)
            let left = Int.random(in: 1...2000, using: &random)
            let speed = Double.random(in: 0.05...2, using: &random)
            let found = try #require(keeper.end(of: left, speed: speed, at: start))
            let played = Self.play(keeper, left: left, speed: speed, at: start)
            // A stretch may end with a part of a message, and each may cost one spacing.
            #expect(abs(found - played) <= (played - start) / 50 + 120_000, "\(texts) \(left) at \(speed)/s")
        }
    }

    private static func play(_ keeper: PaceKeeper, left: Int, speed: Double, at start: Int64) -> Int64 {
        var (keeper, now) = (keeper, start)
        for _ in 0..<left {
            while let pause = keeper.pause(at: now) { now = pause.until ?? now }
            keeper.note(starts: 1, at: now)
            now += Int64(1000 / speed)
        }
        return now
    }

    @Test("With a rate for each recipient domain no end is promised: it depends on who is left")
    func domains() throws {
        for texts in [[.ratePerDomain: ["1/minute"]], [.ratePerDomain: ["1/minute"], .rate: ["10/s"]]]
            as [[PaceOption: [String]]]
        {
            let keeper = PaceKeeper(try PaceSettings(texts), at: 1_790_000_000_000)
            #expect(keeper.end(of: 100, speed: 50, at: 1_790_000_000_000) == nil)
            #expect(keeper.end(of: 100, speed: nil, at: 1_790_000_000_000) == nil)
        }
    }
}
