import TestSupport
import Testing

@testable import CampaignRun

@Suite("Attempts over time")
struct AttemptSeriesTests {
    @Test(
        "Intervals are as short as lets all of them be seen, and begin where a clock shows whole numbers",
        arguments: [
            (0, 0, 1, 0, 1), (1_500, 1_900, 1, 1, 1), (0, 119_999, 1, 0, 120), (0, 120_000, 2, 0, 61),
            (3_599_000, 3_601_000, 1, 3_599, 3), (10_000, 7_210_000, 120, 0, 61),
            (0, 86_400_000 * 120, 172_800, 0, 61),
            // A last moment before the first, as a clock that was set back leaves it.
            (5_000, 1_000, 1, 5, 1), (-1_500, -200, 1, -2, 2),
        ] as [(Int64, Int64, Int64, Int64, Int)])
    func lengths(first: Int64, last: Int64, length: Int64, start: Int64, count: Int) {
        let series = AttemptSeries(from: first, through: last)
        #expect(series.length == length)
        #expect(series.start == start)
        #expect(series.intervals.count == count)
    }

    @Test(
        "Every attempt is counted once, also outside the time that is seen, and there are never too many intervals"
    )
    func nothingLost() {
        var random = SplitMix64(seed: 7)
        for _ in 0..<200 {
            let bounds: [Int64] = [
                .min, .max, 0, 1_790_000_000_000, Int64.random(in: .min ... .max, using: &random),
            ]
            let (first, last) = (
                bounds.randomElement(using: &random) ?? 0, bounds.randomElement(using: &random) ?? 0
            )
            var series = AttemptSeries(from: first, through: last)
            for _ in 0..<20 {
                series.count(.accepted, at: bounds.randomElement(using: &random) ?? 0)
                series.count(.refused, at: Int64.random(in: .min ... .max, using: &random))
            }
            #expect(series.intervals.count <= AttemptSeries.mostIntervals)
            #expect(series.intervals.map(\.attempts).reduce(0, +) == 40)
            #expect(series.intervals.map { $0[.refused] }.reduce(0, +) == 20)
        }
    }
}
