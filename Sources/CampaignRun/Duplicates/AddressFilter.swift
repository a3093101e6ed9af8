/// Knows nearly all hashes that were never added to it: a Bloom filter in blocks of one cache line (Putze, Sanders and
/// Singler, 2007).
///
/// With ``capacity`` hashes in it, it takes one in thirty others for known.
struct AddressFilter {
    private static let wordsInBlock = 8
    /// Bits set for a hash, each by nine bits of it.
    private static let probes = 4

    /// Hashes it is made for; an octet each.
    let capacity: Int
    private var words: [UInt64]
    /// What leaves the top bits of a hash, which choose the block.
    private let shift: UInt64

    /// - Parameter capacity: a power of two, 64 at the least.
    init(capacity: Int) {
        self.capacity = capacity
        words = Array(repeating: 0, count: capacity / 8)
        shift = UInt64(64 - (words.count / Self.wordsInBlock).trailingZeroBitCount)
    }

    mutating func add(_ hash: UInt64) {
        let block = block(of: hash)
        for probe in 0..<Self.probes {
            let bit = Self.bit(probe, of: hash)
            words[block + bit >> 6] |= 1 << UInt64(bit & 63)
        }
    }

    func mayHold(_ hash: UInt64) -> Bool {
        let block = block(of: hash)
        for probe in 0..<Self.probes {
            let bit = Self.bit(probe, of: hash)
            if words[block + bit >> 6] & 1 << UInt64(bit & 63) == 0 { return false }
        }
        return true
    }

    private func block(of hash: UInt64) -> Int { Int(truncatingIfNeeded: hash >> shift) * Self.wordsInBlock }

    private static func bit(_ probe: Int, of hash: UInt64) -> Int {
        Int(truncatingIfNeeded: hash >> UInt64(9 * probe) & 511)
    }
}
