import Foundation
import GRDB
import Ledger
import TestSupport
import Testing

/// Numbers that no program of ours wrote end nothing, whatever they are.
@Suite("Numbers of a damaged file")
struct DamagedFigureTests {
    @Test(
        "Times and counts from any end of 64 bits are read as some that can be reckoned with",
        arguments: [Int64.min, -1, .max])
    func anything(_ number: Int64) throws {
        let folder = try TemporaryFolder()
        let path = folder("c.merganser")
        let file = try Fixture.campaign(at: path, rows: 9)
        try file.claim(1, 2, 3, 4)
        var away = AttemptResult(row: 1, verdict: .deferred, at: 1_790_000_200_000)
        away.retryAt = 1_790_000_300_000
        try file.commit(claims: [], results: [away])
        try file.record(.accepted, 2, 3)
        try file.close()
        try DatabaseQueue(path: path).write { database in
            for column in [
                "attempt.claimed_at", "attempt.ended_at", "state.first_at", "state.claimed_at",
                "state.attempts",
                "retry.due_at", "tally.rows", "campaign.created_at",
            ] {
                let names = column.split(separator: ".")
                try database.execute(
                    sql: "UPDATE \(names[0]) SET \(names[1]) = ?", arguments: [number])
            }
        }
        let again = try CampaignFile.open(at: path)
        let times = 0...253_402_300_799_999 as ClosedRange<Int64>
        let figures = try again.figures()
        #expect(figures.rows >= 0)
        for time in [
            figures.firstAttemptAt, figures.lastAttemptAt, figures.nextRetryAt, again.description.createdAt,
        ] {
            #expect(times.contains(try #require(time)))
        }
        try again.eachAttempt { #expect(times.contains($0.claimedAt) && times.contains($0.endedAt)) }
        try again.eachStart(since: 0) { _, time in #expect(times.contains(time)) }
        _ = try again.starts(since: 0)
        try again.eachRow { #expect($0.attempts >= 0 && times.contains($0.at ?? 0)) }
        for recipient in try again.pending(after: 0, limit: 9, retrying: [.deferred, .inDoubt]) {
            #expect(recipient.attempts >= 0 && times.contains((recipient.firstAttemptAt ?? 0) * 1000))
        }
        #expect(try times.contains(again.nextRetry() ?? 0))
        _ = try again.messagesLeft(retrying: Set(Outcome.allCases))
    }
}
