import TestSupport
import Testing

@testable import CampaignRun

@Suite("Percentiles of durations")
struct DurationHistogramTests {
    @Test("Each percentile is the exact one or up to 1/32 above it, whatever the durations")
    func percentiles() {
        var random = SplitMix64(seed: 3)
        for round in 0..<60 {
            var histogram = DurationHistogram()
            let widest = Int64(1) << Int64.random(in: 1...62, using: &random)
            let durations = (0..<(round * 7 + 1)).map { _ in Int64.random(in: 0..<widest, using: &random) }
                .sorted()
            for duration in durations { histogram.add(duration) }
            for percent in [0.0, 1, 50, 90, 99, 99.9, 100] {
                let rank = max(1, Int((Double(durations.count) * percent / 100).rounded(.up)))
                let exact = durations[rank - 1]
                let found = histogram.percentile(percent)
                #expect(found >= exact && found - exact <= exact / 32, "\(percent) % of \(durations.count)")
            }
            #expect(histogram.percentile(100) == durations.last)
        }
    }

    @Test("Extremes are counted: the longest there can be, and negative ones as 0")
    func extremes() {
        var histogram = DurationHistogram()
        #expect(histogram.percentile(50) == 0)
        histogram.add(.max)
        histogram.add(.min)
        #expect(histogram.percentile(50) == 0)
        #expect(histogram.percentile(100) == .max)
        #expect(histogram.longest == .max)
    }
}
