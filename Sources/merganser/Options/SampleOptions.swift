import ArgumentParser

/// Rows by lot.
struct SampleOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Add this many rows by lot, each with the same chance.", valueName: "number"))
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

    /// The seed that was given, or one to be printed.
    func seed(using chance: inout some RandomNumberGenerator) -> UInt64 {
        // Short enough to be typed.
        seed ?? UInt64.random(in: 0..<1_000_000_000, using: &chance)
    }
}
