/// Finds what somebody may have meant.
package enum Spelling {
    /// The candidate that differs least from `word`, if any is near enough to suggest.
    package static func nearest(to word: [UInt8], among candidates: some Sequence<[UInt8]>) -> String? {
        let limit = max(1, word.count / 3)
        var best: (distance: Int, name: [UInt8])?
        for candidate in candidates where abs(candidate.count - word.count) <= limit {
            let distance = distance(from: folded(word), to: folded(candidate))
            guard distance <= limit else { continue }
            // Of two equally near, always the same one, whatever the order of a dictionary.
            if let best, (best.distance, best.name.count) < (distance, candidate.count) { continue }
            if let best, best.distance == distance, best.name.count == candidate.count,
                best.name.lexicographicallyPrecedes(candidate)
            {
                continue
            }
            best = (distance, candidate)
        }
        return best.map { Syntax.string($0.name) }
    }

    private static func folded(_ word: [UInt8]) -> [UInt8] {
        word.map { 0x41...0x5A ~= $0 ? $0 | 0x20 : $0 }
    }

    /// How many octets must be put in, left out, replaced, or exchanged with their neighbour.
    private static func distance(from first: [UInt8], to second: [UInt8]) -> Int {
        var beforePrevious: [Int] = []
        var previous = Array(0...second.count)
        for (row, octet) in first.enumerated() {
            var current = [row + 1]
            for (column, other) in second.enumerated() {
                var cost = min(current[column], previous[column + 1]) + 1
                cost = min(cost, previous[column] + (octet == other ? 0 : 1))
                if row > 0, column > 0, octet == second[column - 1], first[row - 1] == other {
                    cost = min(cost, beforePrevious[column - 1] + 1)
                }
                current.append(cost)
            }
            (beforePrevious, previous) = (previous, current)
        }
        return previous[second.count]
    }
}
