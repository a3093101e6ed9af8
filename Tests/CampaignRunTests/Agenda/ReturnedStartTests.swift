import Ledger
import SMTP
import TestSupport
import Testing

@testable import CampaignRun

/// Claims that were offered to no relay are no starts.
@Suite("Starts that were none")
struct ReturnedStartTests {
    @Test(
        "A claim that comes back at once may start again at once, under any rate, cap or rate of its domain",
        arguments: [
            [PaceOption.rate: ["1/hour"]], [.rate: ["3/day"]], [.dailyCap: ["1"]],
            [.ratePerDomain: ["1/hour"]],
            [.ratePerDomain: ["1/day"]],
        ])
    func returned(_ texts: [PaceOption: [String]]) throws {
        var run = try AgendaFixture(rows: 1, texts)
        for _ in 0..<5 {
            #expect(try run.take(1) == [1])
            run.now += 5
            try run.settle { _ in .notSent(.connectionLost) }
        }
        #expect(try run.take(1) == [1])
    }

    @Test("A row that is found to be suppressed when it is composed takes nobody's place")
    func suppressed() throws {
        var run = try AgendaFixture(rows: 3, [.ratePerDomain: ["1/day"]])
        #expect(try run.take(9) == [1])
        try run.come { _ in .invalid(.suppressed(by: Suppression.Match(list: "gone", isDomain: false))) }
        #expect(try run.take(9) == [2])
        try run.settle { _ in AgendaFixture.accepted }
        #expect(try run.take(9) == [])
        #expect(try run.file.figures()[.skipped] == 1)
        // A later run counts the one that was sent, and not the other.
        run.now += CivilDay.milliseconds + 900_000
        _ = try run.resume([.ratePerDomain: ["1/day"]])
        #expect(try run.take(9) == [3])
    }

    @Test("What was skipped is no start for a later run either")
    func laterRun() throws {
        let texts: [PaceOption: [String]] = [.ratePerDomain: ["1/day"], .rate: ["1/day"]]
        var run = try AgendaFixture(rows: 2, texts)
        #expect(try run.take(9) == [1])
        try run.come { _ in .invalid(.suppressed(by: Suppression.Match(list: "gone", isDomain: false))) }
        _ = try run.resume(texts)
        #expect(try run.take(9) == [2])
        try run.settle { _ in AgendaFixture.accepted }
        _ = try run.resume(texts)
        #expect(try run.take(9) == [])
    }

    @Test("No rate is exceeded by what was given back, whenever that happens")
    func neverMore() throws {
        for (number, text) in ["1/s", "5/s", "40/minute", "250/s", "1000/s"].enumerated() {
            let rate = try #require(Rate(parsing: text.utf8))
            var random = SplitMix64(seed: UInt64(number))
            var now: Int64 = 1_790_000_000_000
            var bucket = TokenBucket(rate, at: now)
            var (out, starts): ([Int64], [Int64]) = ([], [])
            for _ in 0..<20_000 {
                switch random.next() % 4 {
                case 0 where !out.isEmpty:
                    let claimed = out.remove(at: Int(random.next() % UInt64(out.count)))
                    bucket.giveBack(startedAt: claimed, now: now)
                case 1 where !out.isEmpty:
                    starts.append(out.remove(at: Int(random.next() % UInt64(out.count))))
                case 2: now += Int64(random.next() % UInt64(1 + rate.unit.milliseconds / rate.count))
                default:
                    guard bucket.available(at: now) > 0 else { continue }
                    bucket.take(1, at: now)
                    out.append(now)
                }
            }
            starts.append(contentsOf: out)
            starts.sort()
            let most = Int(rate.count)
            for (one, next) in zip(starts, starts.dropFirst(most)) {
                #expect(next - one >= rate.unit.milliseconds, "\(text)")
            }
        }
    }

    @Test("Rows that were refused or are in doubt stay so when they turn out to be suppressed")
    func lasting() throws {
        var run = try AgendaFixture(rows: 3)
        #expect(try run.take(9) == [1, 2, 3])
        try run.settle { claim in
            switch claim.recipient.row {
            case 1: .inDoubt(.connectionLost)
            case 2: .refused(Reply(code: 550), recipient: 0)
            default: AgendaFixture.greylisted
            }
        }
        _ = try run.resume(isHurried: true, retrying: [.inDoubt, .refused])
        #expect(try run.take(9).count == 3)
        try run.come { _ in .invalid(.suppressed(by: Suppression.Match(list: "gone", isDomain: false))) }
        let figures = try run.file.figures()
        #expect(figures[.inDoubt] == 1 && figures[.refused] == 1 && figures[.skipped] == 1)
        #expect(run.isExhausted)
    }

    @Test("Rows that are to be left out are, whatever is tried again")
    func omitted() throws {
        var run = try AgendaFixture(rows: 3)
        #expect(try run.take(9) == [1, 2, 3])
        try run.settle { _ in .inDoubt(.connectionLost) }
        _ = try run.resume(retrying: [.inDoubt], omitting: [2])
        #expect(try run.take(9) == [1, 3])
    }
}
