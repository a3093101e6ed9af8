import Ledger
import SMTP
import TestSupport
import Testing

@testable import CampaignRun

@Suite("How many may be refused")
struct FailureLimitTests {
    private static func isReached(_ text: String, refused: Int, of answered: Int) throws -> Bool {
        let limit = try #require(FailureLimit(parsing: text.utf8))
        var count = RefusalCount()
        for _ in 0..<refused { count.note(.refused) }
        for _ in refused..<answered { count.note(.accepted) }
        return limit.isReached(by: count)
    }

    @Test(
        "A number is reached by as many refusals, a share by that share of the answers, from the twentieth on"
    )
    func reached() throws {
        #expect(try !Self.isReached("3", refused: 2, of: 1000))
        #expect(try Self.isReached("3", refused: 3, of: 3))
        #expect(try !Self.isReached("5%", refused: 19, of: 19))
        #expect(try Self.isReached("5%", refused: 1, of: 20))
        #expect(try !Self.isReached("5%", refused: 4, of: 100))
        #expect(try Self.isReached("5%", refused: 5, of: 100))
        #expect(try !Self.isReached("100%", refused: 49, of: 50))
    }

    @Test("Deferrals, and what was never offered, are no answers")
    func answers() {
        var count = RefusalCount()
        for verdict in [.deferred, .inDoubt, .invalid, .released] as [AttemptResult.Verdict] {
            count.note(verdict)
        }
        #expect(count.answered == 0 && count.refused == 0)
        count.note(.refusedUnsent)
        #expect(count.answered == 1 && count.refused == 1)
    }

    @Test(
        "What is neither a number nor a share is refused",
        arguments: ["", "0", "%", "0%", "101%", "5%%", "5 %", "-1", "1.5%"])
    func faults(_ text: String) {
        #expect(throws: PaceFault(option: .stopAfterFailures, text: text)) {
            try PaceSettings([.stopAfterFailures: [text]])
        }
    }

    @Test("A run is told once that too many were refused; the next one counts anew")
    func agenda() throws {
        let texts: [PaceOption: [String]] = [.stopAfterFailures: ["2"]]
        var run = try AgendaFixture(rows: 9, texts)
        let refusal = Verdict.refused(Reply(code: 550, text: "5.1.1 no"), recipient: 0)
        _ = try run.take(3)
        try run.settle { $0.recipient.row == 1 ? refusal : AgendaFixture.accepted }
        #expect(run.agenda.failure == nil)
        _ = try run.take(1)
        try run.settle { _ in refusal }
        #expect(run.agenda.failure?.refused == 2 && run.agenda.failure?.answered == 4)
        _ = try run.resume(texts)
        #expect(run.agenda.failure == nil)
        #expect(try run.file.figures()[.pending] == 5)
    }
}
