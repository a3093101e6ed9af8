import CSV
import Composition
import SMTP
import TestSupport
import Testing
import Transport

@testable import CampaignRun

@Suite("Few rows show all that a template can do")
struct TellingRowsTests {
    private static let template = """
        From: a@example.org
        To: {{ email }}
        Subject: A

        {% if a %}a{% endif %}{% if b %}b{% endif %}{% if c %}c{% else %}d{% endif %}
        {% if d %}{% skip "not them" %}{% endif %}
        """

    private static func rows(
        _ list: String, template: String = template, wish: TellingRows.Wish = .init(),
        duplicates: RowRules.Duplicates = .skip
    ) throws -> TellingRows {
        let folder = try TemporaryFolder()
        try folder.write("list.csv", list)
        var opened = try OpenedList(path: folder("list.csv"))
        var settings = CompositionSettings(campaignID: [UInt8](repeating: 7, count: 16))
        settings.marksBranches = true
        let assembly = try Assembly(
            template: TemplateSource(
                message: SourceFile(path: "t.eml", octets: Array(template.utf8)), root: folder.path),
            columns: opened.reader.header.names, dialect: opened.reader.dialect, settings: settings)
        return try TellingRows(
            assembly, list: &opened,
            rules: RowRules(
                duplicates: duplicates, stopsAtProblem: false, key: KeyedHash(key0: 1, key1: 2)),
            wish: wish, date: 0, wording: NoWording())
    }

    @Test("Two rows take seven branches of eight; the last is taken only where the template skips")
    func cover() throws {
        let found = try Self.rows(
            "email,a,b,c,d\nr1@x.org,,,,\nr2@x.org,1,,,\nr3@x.org,1,1,1,\nr4@x.org,,,1,\nr5@x.org,,,,1\n")
        let cover = found.rows.filter { row in
            row.reasons.contains { if case .branches = $0 { true } else { false } }
        }
        #expect(cover.map(\.row) == [1, 3])
        #expect(found.branches == 8)
        #expect(found.untaken.map(\.row) == [5])
        #expect(found.untaken.map(\.branch.line) == [6])
        #expect(found.summary.messages == 4)
    }

    @Test("A row that later ones made superfluous is left out")
    func superfluous() {
        var cover = BranchCover()
        for (row, branches) in [[0, 1, 2, 3], [0, 1, 4], [2, 3, 5]].enumerated() {
            var set = BranchSet()
            for branch in branches { set.insert(branch) }
            cover.note(set, TellingRow(row: row))
        }
        #expect(cover.chosen().map(\.row.row) == [1, 2])
        #expect(cover.chosen().flatMap(\.adds).sorted() == [0, 1, 2, 3, 4, 5])
    }

    @Test("The longest, the emptiest and the least ASCII row go by the cells that the template uses")
    func extremes() throws {
        let found = try Self.rows(
            "email,a,b,c,d,unused\nr1@x.org,x,x,x,,\nr2@x.org,xxxxxxxxxxxxxxx,x,x,,\nr3@x.org,,,x,,yyyyyyyyyyyyyyyyyyyyyyyyyyyyy\nr4@x.org,é,é,é,,\n",
            template: "From: a@example.org\nTo: {{ email }}\nSubject: {{ a }}{{ b }}{{ c }}\n\n.")
        #expect(found.rows.map(\.row) == [2, 3, 4])
        #expect(
            found.rows.map(\.reasons) == [
                [.longest(octets: 25)], [.emptiest(filled: 2, of: 4)], [.leastASCII(percent: 42)],
            ])
    }

    @Test("The draw is repeated by its seed, and every row can be drawn")
    func lot() {
        func draw(_ seed: UInt64) -> [Int] {
            var lot = Lot<Int>(3, seed: seed)
            for number in 0..<10 { lot.offer(number) }
            return lot.drawn
        }
        #expect(draw(1) == draw(1))
        #expect(Set((0..<100).flatMap { draw($0) }) == Set(0..<10))
        #expect((0..<100).allSatisfy { Set(draw($0)).count == 3 })
    }

    @Test("With a limit, rows that take branches go first, and what is left out is counted")
    func limit() throws {
        let list = "email,a,b,c,d\nr1@x.org,,,,\nr2@x.org,1,,,\nr3@x.org,1,1,1,\n"
        let found = try Self.rows(list, wish: TellingRows.Wish(limit: 1))
        #expect(found.rows.count == 1)
        #expect(found.leftOut == 3)
    }
}

private struct NoWording: Wording {
    func sentence(for problem: RowProblem) -> String { "" }
    func sentence(for fault: PathFault) -> String { "" }
    func sentence(for refusal: LocalRefusal) -> String { "" }
    func sentence(for doubt: InDoubtReason) -> String { "" }
    func sentence(for reason: NotSentReason) -> String { "" }
    func sentence(for failures: [RecipientFailure]) -> String { "" }
}

extension TellingRow {
    init(row: Int) {
        self.init(row: row, line: row + 1, rows: 1, original: [], followers: nil)
    }
}
