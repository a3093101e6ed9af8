import Ledger
import SMTP
import Testing

@testable import CampaignRun

@Suite("The figures of a run")
struct RunProgressTests {
    private static func claim(_ row: Int, _ outcome: Outcome = .pending) -> ClaimedRecipient {
        ClaimedRecipient(
            recipient: PendingRecipient(
                row: row, line: row, record: [], outcome: outcome, attempts: 0, firstAttemptAt: nil),
            date: 0, claimedAt: 0)
    }

    private static func turnedAway(_ claim: ClaimedRecipient) -> Settlement {
        Settlement(claim: claim, result: .verdict(AgendaFixture.greylisted), slot: 0).retried(at: 5000)
    }

    @Test(
        "Rows that are named are tried once: those that are turned away are deferred, and awaited by nobody")
    func named() {
        var progress = RunProgress(total: 2, countsRetries: false)
        let claims = [Self.claim(1, .deferred), Self.claim(2)]
        progress.count(claims)
        for claim in claims { progress.count(Self.turnedAway(claim), wording: Silence()) }
        #expect(progress.toRetry == 0 && progress.deferred == 2 && progress.done == 2)
    }

    @Test("When a limit is used up, those that were turned away are deferred, and others stay what they were")
    func limited() {
        var progress = RunProgress(total: 3)
        progress.toRetry = 50
        let claims = [Self.claim(1, .deferred), Self.claim(2, .deferred), Self.claim(3, .deferred)]
        progress.count(claims)
        progress.count(Self.turnedAway(claims[0]), wording: Silence())
        #expect(progress.toRetry == 48 && progress.done == 0)
        var shown = progress
        shown.endRetries(outstanding: 2)
        #expect(shown.toRetry == 0 && shown.deferred == 1)
        for claim in claims[1...] {
            let accepted = Settlement(claim: claim, result: .verdict(AgendaFixture.accepted), slot: 0)
            progress.count(accepted, wording: Silence())
        }
        progress.endRetries(outstanding: 0)
        #expect(progress.toRetry == 0 && progress.deferred == 1 && progress.accepted == 2)
    }
}
