import CSV
import FoundationEssentials
import Testing

@Suite("The lists of csv-spectrum")
struct CSVSpectrumTests {
    /// Where corpora lie beside a checkout, if somebody put them there.
    private static var folder: String? {
        let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        let folder = "/\(root)/../shared/corpora/csv-spectrum"
        guard FileManager.default.fileExists(atPath: folder + "/csvs") else {
            print("corpora not present: csv-spectrum")
            return nil
        }
        return folder
    }

    private static let names = [
        "comma_in_quotes", "empty", "empty_crlf", "escaped_quotes", "json", "newlines", "newlines_crlf",
        "quotes_and_newlines", "simple", "simple_crlf", "utf8",
    ]

    private static func list(_ name: String, in folder: String) throws -> [UInt8] {
        let list = Array(try Data(contentsOf: URL(filePath: "\(folder)/csvs/\(name).csv")))
        // A checkout may have turned the CR LF of these files into LF.
        guard name.hasSuffix("_crlf"), !list.contains(0x0D) else { return list }
        return list.flatMap { $0 == 0x0A ? [0x0D, 0x0A] : [$0] }
    }

    @Test("Each list gives the values that the collection says", arguments: names)
    func values(name: String) throws {
        guard let folder = Self.folder else { return }
        let json = try Data(contentsOf: URL(filePath: "\(folder)/json/\(name).json"))
        let expected = try JSONDecoder().decode([[String: String]].self, from: json)
        let reading = Reading(try Self.list(name, in: folder))
        #expect(reading.fault == nil)
        #expect(reading.rows == expected.map { row in reading.names.map { row[$0] ?? "(missing)" } })
    }

    @Test("The one list with a quote inside an unquoted field is refused where the quote stands")
    func coordinates() throws {
        guard let folder = Self.folder else { return }
        #expect(
            Reading(try Self.list("location_coordinates", in: folder)).fault
                == ListFault(line: 2, column: 22, problem: .quoteInsideField(afterSpaces: false)))
    }
}
