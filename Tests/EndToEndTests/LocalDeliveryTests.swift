import Foundation
import TestSupport
import Testing

/// Campaigns by LMTP and through Unix sockets.
@Suite("LMTP and Unix sockets", .serialized)
struct LocalDeliveryTests {
    private static let twoRecipients = """
        From: Merganser Test <sender@example.org>
        To: {{ name }} <{{ email }}>
        Cc: copy{{ number }}@other.example
        Subject: Number {{ number }}

        Dear {{ name }}

        """

    @Test("A campaign goes by LMTP through a Unix socket, each message once", arguments: ["lmtp", "smtp"])
    func socket(scheme: String) async throws {
        let sink = try await RunningSink(scheme == "lmtp" ? ["--lmtp"] : [], onSocket: true)
        let files = try CampaignFiles(rows: 100)
        let result = try await files.send("\(scheme)+unix:\(sink.socketPath)")
        #expect(result.status == 0, "\(result.everything)")
        #expect(!result.everything.contains("NOT encrypted"), "\(result.everything)")
        let deliveries = try sink.deliveries()
        #expect(deliveries.count == 100 && deliveries.values.allSatisfy { $0 == 1 })
        try await sink.stop()
        #expect(!FileManager.default.fileExists(atPath: sink.socketPath))
    }

    @Test(
        "Where the answers differ, the row's outcome is that of its first recipient, and the others are named"
    )
    func differing() async throws {
        let sink = try await RunningSink([
            "--lmtp", "--refuse-content", "copy7@*=552 5.2.2 Mailbox full",
            "--refuse-content", "row2@*=452 4.2.2 Mailbox full",
        ])
        let files = try CampaignFiles(rows: 3, template: Self.twoRecipients)
        let result = try await files.send(
            "lmtp://127.0.0.1:\(sink.port)", ["--log", files.folder("run.jsonl")])
        #expect(result.status == 1, "\(result.everything)")
        #expect(try await files.outcomes().map(\.outcome) == ["accepted", "refused", "accepted"])
        let log = String(decoding: try files.folder.read("run.jsonl"), as: UTF8.self).split(separator: "\n")
        let first = log.first { $0.contains("\"row\":1,") } ?? ""
        let second = log.first { $0.contains("\"row\":2,") } ?? ""
        #expect(first.contains("552 5.2.2 Mailbox full") && second.contains("452"), "\(log)")
        #expect(
            try sink.deliveries() == [
                "row1@example.com": 1, "copy14@other.example": 1, "row3@example.com": 1,
                "copy21@other.example": 1,
            ])
        try await sink.stop()
    }

    @Test("probe speaks LMTP to a socket and says so; SMTP to an LMTP server is told what is wrong")
    func probe() async throws {
        let sink = try await RunningSink(["--lmtp"], onSocket: true)
        let found = try await Merganser.run(["probe", "lmtp+unix:\(sink.socketPath)", "--transcript"])
        #expect(found.status == 0 && found.output.contains("C: LHLO "), "\(found.everything)")
        #expect(found.output.contains("LMTP") && found.output.contains("overlapped"), "\(found.everything)")
        let wrong = try await Merganser.run(["probe", "smtp+unix:\(sink.socketPath)"])
        #expect(wrong.status == 69, "\(wrong.everything)")
        let nobody = try await Merganser.run(["probe", "lmtp+unix:\(sink.socketPath).missing"])
        #expect(nobody.status == 69 && nobody.error.contains("No such file"), "\(nobody.everything)")
        try await sink.stop()
    }
}
