/// Chance that repeats itself: SplitMix64 (Steele, Lea, Flood 2014).
struct SeededChance: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        defer { state &+= Self.step }
        return Self.drawn(from: state)
    }

    /// The number that follows a state: any two states that differ, if only by one, have numbers with nothing in common.
    static func drawn(from state: UInt64) -> UInt64 {
        var bits = state &+ step
        bits = (bits ^ bits >> 30) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ bits >> 27) &* 0x94D0_49BB_1331_11EB
        return bits ^ bits >> 31
    }

    private static let step: UInt64 = 0x9E37_79B9_7F4A_7C15
}
