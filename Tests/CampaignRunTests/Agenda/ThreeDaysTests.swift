import TestSupport
import Testing

@testable import CampaignRun

@Suite("A rehearsal of three days")
struct ThreeDaysTests {
    private static let rows = 3000

    /// Checks that no interval of an hour has more than so many of these starts.
    private func expect(_ times: [Int64], atMost count: Int, _ what: String) {
        let times = times.sorted()
        for (index, time) in times.enumerated() where index >= count {
            #expect(time - times[index - count] >= ThreeDays.hour, "\(what)")
        }
    }

    @Test(
        "Hours, a cap, rates, greylisting and an hour without the relay: the plan is what each of them says")
    func plan() throws {
        var days = try ThreeDays(rows: Self.rows)
        try days.work()
        print(days.plan.table)
        print("\(days.runs) runs, \(days.starts.count) attempts")

        // Everybody got the message, the second time it was tried.
        #expect(days.run.isExhausted)
        #expect(try days.run.file.figures()[.accepted] == Self.rows)
        let hours = days.plan.hours
        #expect(hours.values.reduce(0) { $0 + $1.deferred } == Self.rows)
        #expect(hours.values.reduce(0) { $0 + $1.accepted } == Self.rows)

        // Nothing outside the hours, nothing more than the cap on any day; on the first two all of it.
        for (hour, line) in hours where line.attempts > 0 {
            #expect((9...11).contains(hour % 24) || (13...17).contains(hour % 24), "\(hour % 24)")
        }
        for start in days.starts {
            let minute = (start.at - ThreeDays.start) % CivilDay.milliseconds / 60_000
            #expect((540..<720).contains(minute) || (780..<1050).contains(minute))
        }
        let byDay = Dictionary(grouping: hours, by: { $0.key / 24 }).sorted { $0.key < $1.key }
            .map { $0.value.reduce(0) { $0 + $1.value.accepted + $1.value.deferred } }
        #expect(byDay.count == 3 && byDay.prefix(2) == [2200, 2200], "\(byDay)")

        // Rates of all and of each domain, in any hour.
        expect(days.starts.map(\.at), atMost: 600, "all")
        for (domain, starts) in Dictionary(
            grouping: days.starts, by: { ThreeDays.address(of: $0.row).split(separator: "@").last })
        {
            expect(starts.map(\.at), atMost: 150, "\(domain ?? "")")
        }

        // While the relay is gone nothing comes through, and the runs end; afterwards one goes on.
        let outage = hours[(ThreeDays.outage.lowerBound + ThreeDays.hour) / ThreeDays.hour]
        #expect(
            outage?.accepted == 0 && outage?.deferred == 0 && (outage?.waits["no relay"] ?? 0) > 3_500_000)
        #expect((5...8).contains(days.runs), "\(days.runs)")

        // Nobody is tried again before two minutes have passed.
        for times in Dictionary(grouping: days.starts, by: \.row).values {
            guard let first = times.first, let last = times.last, times.count == 2 else { continue }
            #expect(last.at - first.at >= 120_000 || ThreeDays.outage.contains(first.at))
        }
    }
}
