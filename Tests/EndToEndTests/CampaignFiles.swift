import Foundation
import TestSupport

/// A list and a template made for one test.
struct CampaignFiles {
    let folder: TemporaryFolder
    var template: String { folder("letter.eml") }
    var list: String { folder("list.csv") }
    var campaign: String { folder("letter.merganser") }

    static let letter = """
        From: Merganser Test <sender@example.org>
        To: {{ name }} <{{ email }}>
        Subject: Number {{ number }} for {{ name }}

        Dear {{ name }},

        your number is {{ number }}.
        .A line that starts with a dot.

        """

    /// - Parameter address: the address of each row.
    init(rows: Int, template: String = letter, address: (Int) -> String = { "row\($0)@example.com" }) throws {
        folder = try TemporaryFolder()
        var text = "name,email,number\n"
        for row in 1...max(1, rows) where rows > 0 { text += "Zoë \(row),\(address(row)),\(row * 7)\n" }
        try folder.write("list.csv", text)
        try folder.write("letter.eml", template)
    }

    /// `send` with these files; `--yes` because no terminal asks.
    func send(_ relay: String, _ options: [String] = [], seconds: Double = 120) async throws -> CommandResult
    {
        try await Merganser.run(
            ["send", template, list, "--relay", relay, "--yes", "--campaign", campaign] + options,
            in: folder.path, seconds: seconds)
    }

    func resume(_ options: [String] = [], seconds: Double = 120) async throws -> CommandResult {
        try await Merganser.run(["resume", campaign, "--yes"] + options, in: folder.path, seconds: seconds)
    }

    /// Outcome by row from the CSV report, in order.
    func outcomes() async throws -> [(address: String, outcome: String)] {
        let result = try await Merganser.run(["report", campaign, "--csv", "-"], in: folder.path)
        return Self.records(in: Array(result.output.utf8)).dropFirst().map { cells in
            (cells.count > 1 ? cells[1] : "", cells.count > 3 ? cells[3] : "")
        }
    }

    /// The records of a CSV file, quotes and line ends in cells included.
    private static func records(in octets: [UInt8]) -> [[String]] {
        var records: [[String]] = []
        var cells: [String] = []
        var cell: [UInt8] = []
        var isQuoted = false
        for octet in octets {
            switch octet {
            case UInt8(ascii: "\""):
                isQuoted.toggle()
            case UInt8(ascii: ",") where !isQuoted:
                cells.append(String(decoding: cell, as: UTF8.self))
                cell = []
            case UInt8(ascii: "\n") where !isQuoted:
                records.append(cells + [String(decoding: cell, as: UTF8.self)])
                cells = []
                cell = []
            case UInt8(ascii: "\r") where !isQuoted:
                break
            default:
                cell.append(octet)
            }
        }
        return records
    }

    func count(_ outcome: String) async throws -> Int {
        try await outcomes().filter { $0.outcome == outcome }.count
    }
}
