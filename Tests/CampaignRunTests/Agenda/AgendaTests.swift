import Ledger
import SMTP
import TestSupport
import Testing

@testable import CampaignRun

@Suite("Who is next, and when")
struct AgendaTests {
    @Test(
        "Whoever is turned away at first is tried again when the time has come, not before, and then is done")
    func greylisting() throws {
        var run = try AgendaFixture(rows: 2000)
        let start = run.now
        var attempts: [Int: [Int64]] = [:]
        while true {
            let rows = try run.take(64)
            for row in rows { attempts[row, default: []].append(run.now) }
            try run.settle { $0.recipient.attempts == 0 ? AgendaFixture.greylisted : AgendaFixture.accepted }
            guard rows.isEmpty else { continue }
            guard let pause = try run.wait() else { break }
            #expect(pause.reason == .deferral)
        }
        #expect(run.isExhausted)
        #expect(try run.file.figures()[.accepted] == 2000)
        #expect(attempts.count == 2000)
        for times in attempts.values {
            #expect(times.count == 2 && times[0] == start)
            #expect((120_000...180_000).contains((times.last ?? 0) - start))
        }
    }

    @Test("Rows whose time has come and rows whose turn it is are handed out by turns")
    func byTurns() throws {
        var run = try AgendaFixture(rows: 2000)
        _ = try run.take(500)
        try run.settle { _ in AgendaFixture.greylisted }
        run.now += 200_000
        let rows = try run.take(600)
        #expect(rows.count { $0 <= 500 } == 300)
    }

    @Test("What was used up is left deferred, and a later run begins with it")
    func usedUp() throws {
        let texts: [PaceOption: [String]] = [.maxAttempts: ["3"], .retryAfter: ["1s"]]
        var run = try AgendaFixture(rows: 3, texts)
        var taken = 0
        repeat {
            taken += try run.take(9).count
            try run.settle { _ in AgendaFixture.greylisted }
        } while try run.wait() != nil
        #expect(taken == 9 && run.isExhausted)
        #expect(try run.file.figures()[.deferred] == 3)
        #expect(try run.resume(texts) == 3)
        #expect(try run.take(9) == [1, 2, 3])
        try run.settle { _ in AgendaFixture.greylisted }
        #expect(try run.wait() == nil && run.isExhausted)
    }

    @Test(
        "A later run waits for what an earlier one has planned, and knows of its attempts; unless it is hurried"
    )
    func resumed() throws {
        var run = try AgendaFixture(rows: 3)
        _ = try run.take(2)
        try run.settle { _ in AgendaFixture.greylisted }
        #expect(try run.resume() == 2)
        #expect(try run.take(9) == [3])
        try run.settle { _ in AgendaFixture.accepted }
        let pause = try #require(try run.wait())
        #expect(pause.reason == .deferral && run.now >= AgendaFixture.start + 120_000)
        let again = try run.take(1)
        #expect(again.count == 1 && run.out.first?.recipient.attempts == 1)
        #expect(run.out.first?.date == AgendaFixture.start / 1000)
        try run.settle { _ in AgendaFixture.greylisted }
        #expect(try run.resume(isHurried: true) == 2)
        #expect(try run.take(9).count == 2)
    }

    @Test("A claim that came to nothing comes back at once, also one of a further attempt")
    func givenBack() throws {
        var run = try AgendaFixture(rows: 1)
        _ = try run.take(1)
        try run.settle { _ in AgendaFixture.greylisted }
        _ = try run.wait()
        #expect(try run.take(1) == [1])
        try run.settle { _ in .notSent(.connectionLost) }
        #expect(!run.isExhausted)
        #expect(try run.take(1) == [1] && run.out.first?.recipient.attempts == 1)
    }

    @Test(
        "A clock that is set back ten days makes nobody wait for ten days, one that is set forward for nobody"
    )
    func clockIsSet() throws {
        for days: Int64 in [-10, 10] {
            var run = try AgendaFixture(rows: 4, [.maxAge: ["30d"]])
            _ = try run.take(4)
            try run.settle { _ in AgendaFixture.greylisted }
            run.now += days * CivilDay.milliseconds
            #expect(try run.take(4).count == 4)
            try run.settle { _ in AgendaFixture.greylisted }
            // The next wait is by the new clock.
            #expect(try run.take(4).isEmpty)
            let before = run.now
            _ = try run.wait()
            #expect((240_000...360_000).contains(run.now - before))
        }
    }

    @Test("A later run that waits for less keeps the times that are planned")
    func shorterWait() throws {
        var run = try AgendaFixture(rows: 3, [.retryAfter: ["5h"]])
        #expect(try run.take(9).count == 3)
        try run.settle { _ in AgendaFixture.greylisted }
        for minute: Int64 in 1...3 {
            run.now += minute * 60_000
            #expect(try run.resume([.retryAfter: ["1s"]]) == 3)
            #expect(try run.take(9).isEmpty)
        }
        let pause = try run.wait()
        #expect(pause?.reason == .deferral)
        #expect(run.now >= AgendaFixture.start + 5 * 3_600_000)
    }

    @Test("A limit counts attempts; what is turned away beyond it waits for a later run")
    func limited() throws {
        var run = try AgendaFixture(rows: 10, limit: 4)
        #expect(try run.take(9) == [1, 2, 3, 4])
        try run.settle { _ in AgendaFixture.greylisted }
        #expect(run.isExhausted)
        #expect(try run.wait() == nil)
        #expect(try run.file.nextRetry() != nil)
    }
}
