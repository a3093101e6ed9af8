import Foundation
import TestSupport
import Testing

@testable import CampaignRun
@testable import merganser

@Suite("Progress in a log and as JSON")
struct ProgressTextTests {
    private static func state(at seconds: Int64) -> ProgressState {
        var state = ProgressLineTests.state(done: [1180, 20], total: 5000)
        state.now = 1_800_000_000_000 + seconds * 1000
        (state.speed, state.averageSpeed, state.timeLeft, state.connections) = (240, 233.3, 16, 4)
        return state
    }

    @Test("A sentence has counts, speeds and the time left; a wait or trouble takes the place of speeds")
    func sentence() {
        var state = Self.state(at: 0)
        #expect(
            state.sentence
                == "1,200 of 5,000: 1,180 accepted, 20 refused; 240/s, average 233/s; 4 connections; 16 s left"
        )
        state.pause = Pause(until: state.now + 60_000, reason: .dailyCap, local: 60_000)
        #expect(
            state.sentence
                == "1,200 of 5,000: 1,180 accepted, 20 refused; waiting until 00:01 (daily cap); 16 s left")
        state.trouble = "gone\u{1B}[2J"
        #expect(state.sentence == "1,200 of 5,000: gone\\u{1B}[2J")
    }

    @Test("JSON is one object without a line end in it, with the members that are known")
    func json() throws {
        var state = Self.state(at: 0)
        let line = state.json(isFinal: false)
        #expect(
            String(decoding: line, as: UTF8.self)
                == #"{"time":"2027-01-15T08:00:00Z","state":"sending","total":5000,"done":1200,"accepted":1180,"#
                + #""refused":20,"deferred":0,"in_doubt":0,"invalid":0,"skipped":0,"per_second":240.0,"#
                + #""average_per_second":233.3,"#
                + #""seconds_left":16,"connections":4}"#)
        state.trouble = "a\nb"
        let troubled = try JSONSerialization.jsonObject(with: Data(state.json(isFinal: false)))
        let members = try #require(troubled as? [String: Any])
        #expect(members["state"] as? String == "troubled" && members["trouble"] as? String == "a\nb")
        #expect(String(decoding: state.json(isFinal: true), as: UTF8.self).contains(#""state":"ended""#))
    }

    @Test(
        "Sentences come every ten seconds in the first minute, then every minute, and at once when a wait begins"
    )
    func pacing() {
        var pacer = SentencePacer(now: Self.state(at: 0).now)
        var said: [Int64] = []
        for seconds: Int64 in 0...300 {
            var state = Self.state(at: seconds)
            if (200...260).contains(seconds) {
                state.pause = Pause(until: state.now + 100_000, reason: .hours, local: 0)
            }
            if pacer.isDue(state) { said.append(seconds) }
        }
        #expect(said == [10, 20, 30, 40, 50, 60, 120, 180, 200, 260])
    }
}
