import Ledger
import SMTP
import TestSupport
import Testing

@testable import CampaignRun

@Suite("Domains that go past each other")
struct FairnessTests {
    /// The first so many rows are of one large domain, the others of one each.
    private static func address(large: Int) -> (Int) -> String {
        { row in row <= large ? "row\(row)@large.example" : "row\(row)@small\(row).example" }
    }

    /// Sends everything; which rows started when, in milliseconds since the beginning.
    private func starts(
        _ run: inout AgendaFixture, _ verdict: (ClaimedRecipient) -> Verdict = { _ in AgendaFixture.accepted }
    ) throws -> [Int: [Int64]] {
        var starts: [Int: [Int64]] = [:]
        while true {
            let rows = try run.take(16)
            for row in rows { starts[row, default: []].append(run.now - AgendaFixture.start) }
            try run.settle(verdict)
            guard rows.isEmpty else { continue }
            guard let pause = try run.wait() else { return starts }
            #expect([.domainRate, .search, .deferral].contains(pause.reason))
        }
    }

    @Test("A domain that may have two a second does not hold back those that stand far behind it in the list")
    func limited() throws {
        var run = try AgendaFixture(
            rows: 2600, [.ratePerDomain: ["2/s"]], address: Self.address(large: 2500))
        let starts = try starts(&run)
        #expect(starts.count == 2600 && starts.values.allSatisfy { $0.count == 1 })
        #expect(try run.file.figures()[.accepted] == 2600)
        let small = starts.filter { $0.key > 2500 }.values.flatMap(\.self)
        #expect((small.max() ?? .max) == 0)
        let large = starts.filter { $0.key <= 2500 }.values.flatMap(\.self).sorted()
        for (index, time) in large.enumerated() where index >= 2 {
            #expect(time - large[index - 2] >= 1000)
        }
        #expect((1_245_000...1_255_000).contains(large.last ?? 0))
    }

    @Test("Nor does one whose recipients are all turned away")
    func deferring() throws {
        var run = try AgendaFixture(
            rows: 2000, [.ratePerDomain: ["50/s"], .maxAttempts: ["3"]], address: Self.address(large: 1000))
        let starts = try starts(&run) { claim in
            claim.recipient.row <= 1000 ? AgendaFixture.greylisted : AgendaFixture.accepted
        }
        #expect(try run.file.figures()[.accepted] == 1000 && run.file.figures()[.deferred] == 1000)
        #expect(starts.filter { $0.key > 1000 }.values.allSatisfy { $0 == [0] })
        let large = starts.filter { $0.key <= 1000 }
        #expect(large.values.allSatisfy { $0.count == 3 })
        let times = large.values.flatMap(\.self).sorted()
        for (index, time) in times.enumerated() where index >= 50 {
            #expect(time - times[index - 50] >= 1000)
        }
    }

    @Test("Rates of domains, a rate of all, and a limit hold together, over a resume too")
    func together() throws {
        let texts: [PaceOption: [String]] = [.ratePerDomain: ["1/minute"], .rate: ["10/s"]]
        var run = try AgendaFixture(rows: 100, texts) { "row\($0)@d\($0 % 10).example" }
        var starts: [Int: [Int64]] = [:]
        for visit in 0..<30 {
            while true {
                let rows = try run.take(8)
                for row in rows { starts[row % 10, default: []].append(run.now) }
                try run.settle { _ in AgendaFixture.accepted }
                guard rows.isEmpty else { continue }
                guard try run.wait() != nil else { break }
                if starts.values.reduce(0, { $0 + $1.count }) >= (visit + 1) * 7 { break }
            }
            guard !run.isExhausted else { break }
            _ = try run.resume(texts)
        }
        #expect(starts.values.allSatisfy { $0.count == 10 })
        for times in starts.values {
            for (one, next) in zip(times, times.dropFirst()) { #expect(next - one >= 60_000) }
        }
        let all = starts.values.flatMap(\.self).sorted()
        for (index, time) in all.enumerated() where index >= 10 { #expect(time - all[index - 10] >= 1000) }
    }

    @Test("Many rows of one domain are looked through once, some thousand at a time, for the one behind them")
    func search() throws {
        var run = try AgendaFixture(
            rows: 20_000, [.ratePerDomain: ["1/hour"]], address: Self.address(large: 19_999))
        var looks = 0
        while run.out.last?.recipient.row != 20_000, looks < 50 {
            _ = try run.take(2)
            looks += 1
            guard run.out.last?.recipient.row != 20_000 else { break }
            #expect(try run.wait()?.reason == .search)
        }
        #expect(run.out.map(\.recipient.row) == [1, 20_000] && looks <= 11, "\(looks)")
    }
}
