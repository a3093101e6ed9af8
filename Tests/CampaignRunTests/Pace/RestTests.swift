import Testing

@testable import CampaignRun

@Suite("A rest")
struct RestTests {
    @Test("Slots that the schedule gives up meanwhile are not connected when it is over")
    func forgotten() {
        var rest = Office.Rest()
        rest.isResting = true
        for slot in 0..<4 { rest.park(slot) }
        rest.forget(1)
        rest.forget(3)
        #expect(rest.end() == [0, 2])
        #expect(!rest.isResting && rest.end().isEmpty)
    }
}
