import TestSupport
import Testing

@testable import CampaignRun

@Suite("Rates")
struct RateTests {
    @Test(
        "A rate is a number and a unit",
        arguments: [
            ("10/s", "10/second"), ("600/minute", "600/minute"), ("5000/hour", "5000/hour"),
            ("20000/d", "20000/day"),
            ("1000000000/sec", "1000000000/second"),
        ])
    func parsed(_ text: String, _ meaning: String) {
        #expect(Rate(parsing: text.utf8)?.text == meaning)
    }

    @Test(
        "What is no rate is refused",
        arguments: [
            "", "10", "0/s", "-1/s", "10/", "/s", "10/s/s", "10 /s", "10/week", "1000000001/s",
            "99999999999999999999/s",
            "1.5/s",
        ])
    func refused(_ text: String) {
        #expect(Rate(parsing: text.utf8) == nil)
    }

    /// Starts as many as the limit lets, at times that chance chooses, and counts every interval of the rate's length.
    private func worstInterval(_ rate: Rate, using chance: inout SplitMix64) -> Int64 {
        let interval = rate.unit.milliseconds
        var now: Int64 = 1_790_000_000_000
        var limit = RateLimit(rate, at: now)
        var starts: [(at: Int64, count: Int64)] = []
        let end = now + 3 * interval
        while now < end, starts.count < 20_000 {
            let wanted = Int.random(in: 1...max(1, Int(rate.count)), using: &chance)
            let count = min(wanted, limit.available(at: now))
            limit.take(count, at: now)
            if count > 0 { starts.append((now, Int64(count))) }
            // Now and then nothing is wanted for a while; else the next start is taken as soon as it may be, or soon after.
            let idle = Int64.random(in: 0..<20, using: &chance)
            now = max(now + 1, limit.next(at: now))
            if idle == 0 {
                now += Int64.random(in: 0...interval, using: &chance)
            } else if idle < 5 {
                now += idle
            }
        }
        var (worst, sum, first): (Int64, Int64, Int) = (0, 0, 0)
        for start in starts {
            sum += start.count
            while starts[first].at <= start.at - interval {
                sum -= starts[first].count
                first += 1
            }
            worst = max(worst, sum)
        }
        return worst
    }

    @Test("No rate is ever exceeded in any interval of its length, whatever is asked for and when")
    func neverExceeded() throws {
        var chance = SplitMix64(seed: 20_260_923)
        for count in [1, 2, 3, 7, 10, 59, 60, 100, 600, 999, 5000, 20_000] {
            for unit in Rate.Unit.allCases {
                let rate = try #require(Rate(parsing: "\(count)/\(unit.rawValue)".utf8))
                for _ in 0..<3 {
                    let worst = worstInterval(rate, using: &chance)
                    #expect(worst <= rate.count, "\(rate.text), seed \(chance.seed)")
                }
            }
        }
    }

    @Test(
        "A run that always has something to send gets all but a hundredth of a rate, and 96 parts in 97 of a day's"
    )
    func nearlyAll() throws {
        for text in ["10/s", "600/minute", "5000/hour", "5000/s", "20000/day"] {
            let rate = try #require(Rate(parsing: text.utf8))
            let start: Int64 = 1_790_000_000_000
            var limit = RateLimit(rate, at: start)
            let end = start + 10 * rate.unit.milliseconds
            var (now, sent): (Int64, Int64) = (start, 0)
            while now < end {
                let count = min(1000, limit.available(at: now))
                limit.take(count, at: now)
                sent += Int64(count)
                now = max(now + (count > 0 ? 0 : 1), limit.next(at: now))
            }
            let share = rate.unit == .day ? 96 : 99
            #expect(sent * 100 >= rate.count * 10 * Int64(share), "\(text): \(sent)")
        }
    }

    @Test("A clock that is set back gives nothing away and does not stop the run for as long")
    func setBack() throws {
        let rate = try #require(Rate(parsing: "10/s".utf8))
        var limit = RateLimit(rate, at: 10_000_000)
        limit.take(1, at: 10_000_000)
        #expect(limit.available(at: 6_400_000) == 0)
        limit.take(0, at: 6_400_000)
        #expect(limit.next(at: 6_400_000) == 6_400_100)
    }

    @Test("Numbers at the ends of what there is trap nowhere")
    func ends() throws {
        for unit in Rate.Unit.allCases {
            let rate = try #require(Rate(parsing: "1000000000/\(unit.rawValue)".utf8))
            var limit = RateLimit(rate, at: 0)
            for now: Int64 in [0, 1, 1 << 50, 5] {
                let count = limit.available(at: now)
                limit.take(count, at: now)
                #expect(limit.next(at: now) >= now)
            }
        }
    }
}
