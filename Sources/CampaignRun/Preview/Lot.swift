/// How many rows are taken by lot, and what repeats the draw.
package struct RowSample: Equatable, Sendable {
    package let count: Int
    package let seed: UInt64

    package init(count: Int, seed: UInt64) {
        self.count = count
        self.seed = seed
    }
}

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
