import Foundation
import TestSupport
import Testing

@Suite("The sample campaign to the sink", .serialized)
struct SampleCampaignTests {
    @Test(
        "26 accepted, 2 refused, 1 invalid, 1 skipped; what arrives is what list and template say",
        .timeLimit(.minutes(15)),
        arguments: [[], ["--no-chunking"], ["--no-chunking", "--no-pipelining"]])
    func toTheSink(_ switches: [String]) async throws {
        let sink = try await RunningSink(
            ["--refuse", "*@refused.example=550 5.1.1 No such user"] + switches, keepsMail: true)
        let sample = try SampleCampaign()
        try await sample.send(sink.url)
        try await sink.stop()

        let accepted = try sink.events("accepted")
        #expect(Set(accepted.compactMap { $0["how"] as? String }) == [switches.isEmpty ? "BDAT" : "DATA"])
        let recipients = Dictionary(
            accepted.map { ("Accepted as message \($0["n"] ?? 0)", $0["recipients"] as? [String] ?? []) }
        ) { $0 + $1 }
        try await sample.checkRecords(refusal: "No such user") { recipients[$0] }
        try await SampleCampaign.check(ReceivedMessage.all(in: sink.maildir))
    }
}
