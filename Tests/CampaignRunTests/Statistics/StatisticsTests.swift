import TestSupport
import Testing

@testable import CampaignRun
@testable import Ledger

@Suite("What a report says of a campaign")
struct StatisticsTests {
    private static func attempt(_ outcome: Outcome, code: Int?, _ text: String, enhanced: String? = nil)
        -> AttemptRecord
    {
        AttemptRecord(
            row: 1, outcome: outcome, claimedAt: 0, endedAt: 1, code: code, enhanced: enhanced,
            text: code == nil ? nil : Array(text.utf8), reason: code == nil ? text : nil, relay: nil)
    }

    @Test(
        "Answers that differ only in queue ids, addresses and times are one kind, shown as the first of them was said"
    )
    func kinds() {
        var groups = ReplyGroups()
        groups.add(Self.attempt(.accepted, code: 250, "Ok: queued as 4F2A1"))
        groups.add(Self.attempt(.refused, code: 550, "<a@b.example>: no such user", enhanced: "5.1.1"))
        groups.add(Self.attempt(.accepted, code: 250, "Ok: queued as 9C77B03"))
        groups.add(Self.attempt(.refused, code: 550, "<c@d.example>: no such user", enhanced: "5.1.1"))
        groups.add(Self.attempt(.refused, code: 550, "<c@d.example>: no such user", enhanced: "5.1.2"))
        groups.add(Self.attempt(.deferred, code: 450, "<c@d.example>: no such user"))
        groups.add(Self.attempt(.inDoubt, code: nil, "connection lost"))
        groups.add(Self.attempt(.accepted, code: 250, "Ok: queued as 1"))
        groups.add(Self.attempt(.accepted, code: 250, "Ok: queued"))
        let sorted = groups.sorted
        #expect(sorted.map(\.count) == [3, 2, 1, 1, 1, 1])
        #expect(sorted.first?.example == Array("Ok: queued as 4F2A1".utf8))
        #expect(sorted.map(\.outcome) == [.accepted, .refused, .refused, .deferred, .inDoubt, .accepted])
    }

    @Test("A relay that never says the same twice fills no memory")
    func manyKinds() {
        var groups = ReplyGroups()
        for number in 0..<2000 {
            let word = String(number).utf8.map { Character(Unicode.Scalar($0 + 0x31)) }
            groups.add(Self.attempt(.refused, code: 550, String(word)))
        }
        #expect(groups.sorted.count == ReplyGroups.mostKinds)
        #expect(groups.uncounted == 1000)
    }

    @Test("Domains are compared without case; rows without an address have a nameless one")
    func domains() {
        var table = DomainTable()
        table.count(.accepted, of: Array("a@B.example".utf8))
        table.count(.refused, of: Array("\"x@y\"@b.EXAMPLE".utf8))
        table.count(.invalid, of: Array("nobody".utf8))
        table.count(.invalid, of: [])
        table.count(.accepted, of: Array("z@other.example".utf8))
        let largest = table.largest(2)
        #expect(largest.map { String(decoding: $0.domain, as: UTF8.self) } == ["b.example", ""])
        #expect(largest.first?.figures[.accepted] == 1)
        #expect(largest.first?.figures[.refused] == 1)
        #expect(table.domains == 3)
    }

    @Test("A campaign's statistics count every attempt and every row once")
    func wholeCampaign() throws {
        let folder = try TemporaryFolder()
        let file = try CampaignFile.create(
            at: folder("c.merganser"),
            describing: CampaignDescription(
                id: "00", name: "c", createdAt: 0, files: [], listPath: "-", header: Array("email".utf8),
                delimiter: UInt8(ascii: ","), attachments: [], settings: [:]))
        for row in 1...6 {
            try file.append(
                NewRecipient(
                    row: row, line: row + 1, address: Array("r\(row)@\(row % 2).example".utf8),
                    record: Array("r".utf8),
                    outcome: row == 6 ? .invalid : .pending, reason: row == 6 ? "why" : nil))
        }
        try file.seal()
        let (accepted, refused) = (1...3, [4, 5])
        try file.commit(
            claims: (1...5).map { Claim(row: $0, at: 1_790_000_000_000) }, results: [])
        try file.commit(
            claims: [],
            results: accepted.map {
                AttemptResult(
                    row: $0, verdict: .accepted, at: 1_790_000_000_040, code: 250, text: Array("ok".utf8),
                    relay: "one")
            }
                + refused.map {
                    AttemptResult(
                        row: $0, verdict: .refused, at: 1_790_000_002_000, code: 550, enhanced: "5.1.1",
                        text: Array("no \($0)@x".utf8), relay: "two")
                })
        let statistics = try CampaignStatistics(of: file)
        #expect(statistics.series?.intervals.map(\.attempts) == [3, 0, 2])
        #expect(statistics.relays.map(\.name) == ["one", "two"])
        #expect(statistics.relays.map { $0.durations.percentile(50) } == [40, 2000])
        #expect(statistics.replies.sorted.map(\.count) == [3, 2])
        #expect(statistics.lines[.refused]?.rows == 2)
        #expect(statistics.lines[.refused]?.shown.map(\.line) == [5, 6])
        #expect(statistics.lines[.invalid]?.shown.map(\.text) == [Array("why".utf8)])
        #expect(statistics.domains.largest(9).map(\.figures.rows) == [3, 3])
        try file.close()
    }
}
