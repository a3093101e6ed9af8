import TestSupport
import Testing

@testable import CampaignRun

@Suite("Waits between attempts")
struct RetryPolicyTests {
    private static func policy(_ texts: [PaceOption: [String]]) throws -> RetryPolicy {
        try PaceSettings(texts).retries
    }

    @Test("Waits double up to an hour, none is shorter than said, and none more than half as long again")
    func waits() {
        let policy = RetryPolicy()
        let minutes: [Int64] = [2, 4, 8, 16, 32, 60, 60, 60, 60]
        for row in 1...200 {
            for (index, minute) in minutes.enumerated() {
                let next = policy.next(
                    after: index + 1, first: 0, now: 1_000_000, by: Chance(seed: 7, row: row))
                let wait = (next ?? 0) - 1_000_000
                #expect((minute * 60_000...minute * 90_000).contains(wait), "\(index) \(wait)")
                #expect(wait <= policy.horizon)
            }
            #expect(policy.next(after: 10, first: 0, now: 0, by: Chance(seed: 7, row: row)) == nil)
        }
    }

    @Test("Rows that were turned away together come back spread; the same seed gives the same waits")
    func spread() {
        let policy = RetryPolicy()
        func due(_ seed: UInt64) -> [Int64] {
            (1...1000).map { row in
                policy.next(after: 1, first: 0, now: 0, by: Chance(seed: seed, row: row)) ?? 0
            }
        }
        #expect(due(1) == due(1) && due(1) != due(2))
        // A minute in ten parts: about a hundred in each.
        var parts = [Int](repeating: 0, count: 10)
        for time in due(1) { parts[min(9, Int(time - 120_000) / 6000)] += 1 }
        #expect(parts.allSatisfy { (60...140).contains($0) }, "\(parts)")
    }

    @Test("No attempt is planned beyond the age, nor any after the last")
    func limits() throws {
        let policy = try Self.policy([.maxAttempts: ["3"], .maxAge: ["1h"], .retryAfter: ["10min"]])
        let chance = Chance(seed: 1, row: 1)
        #expect(policy.next(after: 2, first: 0, now: 60_000, by: chance) != nil)
        #expect(policy.next(after: 3, first: 0, now: 60_000, by: chance) == nil)
        #expect(policy.next(after: 2, first: 0, now: 3_000_000, by: chance) == nil)
        let once = try Self.policy([.maxAttempts: ["1"]])
        #expect(once.next(after: 1, first: 0, now: 0, by: chance) == nil)
    }

    @Test(
        "A length of time is a number and a unit",
        arguments: [
            ("90s", 90_000), ("15min", 900_000), ("15m", 900_000), ("4h", 14_400_000), ("5d", 432_000_000),
        ])
    func lengths(_ text: String, _ milliseconds: Int64) throws {
        #expect(try Self.policy([.maxAge: [text]]).age == milliseconds)
    }

    @Test(
        "What is no length of time, and what is no number of attempts, is refused",
        arguments: [
            (PaceOption.maxAge, "90"), (.maxAge, "s"), (.maxAge, "0s"), (.maxAge, "1.5h"), (.maxAge, "-1h"),
            (.retryAfter, "9999999999d"), (.retryAfter, "4000d"), (.retryAfter, "1 h"), (.maxAttempts, "0"),
            (.maxAttempts, "many"),
        ])
    func faults(_ option: PaceOption, _ text: String) {
        #expect(throws: PaceFault(option: option, text: text)) { try PaceSettings([option: [text]]) }
    }

    @Test("Lengths and attempts at the ends of what there is trap nowhere")
    func ends() throws {
        let policy = try Self.policy([
            .maxAttempts: ["1000000"], .maxAge: ["3650d"], .retryAfter: ["3650d"],
        ])
        for attempts in [1, 2, 63, 64, 999_999, Int.max] {
            _ = policy.next(
                after: attempts, first: 0, now: 1_790_000_000_000, by: Chance(seed: .max, row: .max))
        }
    }
}
