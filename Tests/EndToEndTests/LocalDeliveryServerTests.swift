import Foundation
import TestSupport
import Testing

/// Messages by LMTP to servers that others wrote.
@Suite("LMTP at real servers", .serialized)
struct LocalDeliveryServerTests {
    /// What arrivals.py says of one message.
    private struct Arrival: Decodable {
        let file: String?
        let arrivals: Int
        let changed: String?
    }

    private static let copied = """
        From: Merganser Test <sender@example.org>
        To: {{ name }} <{{ email }}>
        Cc: copy{{ number }}@other.example
        Subject: Number {{ number }}

        Dear {{ name }},
        .A line that starts with a dot.

        """

    private static func send(
        _ files: CampaignFiles, to kind: MailServer.Kind,
        _ body: (_ server: MailServer, _ arrivals: [Arrival], _ report: [[String: String]]) throws -> Void
    ) async throws {
        let shown = try await Merganser.run([
            "send", files.template, files.list, "--dry-run", files.folder("dry"),
        ])
        let digest = try #require(shown.output.firstMatch(of: /digest (\S+)\n/), "\(shown.everything)").1
        try await MailServer.run(kind) { server in
            let port = try #require(server.lmtpPort)
            let sent = try await files.send("lmtp://127.0.0.1:\(port)", ["--approved", String(digest)])
            #expect([0, 1].contains(sent.status), "\(sent.everything)")
            try await server.drain()
            let arrivals = try await PythonScript.lines(
                of: "arrivals.py", [files.folder("dry"), server.received], as: Arrival.self)
            try body(server, arrivals, try await files.report())
        }
    }

    @Test(
        "What it accepted arrived once and unchanged, and each refusal is reported in its words",
        .timeLimit(.minutes(15)), arguments: [MailServer.Kind.dovecot, .aiosmtpd])
    func campaign(_ kind: MailServer.Kind) async throws {
        let files = try CampaignFiles(rows: 200) { row in
            "row\(row)@\(row.isMultiple(of: 10) ? "refused.example" : "example.com")"
        }
        try await Self.send(files, to: kind) { _, arrivals, report in
            try #require(report.count == 200 && arrivals.count == 200, "\(arrivals)")
            for (row, (recorded, arrival)) in zip(1..., zip(report, arrivals)) {
                let isRefused = row.isMultiple(of: 10)
                let place = Comment(rawValue: "row \(row) is recorded as \(recorded), arrived as \(arrival)")
                #expect(arrival.file == String(format: "%06d.eml", row), place)
                #expect(arrival.changed == nil && arrival.arrivals == (isRefused ? 0 : 1), place)
                #expect(recorded["merganser_outcome"] == (isRefused ? "refused" : "accepted"), place)
                guard isRefused else { continue }
                #expect(recorded["merganser_code"] == "550", place)
                #expect(recorded["merganser_reply"]?.contains("row\(row)@refused.example") == true, place)
            }
        }
    }

    @Test(
        "A message to two recipients has two answers: it is accepted once both came",
        .timeLimit(.minutes(15)), arguments: [MailServer.Kind.dovecot, .aiosmtpd])
    func twoRecipients(_ kind: MailServer.Kind) async throws {
        let files = try CampaignFiles(rows: 50, template: Self.copied)
        try await Self.send(files, to: kind) { _, arrivals, report in
            #expect(report.count == 50 && report.allSatisfy { $0["merganser_outcome"] == "accepted" })
            // Dovecot keeps a copy for each of them, aiosmtpd one for both.
            let copies = kind == .dovecot ? 2 : 1
            #expect(arrivals.count == 50, "\(arrivals)")
            #expect(arrivals.allSatisfy { $0.changed == nil && $0.arrivals == copies }, "\(arrivals)")
        }
    }
}
