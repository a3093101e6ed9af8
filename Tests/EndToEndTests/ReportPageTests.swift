import Foundation
import TestSupport
import Testing

/// `merganser report --html`, read by an HTML parser.
@Suite("A report as a page", .serialized)
struct ReportPageTests {
    /// What Tests/Servers/report_page.py finds.
    private struct Reading: Decodable {
        let title: String
        let names: [String]
        let scripts: Int
        let isAllowed: Bool
        let loads: [String]
        let handlers: [String]
        let errors: [String]
        let sections: [String]
        let texts: [String]
        let bars: Int
    }

    private static func read(_ path: String) async throws -> Reading {
        let readings: [Reading] = try await PythonScript.lines(of: "report_page.py", [path])
        return try #require(readings.first)
    }

    @Test(
        "Every outcome is shown, in the relay's words, and whatever stands in them stays text; nothing is loaded from anywhere"
    )
    func wholePage() async throws {
        let sink = try await RunningSink([
            "--refuse", "gone*=550 5.1.1 <img src=x onerror=alert(1)>: no such user",
            "--refuse", "later*=451 4.7.1 try \"later\"",
        ])
        let files = try CampaignFiles(rows: 40) { row in
            switch row {
            case 3: "gone3@example.com"
            case 4: "gone4@EXAMPLE.com"
            case 5: "later@b.example"
            case 6: "</td><script>alert(6)</script>"
            default: "row\(row)@example.com"
            }
        }
        _ = try await files.send(sink.url)
        let page = files.folder("report.html")
        let result = try await Merganser.run(
            ["report", files.campaign, "--html", page], in: files.folder.path)
        #expect(result.status == 0, "\(result.everything)")
        let reading = try await Self.read(page)
        #expect(reading.title == "Report: letter")
        #expect(reading.scripts == 1 && reading.isAllowed)
        #expect(reading.loads == [] && reading.handlers == [] && reading.errors == [])
        #expect(!reading.names.contains("img"))
        #expect(
            reading.sections == [
                "Outcomes", "Messages per second", "Time to the answer", "What relays said",
                "Domains of the recipients",
                "Refused 2", "Deferred 1", "Invalid 1",
            ])
        #expect(reading.bars > 4)
        for row in [
            "36 accepted 250 2.0.0 Accepted as message 1",
            "2 refused 550 5.1.1 <img src=x onerror=alert(1)>: no such user",
            "1 deferred 451 4.7.1 try \"later\"", "example.com 38 36 2", "b.example 1 1",
        ] { #expect(reading.texts.contains(row), "\(row) is not among \(reading.texts)") }
        #expect(reading.texts.contains { $0.hasPrefix("4 gone3@example.com 550 5.1.1 <img src=x") })
        let invalid = "7 column “email”, header To: “</td><script>alert(6)</script>”"
        #expect(reading.texts.contains { $0.hasPrefix(invalid) }, "\(reading.texts)")
        #expect(FileManager.default.fileExists(atPath: page))
        try await sink.stop()
    }

    @Test("A campaign of which nothing is sent has a page; it goes to standard output, too")
    func nothingSent() async throws {
        let files = try CampaignFiles(rows: 3)
        let silent = try await files.send("smtp://127.0.0.1:1")
        #expect(silent.status == 69, "\(silent.everything)")
        let result = try await Merganser.run(
            ["report", files.campaign, "--html", "-"], in: files.folder.path)
        #expect(result.output.hasPrefix("<!DOCTYPE html>"))
        #expect(result.output.contains("Nothing has been sent yet."))
        #expect(result.output.hasSuffix("</html>\n"))
    }

    @Test("The campaign file and its list are not written over, and it is said what to write")
    func refusals() async throws {
        let files = try CampaignFiles(rows: 1)
        _ = try await files.send("smtp://127.0.0.1:1")
        for kept in [files.campaign, files.list] {
            let before = try Data(contentsOf: URL(fileURLWithPath: kept))
            let result = try await Merganser.run(
                ["report", files.campaign, "--html", kept], in: files.folder.path)
            #expect(result.status != 0 && result.error.contains(kept), "\(result.everything)")
            #expect(try Data(contentsOf: URL(fileURLWithPath: kept)) == before)
        }
        for options in [[], ["--html", "x", "--csv", "x"], ["--html", "x", "--only", "refused"]] {
            let result = try await Merganser.run(["report", files.campaign] + options, in: files.folder.path)
            #expect(result.status == 64, "\(options): \(result.everything)")
        }
    }
}
