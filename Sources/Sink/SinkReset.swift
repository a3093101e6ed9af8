/// Connections that are reset at an octet chosen by chance, the same ones for the same seed.
package struct SinkReset: Equatable, Sendable {
    /// Every n-th connection is reset.
    package var every: Int
    /// At one of its first so many octets, of those it reads or of those it writes.
    package var octets: Int
    package var seed: Int

    package init(every: Int, octets: Int, seed: Int = 1) {
        self.every = every
        self.octets = octets
        self.seed = seed
    }

    /// Reads `EVERY:OCTETS` or `EVERY:OCTETS:SEED`; every and octets are above 0.
    package init(parsing source: String) throws(SinkFault) {
        let numbers = source.utf8.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
            .map { Array($0).span.decimal }
        guard numbers.count == 2 || numbers.count == 3, let every = numbers[0], every > 0,
            let octets = numbers[1], octets > 0, let seed = numbers.count == 3 ? numbers[2] : 1
        else { throw .reset(source) }
        self.init(every: every, octets: octets, seed: seed)
    }

    /// Where one connection is reset.
    enum Place: Equatable {
        /// So many octets of the client are read.
        case reading(Int)
        /// So many octets of replies are written.
        case writing(Int)
    }

    /// - Parameter number: of the connection, from 1.
    /// - Returns: nil for a connection that is left alone.
    func place(ofConnection number: Int) -> Place? {
        guard number % max(every, 1) == 0 else { return nil }
        // SplitMix64 (Steele, Lea, Flood 2014): one step from a state that no two connections share.
        var value =
            UInt64(truncatingIfNeeded: seed) &* 0x9E37_79B9_7F4A_7C15 &+ UInt64(truncatingIfNeeded: number)
        value = (value &+ 0x9E37_79B9_7F4A_7C15) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ value >> 30) &* 0x94D0_49BB_1331_11EB
        value ^= value >> 31
        let octet = Int(truncatingIfNeeded: value >> 1 & 0x7FFF_FFFF_FFFF_FFFF) % max(octets, 1)
        return value & 1 == 0 ? .reading(octet) : .writing(octet / 4)
    }
}
