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
    func send(
        _ relay: String, _ options: [String] = [], environment: [String: String] = [:], seconds: Double = 120
    ) async throws -> CommandResult {
        try await Merganser.run(
            ["send", template, list, "--relay", relay, "--yes", "--campaign", campaign] + options,
            in: folder.path, environment: environment, seconds: seconds)
    }

    func resume(
        _ options: [String] = [], environment: [String: String] = [:], seconds: Double = 120
    ) async throws -> CommandResult {
        try await Merganser.run(
            ["resume", campaign, "--yes"] + options, in: folder.path, environment: environment,
            seconds: seconds)
    }

    /// Outcome by row from the CSV report, in order.
    func outcomes() async throws -> [(address: String, outcome: String)] {
        try await report().map { ($0["email"] ?? "", $0["merganser_outcome"] ?? "") }
    }

    /// The rows of the CSV report by column, as Python's csv reads them.
    func report() async throws -> [[String: String]] {
        let file = folder("report.csv")
        let result = try await Merganser.run(["report", campaign, "--csv", file], in: folder.path)
        guard result.status == 0 else { throw TestServerFault("no report: \(result.everything)") }
        return try await PythonScript.lines(of: "csv_rows.py", [file])
    }

    func count(_ outcome: String) async throws -> Int {
        try await outcomes().filter { $0.outcome == outcome }.count
    }
}
