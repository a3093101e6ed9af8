import Composition
import TestSupport
import Testing

@testable import CampaignRun

@Suite("Rates of each domain")
struct DomainPaceTests {
    private static let key = KeyedHash(key0: 1, key1: 2)
    private static let start: Int64 = 1_790_000_000_000

    private static func rate(_ text: String) throws -> Rate { try #require(Rate(parsing: text.utf8)) }

    /// Hands out rows of domains that chance chooses, as fast as they may, and tells who started when.
    private func starts(
        _ rates: [Rate], rows: Int, domains: Int, capacity: Int, using chance: inout SplitMix64
    ) -> [(row: Int, domain: Int, at: Int64)] {
        var pace = DomainPace(rates, key: Self.key, capacity: capacity)
        var domainOf: [Int: Int] = [:]
        var starts: [(row: Int, domain: Int, at: Int64)] = []
        var (now, next) = (Self.start, 1)
        while starts.count < rows {
            if let row = pace.nextWaiting(at: now) {
                starts.append((row, domainOf[row] ?? -1, now))
            } else if next <= rows {
                // Small domains and large ones.
                let domain =
                    Int.random(in: 0..<domains, using: &chance) * Int.random(in: 0..<domains, using: &chance)
                    / domains
                domainOf[next] = domain
                if pace.start(Array("d\(domain).example".utf8), at: now) {
                    starts.append((next, domain, now))
                } else {
                    pace.wait(next, for: Array("d\(domain).example".utf8), at: now)
                }
                next += 1
            } else {
                now = max(now + 1, pace.nextTime ?? now + 1)
            }
            if Int.random(in: 0..<50, using: &chance) == 0 {
                now += Int64.random(in: 0..<300, using: &chance)
            }
        }
        return starts
    }

    @Test(
        "Whatever comes, no domain's rate is exceeded in any interval, every row starts once, those of a domain in order",
        arguments: [65_536, 5])
    func neverExceeded(_ capacity: Int) throws {
        for seed in 1...6 as ClosedRange<UInt64> {
            var chance = SplitMix64(seed: seed)
            let rates = try [Self.rate("3/s"), Self.rate("40/minute")]
            let found = starts(rates, rows: 1500, domains: 40, capacity: capacity, using: &chance)
            #expect(Set(found.map(\.row)) == Set(1...1500), "seed \(seed)")
            for (domain, starts) in Dictionary(grouping: found, by: \.domain) {
                #expect(starts.map(\.row) == starts.map(\.row).sorted(), "seed \(seed), domain \(domain)")
                for rate in rates {
                    let times = starts.map(\.at)
                    for (index, time) in times.enumerated() {
                        let end =
                            times[index...].firstIndex { $0 >= time + rate.unit.milliseconds } ?? times.count
                        #expect(end - index <= rate.count, "seed \(seed), domain \(domain), \(rate.text)")
                    }
                }
            }
        }
    }

    @Test(
        "With few lines, domains share some, and are slower for it; never more than there is room for are kept"
    )
    func capacity() throws {
        var pace = DomainPace([try Self.rate("1/hour")], key: Self.key, capacity: 100)
        let started = (0..<100_000).count { pace.start(Array("d\($0).example".utf8), at: Self.start) }
        #expect((100...100 + 4096).contains(started))
        // An hour later the lines say nothing any more, and are given to others.
        let later = Self.start + 3_600_000
        #expect((0..<90).allSatisfy { pace.start(Array("e\($0).example".utf8), at: later) })
    }

    @Test("Five million rows that wait take few octets each, and come back in order")
    func trail() {
        var trail = RowTrail()
        var chance = SplitMix64(seed: 5)
        var (rows, row) = ([Int](), 0)
        for _ in 0..<20_000 {
            // Mostly ahead, now and then far back, as a row that is tried again.
            row =
                Int.random(in: 0..<50, using: &chance) == 0
                ? Int.random(in: 1...5_000_000, using: &chance) : row + Int.random(in: 1...40, using: &chance)
            rows.append(row)
        }
        var found: [Int] = []
        for (index, row) in rows.enumerated() {
            trail.append(row)
            if index % 3 == 0, let first = trail.popFirst() { found.append(first) }
        }
        while let row = trail.popFirst() { found.append(row) }
        #expect(found == rows && trail.isEmpty && trail.popFirst() == nil)
        trail.append(.max)
        trail.append(1)
        #expect(trail.popFirst() == .max && trail.popFirst() == 1)
    }

    @Test("A domain is the same in capitals and beyond ASCII, and what a local part quotes is none")
    func names() {
        func name(_ address: String) -> String {
            String(decoding: DomainPace.name(in: Array(address.utf8)), as: UTF8.self)
        }
        #expect(name("Ann@Example.COM") == "example.com")
        #expect(name("\"a@b\"@example.org") == "example.org")
        #expect(name("zoë@bücher.example") == name("ann@xn--bcher-kva.example"))
    }

    @Test("A clock that is set back ten days makes no domain wait for ten days")
    func setBack() throws {
        var pace = DomainPace([try Self.rate("1/minute")], key: Self.key)
        let domain = Array("example.com".utf8)
        #expect(pace.start(domain, at: Self.start) == true)
        pace.wait(7, for: domain, at: Self.start)
        let before = Self.start - 10 * CivilDay.milliseconds
        #expect(pace.nextWaiting(at: before) == nil)
        let next = try #require(pace.nextTime)
        #expect(next <= before + 60_000)
        #expect(pace.nextWaiting(at: next) == 7 && pace.waiting == 0)
    }

    @Test("What an earlier run started counts")
    func remembered() throws {
        var pace = DomainPace([try Self.rate("1/minute"), try Self.rate("5/day")], key: Self.key)
        let domain = Array("example.com".utf8)
        for hour in 1...4 as ClosedRange<Int64> {
            pace.remember(domain, startedAt: Self.start - hour * 3_600_000, now: Self.start)
        }
        #expect(pace.start(domain, at: Self.start) == true)
        #expect(pace.start(domain, at: Self.start + 60_000) == false)
        #expect(pace.start(Array("example.org".utf8), at: Self.start) == true)
    }
}
