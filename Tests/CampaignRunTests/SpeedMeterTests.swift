import Testing

@testable import CampaignRun

@Suite("The speed of a run")
struct SpeedMeterTests {
    @Test("A steady run has one speed")
    func steady() {
        var meter = SpeedMeter(at: 1000)
        #expect(meter.now == nil && meter.average == nil)
        for tick in 1...1000 { meter.note(done: tick * 20, isResting: false, at: 1000 + Int64(tick) * 200) }
        #expect(meter.now == 100 && meter.recent == 100 && meter.average == 100)
    }

    @Test("A relay that slows down shows at once, within a minute, and in the average")
    func slowing() throws {
        var meter = SpeedMeter(at: 0)
        for second in 1...100 { meter.note(done: second * 100, isResting: false, at: Int64(second) * 1000) }
        for second in 1...30 {
            meter.note(done: 10_000 + second * 10, isResting: false, at: 100_000 + Int64(second) * 1000)
        }
        #expect(meter.now == 10)
        #expect(try abs(#require(meter.recent) - 55) < 1)
        #expect(try abs(#require(meter.average) - 10_300.0 / 130) < 0.1)
    }

    @Test("A night of waiting does not count, and a clock that is set back takes nothing away")
    func resting() {
        var meter = SpeedMeter(at: 0)
        meter.note(done: 1000, isResting: true, at: 10_000)
        meter.note(done: 1000, isResting: true, at: 20_000_000)
        #expect(meter.now == 0)
        meter.note(done: 1000, isResting: false, at: 50_000_000)
        meter.note(done: 2000, isResting: false, at: 50_010_000)
        #expect(meter.average == 100)
        meter.note(done: 2000, isResting: false, at: 40_000_000)
        #expect(meter.average == 100)
    }
}
