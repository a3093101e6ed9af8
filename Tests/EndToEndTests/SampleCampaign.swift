import Foundation
import TestSupport
import Testing

/// samples/demo sent to a server, and what has to be true of it wherever it was sent.
struct SampleCampaign {
    let folder: TemporaryFolder
    var campaign: String { folder("demo.merganser") }
    static let template = Merganser.packageRoot + "/samples/demo"
    static let list = template + "/list.csv"

    init() throws { folder = try TemporaryFolder() }

    /// Sends it; two rows are refused and one is invalid, so the exit code has to be 1.
    func send(_ relay: String, _ options: [String] = []) async throws {
        let result = try await Merganser.run(
            [
                "send", Self.template, Self.list, "--relay", relay, "--yes", "--campaign", campaign,
                "--log", folder("outcomes.jsonl"),
            ] + options, in: folder.path, seconds: 90)
        try #require(result.status == 1, "\(result.everything)")
    }

    static func expectation() async throws -> [ExpectedRow] {
        let rows = try await PythonScript.lines(
            of: "expected.py", [list, template], as: ExpectedRow.self)
        let outcomes = Dictionary(grouping: rows) { $0.outcome }.mapValues { $0.count }
        // samples/README.md promises these.
        try #require(outcomes == ["accepted": 26, "refused": 2, "invalid": 1, "skipped": 1])
        return rows
    }

    /// The report as Python's csv reads it.
    func report() async throws -> [[String: String]] {
        let file = folder("report.csv")
        let result = try await Merganser.run(["report", campaign, "--csv", file], in: folder.path)
        try #require(result.status == 0, "\(result.everything)")
        return try await PythonScript.lines(of: "csv_rows.py", [file])
    }

    /// Checks report and live log row by row.
    ///
    /// - Parameters:
    ///   - refusal: words of the server's own reply to the recipients it refused.
    ///   - recipients: the server's own account of who got the message that a reply of its names.
    func checkRecords(refusal: String, recipients: (_ reply: String) throws -> [String]?) async throws {
        let expected = try await Self.expectation()
        let report = try await report()
        try #require(report.count == expected.count)
        for (row, recorded) in zip(expected, report) {
            let place = Comment(rawValue: "row \(row.row) (\(row.address)) is recorded as \(recorded)")
            #expect(recorded.filter { !$0.key.hasPrefix("merganser_") } == row.cells, place)
            #expect(recorded["merganser_outcome"] == row.outcome, place)
            let reply = recorded["merganser_reply"] ?? ""
            switch row.outcome {
            case "accepted":
                #expect(recorded["merganser_code"] == "250", place)
                #expect(try recipients(reply) == [row.address], place)
            case "refused":
                #expect(recorded["merganser_code"] == "550", place)
                #expect(recorded["merganser_enhanced"] == "5.1.1", place)
                #expect(reply.contains(refusal), place)
            default:
                #expect(recorded["merganser_code"] == "", place)
            }
            let attempted = row.outcome == "accepted" || row.outcome == "refused"
            #expect(recorded["merganser_attempts"] == (attempted ? "1" : "0"), place)
        }
        try checkLiveLog(expected)
    }

    private func checkLiveLog(_ expected: [ExpectedRow]) throws {
        struct Line: Decodable {
            let row: Int
            let address: String
            let outcome: String
        }
        let decoder = JSONDecoder()
        let lines = try folder.read("outcomes.jsonl").split(separator: UInt8(ascii: "\n"))
            .map { try decoder.decode(Line.self, from: Data($0)) }
        let attempted = expected.filter { $0.outcome == "accepted" || $0.outcome == "refused" }
        let said = lines.filter { $0.outcome == "accepted" || $0.outcome == "refused" }
            .sorted { $0.row < $1.row }
        #expect(said.map(\.row) == attempted.map(\.row))
        #expect(said.map(\.outcome) == attempted.map(\.outcome))
        #expect(said.map(\.address) == attempted.map(\.address))
    }

    /// Compares the messages a server received, field by field, with what list and template say.
    static func check(_ received: [ReceivedMessage]) async throws {
        let expected = try await expectation().compactMap { row in row.message.map { (row, $0) } }
        #expect(received.count == expected.count)
        let byAddress = Dictionary(grouping: received) { $0.to.first?.address ?? "" }
        for (row, message) in expected {
            let copies = byAddress[row.address] ?? []
            #expect(copies.count == 1, "row \(row.row) (\(row.address)) was received \(copies.count) times")
            if let copy = copies.first { check(copy, against: message, row: row.row) }
        }
        #expect(Set(received.map(\.messageID)).count == expected.count, "each has a Message-ID of its own")
    }

    private static func check(_ received: ReceivedMessage, against message: ExpectedRow.Message, row: Int) {
        let place = Comment(rawValue: "row \(row), received as \(received.file)")
        #expect(received.strict == nil, place)
        #expect(received.defects == [], place)
        #expect(received.bareCR == 0 && received.bareLF == 0 && received.eightBit == 0, place)
        #expect(received.longestLine <= 998, place)

        #expect(received.from == message.from, place)
        #expect(received.to == message.to, place)
        #expect(received.subject == message.subject, place)
        #expect(received.messageID != nil && received.date != nil, place)
        for header in message.headers {
            // Where a header is folded is the writer's choice; white space at a fold belongs to the value.
            let values = received.headers.filter { $0[0] == header[0] }
                .map { $0[1].trimmingCharacters(in: .whitespaces) }
            #expect(values == [header[1]], place)
        }
        let ours = ["To", "Date", "Message-ID", "MIME-Version", "Content-Type"]
        #expect(
            received.headers.map { $0[0] }.sorted() == (message.headers.map { $0[0] } + ours).sorted(), place)

        #expect(received.text == message.text, place)
        #expect(received.html == message.html, place)
        #expect(received.structure == message.structure, place)
        #expect(received.attachments == message.attachments, place)
        if let envelope = received.envelope {
            #expect(envelope.sender == message.sender, place)
            #expect(envelope.recipients == message.to.map(\.address), place)
        }
    }
}
