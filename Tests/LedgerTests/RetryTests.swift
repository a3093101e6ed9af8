import Foundation
import GRDB
import Ledger
import TestSupport
import Testing

@Suite("Times of further attempts")
struct RetryTests {
    private let folder: TemporaryFolder
    private let path: String
    private let file: CampaignFile

    init() throws {
        folder = try TemporaryFolder()
        path = folder("news.merganser")
        file = try Fixture.campaign(at: path, rows: 30)
    }

    private func `defer`(_ file: CampaignFile, _ row: Int, until time: Int64?) throws {
        try file.claim(row)
        var result = AttemptResult(row: row, verdict: .deferred, at: 1_790_000_200_000)
        result.retryAt = time
        try file.commit(claims: [], results: [result])
    }

    @Test("Rows come when they are due, those that wait for longest first, once, with their attempts")
    func due() throws {
        #expect(try file.nextRetry() == nil && file.takeDue(at: .max, limit: 9).isEmpty)
        for (row, time) in [(3, 5000), (1, 7000), (2, 5000), (4, 9000)] as [(Int, Int64)] {
            try `defer`(file, row, until: time)
        }
        #expect(try file.nextRetry() == 5000 && file.figures().nextRetryAt == 5000)
        #expect(try file.takeDue(at: 4999, limit: 9).isEmpty)
        #expect(try file.takeDue(at: 7000, limit: 2).map(\.row) == [2, 3])
        let last = try file.takeDue(at: 7000, limit: 2)
        #expect(last.map(\.row) == [1] && last.first?.attempts == 1 && last.first?.outcome == .deferred)
        #expect(last.first?.firstAttemptAt == 1_790_000_100)
        #expect(try file.takeDue(at: 7000, limit: 2).isEmpty && file.nextRetry() == 9000)
    }

    @Test("The times outlive the process; what was taken up and not claimed is due after it")
    func reopened() throws {
        try `defer`(file, 1, until: 5000)
        try `defer`(file, 2, until: 6000)
        try `defer`(file, 3, until: nil)
        #expect(try file.takeDue(at: 5000, limit: 9).map(\.row) == [1])
        try file.close()
        let again = try CampaignFile.open(at: path)
        try again.planRetries(at: 4000)
        #expect(try again.takeDue(at: 5000, limit: 9).map(\.row) == [3, 1])
        #expect(try again.nextRetry() == 6000)
        try again.planRetries(at: 4500, isHurried: true)
        #expect(try again.takeDue(at: 4500, limit: 9).map(\.row) == [1, 2, 3])
    }

    @Test("Taking up what is due, a few at a time, commits nothing; the next commit takes its times out")
    func withoutCommit() throws {
        for row in [1, 2, 3] { try `defer`(file, row, until: Int64(row) * 1000) }
        let other = try DatabaseQueue(path: path)
        func state() throws -> (commits: Int, times: Int) {
            try other.read { database in
                (
                    try Int.fetchOne(database, sql: "PRAGMA data_version") ?? 0,
                    try Int.fetchOne(database, sql: "SELECT count(*) FROM retry") ?? 0
                )
            }
        }
        let before = try state()
        for row in [1, 2] {
            #expect(try file.nextRetry() == Int64(row) * 1000)
            #expect(try file.takeDue(at: 2000, limit: 1).map(\.row) == [row])
        }
        #expect(try file.takeDue(at: 2000, limit: 1).isEmpty && file.nextRetry() == 3000)
        #expect(try state() == before && before.times == 3)
        try file.claim(4)
        #expect(try state().times == 1 && file.nextRetry() == 3000)
        // One that was taken up, and is turned away again, has its new time.
        try `defer`(file, 1, until: 2500)
        #expect(try file.takeDue(at: 9000, limit: 9).map(\.row) == [1, 3])
    }

    @Test("A row that is claimed, whoever found it, has no time any more; one that is released is due again")
    func claimed() throws {
        try `defer`(file, 1, until: 5000)
        try file.claim(1)
        #expect(try file.nextRetry() == nil)
        try file.record(.released, 1)
        try file.planRetries(at: 7000)
        #expect(try file.takeDue(at: 7000, limit: 9).map(\.attempts) == [1])
    }

    @Test("A file of a version without times opens, and what is deferred in it is due")
    func older() throws {
        try `defer`(file, 1, until: 5000)
        try `defer`(file, 2, until: 6000)
        try file.close()
        try DatabaseQueue(path: path).write { try $0.execute(sql: "DROP TABLE retry") }
        let again = try CampaignFile.open(at: path)
        #expect(try again.nextRetry() == nil && again.figures().nextRetryAt == nil)
        try again.planRetries(at: 1000)
        #expect(try again.takeDue(at: 1000, limit: 9).map(\.row) == [1, 2])
    }

    @Test("What such a version has sent from a file with times is not tried again")
    func sentByOlder() throws {
        try `defer`(file, 1, until: 5000)
        try `defer`(file, 2, until: 6000)
        try file.close()
        try DatabaseQueue(path: path).write { database in
            try database.execute(
                sql: """
                    UPDATE state SET outcome = 3 WHERE row = 1;
                    UPDATE tally SET rows = rows + 1 WHERE outcome = 3;
                    UPDATE tally SET rows = rows - 1 WHERE outcome = 5;
                    """)
        }
        let again = try CampaignFile.open(at: path)
        try again.planRetries(at: 1000)
        #expect(try again.nextRetry() == 6000)
        #expect(try again.takeDue(at: 9000, limit: 9).map(\.row) == [2])
    }
}
