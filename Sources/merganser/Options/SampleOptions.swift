import ArgumentParser
import CampaignRun

/// Rows by lot.
struct SampleOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Take this many rows by lot, each with the same chance: beside those that tell most, or, by send alone, only these now; the rest stays pending.",
            valueName: "number"))
    var sample: Int?

    @Option(
        help: ArgumentHelp(
            "Repeat the draw that printed this number.", valueName: "number"))
    var seed: UInt64?

    func validate() throws {
        if let sample, !(1...1000 ~= sample) {
            throw ValidationError("--sample is \(sample); give 1 to 1000.")
        }
        if seed != nil, sample == nil { throw ValidationError("--seed repeats a --sample; give that, too.") }
    }

    /// Telling rows, and these by lot.
    ///
    /// - Parameter limit: rows at the most; nil for as many as usual.
    func wish(limit: Int?) -> TellingRows.Wish {
        var wish = TellingRows.Wish(limit: limit ?? TellingRows.Wish.usualLimit)
        wish.sample = sample ?? 0
        wish.seed = seedOrNew
        return wish
    }

    /// These by lot, and no others; nil for all.
    func rows() -> RowSample? { sample.map { RowSample(count: $0, seed: seedOrNew) } }

    /// Short enough to be typed.
    private var seedOrNew: UInt64 { seed ?? UInt64.random(in: 0..<1_000_000_000) }
}
