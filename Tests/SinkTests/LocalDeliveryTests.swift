import Testing

@testable import Sink

@Suite("The sink speaks LMTP")
struct LocalDeliveryTests {
    private static let two = "MAIL FROM:<a@x.example>\r\nRCPT TO:<b@x.example>\r\nRCPT TO:<c@y.example>\r\n"

    private func rehearsal(_ refusals: [String] = []) throws -> Rehearsal {
        let settings = try SinkSettings.with {
            $0.speaksLMTP = true
            $0.refusals = try refusals.map { try SinkRefusal(parsing: $0, stage: .content) }
        }
        return try Rehearsal(settings, greeting: "LHLO tests.example")
    }

    @Test("LHLO begins LMTP and nothing else does; SMTP does not know it")
    func hello() throws {
        let settings = SinkSettings.with { $0.speaksLMTP = true }
        #expect(
            try Rehearsal(settings, greeting: nil).codes("EHLO x\r\nHELO x\r\nLHLO x\r\n") == [
                220, 500, 500, 250,
            ])
        #expect(try Rehearsal(greeting: nil).codes("LHLO x\r\nEHLO x\r\n") == [220, 500, 250])
    }

    @Test("Behind the content there is an answer for each recipient, by DATA and by BDAT")
    func answers() throws {
        let sink = try rehearsal(["*@y.example=452 4.2.2 Mailbox full"])
        #expect(sink.codes(Self.two + "DATA\r\n") == [250, 250, 250, 354])
        #expect(sink.codes("Hello\r\n.\r\n") == [250, 452])
        #expect(sink.codes(Self.two + "BDAT 7 LAST\r\nHello\r\n") == [250, 250, 250, 250, 452])
    }

    @Test("A message that nobody takes is not accepted; without recipients there is no DATA")
    func refused() throws {
        let sink = try rehearsal(["*=550 5.7.1 No"])
        #expect(sink.codes(Self.two + "BDAT 7 LAST\r\nHello\r\n") == [250, 250, 250, 550, 550])
        #expect(sink.codes("MAIL FROM:<a@x.example>\r\nDATA\r\n") == [250, 503])
    }
}
