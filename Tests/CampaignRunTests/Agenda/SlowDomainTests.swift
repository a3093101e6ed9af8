import Ledger
import TestSupport
import Testing

@testable import CampaignRun

@Suite("Domains whose answers are waited for")
struct SlowDomainTests {
    /// Sends all rows over so many connections, each of which waits for its answer; when each row was done, in
    /// milliseconds.
    private func ends(
        _ run: inout AgendaFixture, connections: Int, _ wait: (Int) -> Int64
    ) throws -> [Int: Int64] {
        var (busy, ends): ([(row: Int, from: Int64, until: Int64)], [Int: Int64]) = ([], [:])
        while !run.isExhausted || !busy.isEmpty {
            while busy.count < connections {
                let rows = try run.take(1)
                guard let row = rows.first else { break }
                busy.append((row, run.now, run.now + wait(row)))
            }
            guard let next = busy.indices.min(by: { busy[$0].until < busy[$1].until }) else {
                guard try run.wait() != nil else { return ends }
                continue
            }
            let one = busy.remove(at: next)
            run.now = max(run.now, one.until)
            ends[one.row] = run.now - AgendaFixture.start
            try run.accept(one.row, after: one.until - one.from)
        }
        return ends
    }

    @Test(
        "A slow domain at the head of the list holds nobody up, and gets all connections when it alone is left"
    )
    func head() throws {
        var run = try AgendaFixture(rows: 1400, connections: 4) {
            "row\($0)@\($0 <= 400 ? "slow" : "fast\($0 % 50)").example"
        }
        let ends = try ends(&run, connections: 4) { $0 <= 400 ? 5000 : 10 }
        #expect(ends.count == 1400)
        // Four messages show what it is like.
        let others = ends.filter { $0.key > 400 }.values
        #expect((others.max() ?? .max) < 5000 + 1000 * 10)
        let slow = ends.filter { $0.key <= 400 }.values
        #expect((slow.max() ?? .max) <= 102 * 5000)
    }

    @Test("One that answers as others do again is no slow one any more")
    func recovered() throws {
        var run = try AgendaFixture(rows: 4000, connections: 4) {
            "row\($0)@\($0 % 2 == 0 ? "moody" : "fast").example"
        }
        let ends = try ends(&run, connections: 4) { $0 == 2 || $0 == 4 ? 3000 : 10 }
        #expect(ends.count == 4000 && (ends.values.max() ?? .max) <= 6000 + 1000 * 10)
    }

    @Test("Where everybody has to wait it is the relay that is slow, and all connections are used")
    func slowRelay() throws {
        var run = try AgendaFixture(rows: 400, connections: 4) { "row\($0)@d\($0 % 40).example" }
        let ends = try ends(&run, connections: 4) { _ in 3000 }
        #expect(ends.count == 400 && (ends.values.max() ?? .max) <= 101 * 3000)
    }

    @Test("Rates of domains hold for those that waited, and a limit counts them once")
    func together() throws {
        var run = try AgendaFixture(rows: 300, [.ratePerDomain: ["10/s"]], limit: 200, connections: 4) {
            "row\($0)@\($0 <= 150 ? "slow" : "fast\($0 % 10)").example"
        }
        let ends = try ends(&run, connections: 4) { $0 <= 150 ? 4000 : 10 }
        #expect(ends.count == 200)
        #expect(try run.file.figures()[.pending] == 100)
        for (domain, rows) in Dictionary(grouping: ends.keys, by: { $0 <= 150 ? -1 : $0 % 10 }) {
            let starts = rows.map { (ends[$0] ?? 0) - (domain < 0 ? 4000 : 10) }.sorted()
            for (one, next) in zip(starts, starts.dropFirst()) { #expect(next - one >= 100) }
        }
    }

    @Test("A search that ends with the list goes on at once with those that were put aside")
    func searchedThrough() throws {
        // Three are taken, and exactly as many as are looked through in one go are left.
        var run = try AgendaFixture(rows: 3 + 2048, connections: 4) { "row\($0)@slow.example" }
        #expect(try run.take(2) == [1, 2])
        run.now += 3000
        try run.accept(1, after: 3000)
        #expect(try run.take(1) == [3])
        #expect(try run.take(1) == [])
        #expect(try run.pause()?.reason == .search)
        #expect(try run.take(1) == [4])
    }

    @Test("A search that has not ended is no reason to wait when nobody wants a row")
    func searchedForNobody() throws {
        var run = try AgendaFixture(rows: 5000, [.ratePerDomain: ["1/minute"]]) { "row\($0)@slow.example" }
        #expect(try run.take(1) == [1])
        #expect(try run.take(1) == [])
        #expect(try run.agenda.pause(in: run.file, at: run.now, isWanted: true)?.reason == .search)
        #expect(try run.agenda.pause(in: run.file, at: run.now, isWanted: false) == nil)
    }

    @Test("With a single connection nobody can go past, and the order is that of the list")
    func single() throws {
        var run = try AgendaFixture(rows: 20) { "row\($0)@\($0 % 2 == 0 ? "slow" : "fast").example" }
        let ends = try ends(&run, connections: 1) { $0 % 2 == 0 ? 3000 : 10 }
        #expect(ends.sorted { $0.value < $1.value }.map(\.key) == Array(1...20))
    }
}
