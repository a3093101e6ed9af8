/// Draws some of many, each with the same chance, without knowing how many there are (algorithm R, Vitter 1985).
struct Lot<Element> {
    private(set) var drawn: [Element] = []
    private let count: Int
    private var seen = 0
    private var chance: SeededChance

    init(_ count: Int, seed: UInt64) {
        self.count = count
        chance = SeededChance(seed: seed)
    }

    mutating func offer(_ element: @autoclosure () -> Element) {
        guard count > 0 else { return }
        seen += 1
        if drawn.count < count { return drawn.append(element()) }
        let place = Int.random(in: 0..<seen, using: &chance)
        if place < count { drawn[place] = element() }
    }
}

/// Chance that repeats itself: SplitMix64 (Steele, Lea, Flood 2014).
struct SeededChance: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
