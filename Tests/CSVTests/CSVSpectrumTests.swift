import CSV
import FoundationEssentials
import TestSupport
import Testing

@Suite(
    "The lists of csv-spectrum",
    .enabled(if: Corpora.has("csv-spectrum/csvs"), "corpora not present: csv-spectrum"))
struct CSVSpectrumTests {
    private static let names = [
        "comma_in_quotes", "empty", "empty_crlf", "escaped_quotes", "json", "newlines", "newlines_crlf",
        "quotes_and_newlines", "simple", "simple_crlf", "utf8",
    ]

    private static func list(_ name: String) throws -> [UInt8] {
        let list = Array(try Data(contentsOf: URL(filePath: Corpora.path("csv-spectrum/csvs/\(name).csv"))))
        // A checkout may have turned the CR LF of these files into LF.
        guard name.hasSuffix("_crlf"), !list.contains(0x0D) else { return list }
        return list.flatMap { $0 == 0x0A ? [0x0D, 0x0A] : [$0] }
    }

    @Test("Each list gives the values that the collection says", arguments: names)
    func values(name: String) throws {
        let json = try Data(contentsOf: URL(filePath: Corpora.path("csv-spectrum/json/\(name).json")))
        let expected = try JSONDecoder().decode([[String: String]].self, from: json)
        let reading = Reading(try Self.list(name))
        #expect(reading.fault == nil)
        #expect(reading.rows == expected.map { row in reading.names.map { row[$0] ?? "(missing)" } })
    }

    @Test("The one list with a quote inside an unquoted field is refused where the quote stands")
    func coordinates() throws {
        #expect(
            Reading(try Self.list("location_coordinates")).fault
                == ListFault(line: 2, column: 22, problem: .quoteInsideField(afterSpaces: false)))
    }
}
