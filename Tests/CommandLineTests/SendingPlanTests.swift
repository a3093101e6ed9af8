import SMTP
import TestSupport
import Testing
import Transport

@testable import CampaignRun
@testable import merganser

@Suite("What is about to happen")
struct SendingPlanTests {
    private static func plan(_ texts: [PaceOption: [String]], messages: Int = 50_000) throws -> [String] {
        let pace = try PaceSettings(texts)
        // Sunday 29 November 2026, 13:00 UTC.
        let now: Int64 = 1_795_957_200_000
        return SendingPlan(
            messages: messages, subject: [.init(label: "messages", text: "some")], relays: ["a relay"],
            pace: pace, keeper: PaceKeeper(pace, at: now), now: now, path: "letter\n.merganser"
        ).lines
    }

    @Test(
        "Rates, cap, hours and days are said with the clocks they go by, and when the first and the last may start"
    )
    func pace() throws {
        let lines = try Self.plan([
            .rate: ["10/s", "5000/hour"], .dailyCap: ["20000"], .hours: ["09:00-17:30"], .days: ["mon-fri"],
            .timeZone: ["Europe/Rome"],
        ])
        #expect(
            lines == [
                "messages  some", "through   a relay",
                "pace      10/s, 5000/hour, 20000 a day, 09:00-17:30, mon-fri (Europe/Rome)",
                "expected  the first Mon 2026-11-30 09:00, the last Wed 2026-12-02 11:00 at the earliest",
                "retries   of those turned away for now (4xx), up to 10 attempts, the second after 2min, none after 5d",
                "recorded  in letter\\u{a}.merganser",
            ])
    }

    @Test("Where nothing sets an end none is said, and hours that never come are")
    func unknownEnd() throws {
        #expect(try Self.plan([:]).count == 5)
        #expect(try Self.plan([.maxAttempts: ["1"]])[3] == "retries   none")
        #expect(
            try Self.plan([.hours: ["14:00-15:00"], .timeZone: ["UTC"]])[3]
                == "expected  the first Sun 2026-11-29 14:00")
        #expect(
            try Self.plan([.rate: ["10/s"], .timeZone: ["UTC"]])[3]
                == "expected  the last Sun 2026-11-29 14:23 at the earliest")
    }

    @Test(
        "Of a relay that was used before it is said how far ahead messages go, and how long a round trip takes"
    )
    func relay() throws {
        let address = try RelayAddress(parsing: "submission://relay.example")
        var knowledge = RelayKnowledge(of: address)
        func phrase(window: Int? = nil) -> String {
            RelayOutlook(
                address: address, proxy: nil, connections: 1, window: window, knowledge: knowledge
            ).phrase
        }
        let begin = "submission://relay.example (STARTTLS, verified), 1 connection, "
        #expect(phrase() == begin + "not used before")
        var session = SessionFigures()
        session.isLetIn = true
        session.capabilities = Capabilities(lines: ["mx", "PIPELINING", "CHUNKING"])
        var figures = ConversationFigures(session: session)
        figures.roundTrip = .milliseconds(48)
        knowledge.learn(figures, proof: nil, isLost: false, at: 1)
        #expect(phrase() == begin + "overlapped, 48 ms a round trip")
        knowledge.learn(figures, proof: .discards, isLost: false, at: 2)
        #expect(phrase() == begin + "deep: up to 32 ahead, 48 ms a round trip")
        #expect(phrase(window: 8) == begin + "deep: up to 8 ahead, 48 ms a round trip")
        #expect(phrase(window: 1) == begin + "overlapped, 48 ms a round trip")
    }
}
