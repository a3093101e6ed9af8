import Testing

@testable import CampaignRun

@Suite("A selection of rows")
struct RowSelectionTests {
    @Test("has the rows that are named, in any order, once")
    func parsed() throws {
        let selection = try #require(RowSelection(parsing: "10-20,5,21,15-18,300-"))
        #expect(selection.ranges.map(\.lowerBound) == [5, 10, 300])
        #expect(selection.ranges.map(\.upperBound).dropLast() == [5, 21])
        #expect([5, 10, 15, 21, 300, 5_000_000_000].allSatisfy(selection.contains))
        #expect(![1, 4, 6, 9, 22, 299].contains(where: selection.contains))
    }

    @Test("says which row comes next")
    func next() throws {
        let selection = try #require(RowSelection(parsing: "3-4,7"))
        #expect([0, 1, 2, 3, 4, 5, 6, 7].map(selection.next) == [3, 3, 3, 4, 7, 7, 7, nil])
    }

    @Test(
        "is nothing else than numbers and ranges",
        arguments: [
            "", ",", "0", "-5", "5,", "a", "1-2-3", "9-3", " 1", "+1", "1.5", "99999999999999999999", "1–3",
        ])
    func refused(_ text: String) { #expect(RowSelection(parsing: text) == nil) }
}
