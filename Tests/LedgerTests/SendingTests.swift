import Foundation
import Ledger
import TestSupport
import Testing

@Suite("Claims and results")
struct SendingTests {
    private let folder: TemporaryFolder
    private let file: CampaignFile

    init() throws {
        folder = try TemporaryFolder()
        file = try Fixture.campaign(at: folder("news.merganser"), rows: 30)
    }

    @Test(
        "Pending rows come in the order of the list, after a row, up to a limit, without invalid and skipped ones"
    )
    func pendingInOrder() throws {
        #expect(try file.pending(after: 0, limit: 6).map(\.row) == [1, 2, 3, 4, 6, 7])
        #expect(try file.pending(after: 7, limit: 3).map(\.row) == [8, 9, 11])
        #expect(try file.pending(after: 28, limit: 9).map(\.row) == [29])
        #expect(try file.pending(after: 30, limit: 9).isEmpty)
        #expect(try file.pending(after: 0, limit: 0).isEmpty)
        let first = try #require(try file.pending(after: 0, limit: 1).first)
        #expect(
            first
                == PendingRecipient(
                    row: 1, line: 2, record: Array("row1@example.org".utf8), outcome: .pending, attempts: 0,
                    firstAttemptAt: nil))
    }

    @Test("A claimed row is not pending, and counts as in flight until its result")
    func claimed() throws {
        try file.claim(1, 2, 3)
        #expect(try file.pending(after: 0, limit: 2).map(\.row) == [4, 6])
        var figures = try file.figures()
        #expect(figures[.pending] == 24 && figures.inFlight == 3)
        try file.record(.accepted, 2)
        figures = try file.figures()
        #expect(figures[.pending] == 23 && figures.inFlight == 2 && figures[.accepted] == 1)
        #expect(figures.rows == 30)
    }

    @Test("A result keeps code, enhanced code, text, reason, relay and time")
    func resultsAreKept() throws {
        try file.claim(1, 2, 3)
        try file.commit(
            claims: [],
            results: [
                AttemptResult(
                    row: 2, verdict: .refused, at: 1_790_000_200_123, code: 550, enhanced: "5.1.1",
                    text: Array("no such “user”\u{1B}".utf8) + [0xFF, 0], relay: "mx.example.org:587",
                    connection: 3),
                AttemptResult(row: 3, verdict: .inDoubt, at: 1_790_000_200_124, reason: "connection lost"),
                AttemptResult(row: 1, verdict: .accepted, at: 1_790_000_200_125, code: 250, text: []),
            ])
        let rows = try Fixture.rows(of: file)
        #expect(rows[0].outcome == .accepted && rows[0].code == 250 && rows[0].text == [])
        #expect(rows[0].relay == nil && rows[0].enhanced == nil && rows[0].reason == nil)
        #expect(rows[1].outcome == .refused && rows[1].code == 550 && rows[1].enhanced == "5.1.1")
        #expect(rows[1].text == Array("no such “user”\u{1B}".utf8) + [0xFF, 0])
        #expect(rows[1].relay == "mx.example.org:587" && rows[1].at == 1_790_000_200_123)
        #expect(rows[1].attempts == 1)
        #expect(rows[2].outcome == .inDoubt && rows[2].reason == "connection lost" && rows[2].code == nil)
        let figures = try file.figures()
        #expect(figures.firstAttemptAt == 1_790_000_100_000 && figures.lastAttemptAt == 1_790_000_200_124)
    }

    @Test(
        "What was tried before is pending again only for those who ask, with its attempts and its first time")
    func retrying() throws {
        try file.claim(1, 2, 3, 4, at: 1_790_000_100_999)
        try file.record(.accepted, 1)
        try file.record(.refused, 2)
        try file.record(.deferred, 3)
        try file.record(.inDoubt, 4)
        #expect(try file.pending(after: 0, limit: 1).map(\.row) == [6])
        #expect(try file.pending(after: 0, limit: 2, retrying: [.deferred]).map(\.row) == [3, 6])
        #expect(
            try file.pending(after: 0, limit: 3, retrying: [.refused, .inDoubt]).map(\.row) == [2, 4, 6])
        #expect(try file.pending(after: 4, limit: 2, retrying: [.invalid]).map(\.row) == [6, 7])
        #expect(try file.pending(after: 9, limit: 1, retrying: [.invalid]).map(\.row) == [10])
        let deferred = try #require(try file.pending(after: 0, limit: 1, retrying: [.deferred]).first)
        #expect(deferred.outcome == .deferred && deferred.attempts == 1)
        #expect(deferred.firstAttemptAt == 1_790_000_100)
        try file.claim(3, at: 1_790_009_999_999)
        try file.record(.deferred, 3)
        let again = try #require(try file.pending(after: 0, limit: 1, retrying: [.deferred]).first)
        #expect(again.attempts == 2 && again.firstAttemptAt == 1_790_000_100)
    }

    @Test("A released row is what it was before its claim, and the attempt does not count")
    func released() throws {
        try file.claim(1)
        try file.record(.released, 1)
        let fresh = try #require(try file.pending(after: 0, limit: 1).first)
        #expect(fresh.row == 1 && fresh.attempts == 0 && fresh.firstAttemptAt == nil)
        #expect(try file.figures().firstAttemptAt == nil)
        // The first attempt that is one gives the Date.
        try file.claim(1, at: 1_790_000_300_000)
        try file.record(.inDoubt, 1)
        try file.claim(1, at: 1_790_000_400_000)
        try file.record(.released, 1)
        #expect(try file.pending(after: 0, limit: 1).map(\.row) == [2])
        let doubtful = try #require(try file.pending(after: 0, limit: 1, retrying: [.inDoubt]).first)
        #expect(doubtful.outcome == .inDoubt && doubtful.attempts == 1)
        #expect(doubtful.firstAttemptAt == 1_790_000_300)
    }

    @Test(
        "Rows that are left and not to be sent become skipped with their reason: no attempt, and no start, counts"
    )
    func skipped() throws {
        try file.claim(2)
        try file.record(.refused, 2)
        #expect(try file.addresses(after: 0, limit: 3, of: [.pending, .refused]).map(\.row) == [1, 2, 3])
        #expect(try file.addresses(after: 3, limit: 5, of: [.pending]).map(\.row) == [4, 6, 7, 8, 9])
        let at: Int64 = 1_790_000_300_000
        try file.skip(
            [1, 2, 9].map { AttemptResult(row: $0, verdict: .skipped, at: at, reason: "asked to be") })
        let rows = try Fixture.rows(of: file)
        for row in [1, 2, 9] {
            #expect(rows[row - 1].outcome == .skipped && rows[row - 1].reason == "asked to be")
        }
        #expect(rows[0].attempts == 0 && rows[1].attempts == 1 && rows[0].at == at)
        #expect(try file.figures()[.skipped] == 6 && file.figures()[.refused] == 0)
        #expect(try file.starts(since: at - 200_000).map(\.count).reduce(0, +) == 1)
        #expect(try file.pending(after: 0, limit: 4, retrying: [.refused]).map(\.row) == [3, 4, 6, 7])
        #expect(throws: LedgerFault.misuse(.notClaimable(row: 5))) {
            try file.skip([AttemptResult(row: 5, verdict: .skipped, at: at)])
        }
        #expect(try file.figures().rows == 30)
    }

    @Test("A row that cannot be composed any more is invalid with its reason, and no attempt is counted")
    func invalidLater() throws {
        try file.claim(1, 2)
        try file.commit(
            claims: [],
            results: [
                AttemptResult(row: 1, verdict: .invalid, at: 1_790_000_200_000, reason: "a.pdf is gone")
            ])
        let row = try #require(try Fixture.row(1, of: file))
        #expect(row.outcome == .invalid && row.reason == "a.pdf is gone" && row.attempts == 0)
        let again = try #require(try file.pending(after: 0, limit: 1, retrying: [.invalid]).first)
        #expect(again.row == 1 && again.firstAttemptAt == nil)
    }

    @Test("An invalid row of the list that is tried after all shows what the attempt came to")
    func invalidFirst() throws {
        try file.claim(10)
        try file.record(.accepted, 10)
        let row = try #require(try Fixture.row(10, of: file))
        #expect(row.outcome == .accepted && row.reason == nil && row.attempts == 1)
    }

    @Test("Claims of fresh and of tried rows go together, in any order")
    func mixedClaims() throws {
        try file.claim(1, 2, 3)
        try file.record(.deferred, 2)
        try file.record(.released, 3)
        try file.claim(2, 3, 4, 6, 9, 8, 7)
        #expect(try file.figures().inFlight == 8)
        try file.record(.accepted, 9, 1, 2, 8, 4, 3, 7, 6)
        let figures = try file.figures()
        #expect(figures[.accepted] == 8 && figures.inFlight == 0)
        #expect(try Fixture.row(2, of: file)?.attempts == 2)
        #expect(try Fixture.row(3, of: file)?.attempts == 1)
    }

    @Test("Results go before claims: a row may be given back and claimed anew in one commit")
    func releasedAndClaimed() throws {
        try file.claim(1)
        try file.commit(
            claims: [Claim(row: 1, at: 1_790_000_300_000)],
            results: [AttemptResult(row: 1, verdict: .released, at: 1_790_000_200_000)])
        #expect(try file.figures().inFlight == 1)
    }

    @Test(
        "No row is claimed that is claimed, accepted, skipped or not there, and nothing of that commit counts",
        arguments: [1, 2, 5, 31, 0, -1])
    func notClaimable(row: Int) throws {
        try file.claim(1, 2)
        try file.record(.accepted, 2)
        let before = try file.figures()
        #expect(throws: LedgerFault.misuse(.notClaimable(row: row))) { try file.claim(3, row) }
        #expect(try file.figures() == before)
        #expect(try file.pending(after: 2, limit: 1).map(\.row) == [3])
        // What has gone wrong once is not trusted with another.
        #expect(throws: LedgerFault.misuse(.notClaimable(row: row))) { try file.claim(4) }
    }

    @Test("A row claimed twice in one commit is refused")
    func claimedTwice() throws {
        #expect(throws: LedgerFault.misuse(.notClaimable(row: 3))) { try file.claim(3, 3) }
        #expect(try file.figures().inFlight == 0)
    }

    @Test("A result without a claim is refused, and nothing of that commit counts", arguments: [1, 2, 5, 31])
    func notClaimed(row: Int) throws {
        try file.claim(1, 3)
        try file.record(.accepted, 1)
        let before = try file.figures()
        #expect(throws: LedgerFault.misuse(.notClaimed(row: row))) { try file.record(.accepted, 3, row) }
        #expect(try file.figures() == before)
        #expect(try Fixture.row(3, of: file)?.outcome == .pending)
    }

    @Test(
        "A file that is sealed takes no rows, one that is read takes no claims, one that is closed does nothing"
    )
    func wrongOrder() throws {
        #expect(throws: LedgerFault.misuse(.notImporting)) { try file.append(Fixture.recipient(31)) }
        #expect(throws: LedgerFault.misuse(.notImporting)) { try file.seal() }
        let reader = try CampaignFile.openForReading(at: file.path)
        #expect(throws: LedgerFault.misuse(.notSending)) { try reader.claim(1) }
        try file.close()
        try file.close()
        #expect(throws: LedgerFault.misuse(.notReadable)) { try file.figures() }
        #expect(throws: LedgerFault.misuse(.notSending)) { try file.claim(1) }
        let open = try Fixture.import(at: folder("other.merganser"), rows: 1)
        #expect(throws: LedgerFault.misuse(.notReadable)) { try open.figures() }
        #expect(throws: LedgerFault.misuse(.notSending)) { try open.claim(1) }
    }

    @Test("A report may ask for figures and record outcomes while it is being written")
    func reentrance() throws {
        var seen = 0
        try file.eachRow { row in
            seen += 1
            if row.outcome == .pending { try file.claim(row.row) }
            #expect(try file.figures().rows == 30)
        }
        #expect(seen == 30)
        #expect(try file.figures().inFlight == 24)
    }

    @Test("What the body of a report throws ends it and comes out")
    func bodyThrows() throws {
        struct Enough: Error {}
        var seen = 0
        #expect(throws: Enough.self) {
            try file.eachRow { _ in
                seen += 1
                if seen == 3 { throw Enough() }
            }
        }
        #expect(seen == 3)
        try file.claim(1)
    }

    @Test("The write-ahead log is copied into the file from time to time and does not grow with the campaign")
    func boundedLog() throws {
        let file = try Fixture.campaign(at: folder("long.merganser"), rows: 5000, durability: .process)
        for row in 1...5000 where row % 5 != 0 {
            try file.commit(
                claims: [Claim(row: row, at: 1_790_000_100_000)],
                results: row > 1 && (row - 1) % 5 != 0
                    ? [AttemptResult(row: row - 1, verdict: .accepted, at: 1_790_000_200_000)]
                    : row > 5 ? [AttemptResult(row: row - 2, verdict: .accepted, at: 1_790_000_200_000)] : [])
        }
        let log = try FileManager.default.attributesOfItem(atPath: file.path + "-wal")[.size] as? Int
        #expect(try #require(log) < 40 << 20)
        #expect(try file.figures()[.accepted] == 3999)
    }
}
