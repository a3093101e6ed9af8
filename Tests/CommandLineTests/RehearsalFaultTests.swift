import Testing

@testable import Sink
@testable import merganser

@Suite("Faults of a rehearsal")
struct RehearsalFaultTests {
    @Test("Faults are named with commas between them, each once; all and none are words for them")
    func parsing() {
        #expect(RehearsalFaults(parsing: "losses,refusals,losses")?.faults == [.refusals, .losses])
        #expect(RehearsalFaults(parsing: "all")?.faults == RehearsalFault.allCases)
        #expect(RehearsalFaults(parsing: "none")?.faults == [])
        #expect(RehearsalFaults(parsing: "refusals,earthquakes")?.unknown == ["earthquakes"])
        #expect(RehearsalFaults(parsing: "Refusals")?.unknown == ["Refusals"])
        #expect(RehearsalFaults(parsing: "none,losses")?.unknown == ["none"])
        for text in ["letter.eml", "spring/list.csv"] {
            #expect(RehearsalFaults(parsing: text) == nil, "\(text)")
        }
    }

    @Test("One recipient in twenty is refused, the same ones each time, whatever the case of their letters")
    func share() throws {
        var settings = SinkSettings()
        try RehearsalFault.refusals.apply(to: &settings)
        let rule = try #require(settings.refusals.first)
        let addresses = (0..<10_000).map { Array("row\($0)@example.com".utf8) }
        let refused = addresses.filter { rule.chooses($0[...]) }
        #expect((400...600).contains(refused.count))
        #expect(
            refused.allSatisfy {
                rule.chooses(Array(String(decoding: $0, as: UTF8.self).uppercased().utf8)[...])
            })
    }
}
