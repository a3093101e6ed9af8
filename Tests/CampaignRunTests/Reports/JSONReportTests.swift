import Foundation
import Ledger
import TestSupport
import Testing

@testable import CampaignRun

@Suite("The report as JSON")
struct JSONReportTests {
    private let folder: TemporaryFolder
    private let file: CampaignFile

    /// Four rows: accepted and come back, refused, without its cells, and with more than it should have.
    init() throws {
        folder = try TemporaryFolder()
        file = try CampaignFile.create(
            at: folder("c.merganser"),
            describing: CampaignDescription(
                id: "0a", name: "spring", createdAt: 1_790_000_000_000, files: [], listPath: "-",
                header: Array("email;Vorname;größe".utf8), delimiter: UInt8(ascii: ";"), attachments: [],
                settings: ["relay": "smtp://mx.example\nsmtp://b.example?weight=2"]))
        let records = ["a@x;\"Zo\"\"ë; \n\";=1+1", "b@x;Bo;", "c@x", "d@x;D;4;5;6"]
        for (index, record) in records.enumerated() {
            let isWhole = index < 2
            try file.append(
                NewRecipient(
                    row: index + 1, line: index + 2, address: isWhole ? Array("\(index)@x".utf8) : [],
                    record: Array(record.utf8), outcome: isWhole ? .pending : .invalid,
                    reason: isWhole ? nil : "cells"))
        }
        try file.seal()
        let at: Int64 = 1_790_000_100_000
        try file.commit(claims: [Claim(row: 1, at: at), Claim(row: 2, at: at)], results: [])
        let reply = AttemptResult(
            row: 1, verdict: .accepted, at: at, code: 250, enhanced: "2.0.0", text: Array("ok \u{1}\"".utf8),
            relay: "smtp://mx.example", connection: 1)
        var refusal = reply
        (refusal.row, refusal.verdict, refusal.code, refusal.enhanced) = (2, .refused, 550, nil)
        try file.commit(claims: [], results: [reply, refusal])
        _ = try file.record([Bounce(row: 1, isHard: true, status: "5.1.1", text: Array("gone".utf8))], at: at)
        try file.close()
    }

    private func read(_ form: JSONReport.Form, only outcomes: Set<Outcome>? = nil) throws -> (Int, [UInt8]) {
        let campaign = try CampaignFile.openForReading(at: folder("c.merganser"))
        let rows = try JSONReport(campaign, as: form, only: outcomes).write(to: folder("out"))
        return (rows, try folder.read("out"))
    }

    private func object(_ octets: some Sequence<UInt8>) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(octets)) as? [String: Any])
    }

    @Test("Each line is one row with its cells by name, what the relay said, and what came back")
    func lines() throws {
        let (count, octets) = try read(.lines)
        let rows = try octets.split(separator: 0x0A).map { try object($0) }
        #expect(count == 4 && rows.count == 4)
        #expect(rows.map { $0["row"] as? Int } == [1, 2, 3, 4])
        #expect(rows.map { $0["line"] as? Int } == [2, 3, 4, 5])
        #expect(rows.map { $0["outcome"] as? String } == ["accepted", "refused", "invalid", "invalid"])
        #expect(rows[0]["reply"] as? String == "ok \u{1}\"" && rows[0]["enhanced"] as? String == "2.0.0")
        #expect(rows[0]["relay"] as? String == "smtp://mx.example" && rows[0]["attempts"] as? Int == 1)
        #expect(rows[0]["time"] as? String == "2026-09-21T14:15:00Z")
        #expect(
            rows[0]["bounce"] as? [String: String] == ["kind": "hard", "status": "5.1.1", "text": "gone"])
        #expect(
            rows[0]["columns"] as? [String: String] == [
                "email": "a@x", "Vorname": "Zo\"ë; \n", "größe": "=1+1",
            ])
        #expect(rows[1]["code"] as? Int == 550 && rows[1]["enhanced"] == nil && rows[1]["bounce"] == nil)
        #expect(rows[2]["columns"] as? [String: String] == ["email": "c@x"])
        #expect(
            rows[2]["reason"] as? String == "cells" && rows[2]["time"] == nil && rows[2]["surplus"] == nil)
        #expect(rows[3]["surplus"] as? [String] == ["5", "6"])
    }

    @Test("The document has the figures of the whole campaign, and the rows that were asked for")
    func document() throws {
        for (outcomes, rows) in [(nil, [1, 2, 3, 4]), ([.invalid], [3, 4]), ([.deferred], [])]
            as [(Set<Outcome>?, [Int])]
        {
            let (count, octets) = try read(.document, only: outcomes)
            #expect(count == rows.count)
            let document = try object(octets)
            #expect((document["recipients"] as? [[String: Any]])?.map { $0["row"] as? Int } == rows)
            let status = try #require(document["status"] as? [String: Any])
            #expect(status["campaign"] as? String == "spring" && status["rows"] as? Int == 4)
            #expect(
                status["outcomes"] as? [String: Int] == [
                    "pending": 0, "accepted": 1, "refused": 1, "deferred": 0, "in-doubt": 0, "invalid": 2,
                    "skipped": 0,
                ])
            #expect(status["relays"] as? [String] == ["smtp://mx.example", "smtp://b.example?weight=2"])
            #expect(status["bounces"] as? [String: Int] == ["hard": 1, "soft": 0])
            #expect(status["inUse"] as? Bool == false && status["inFlight"] as? Int == 0)
            #expect(status["firstAttempt"] as? String == "2026-09-21T14:15:00Z")
        }
    }

    @Test("A campaign that is being sent says so")
    func inUse() throws {
        let sender = try CampaignFile.open(at: folder("c.merganser"))
        let campaign = try CampaignFile.openForReading(at: folder("c.merganser"))
        var status = try CampaignStatus(of: campaign).json
        #expect(try object(status.finish())["inUse"] as? Bool == true)
        try sender.close()
        var afterwards = try CampaignStatus(of: campaign).json
        #expect(try object(afterwards.finish())["inUse"] as? Bool == false)
    }
}
