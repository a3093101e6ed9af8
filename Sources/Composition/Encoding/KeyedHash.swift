/// SipHash-2-4 with an output of 128 bits (Aumasson and Bernstein, 2012).
///
/// Boundaries and Message-IDs come from it: whoever does not know the key cannot put a coming boundary in a cell,
/// and a Message-ID does not tell its reader which line of the list they are. A hash table over what strangers wrote
/// wants it, too. It is not a signature.
package struct KeyedHash: Equatable, Sendable {
    private let key0: UInt64
    private let key1: UInt64

    /// A key made from any octets, at best at least 16 random ones.
    init(seed: [UInt8]) {
        let condensed = KeyedHash(key0: 0x6D65_7267_616E_7365, key1: 0x7220_7365_6564_2031).hash(seed)
        self.init(key0: condensed.0, key1: condensed.1)
    }

    /// A key that is random already.
    package init(key0: UInt64, key1: UInt64) {
        self.key0 = key0
        self.key1 = key1
    }

    /// The hash of any octets; 64 bits of it do where a collision is found out.
    package func hash(_ message: [UInt8]) -> (UInt64, UInt64) {
        var state = State(key0: key0, key1: key1)
        var word: UInt64 = 0
        for (index, octet) in message.enumerated() {
            word |= UInt64(octet) &<< UInt64(8 * (index & 7))
            if index & 7 == 7 {
                state.absorb(word)
                word = 0
            }
        }
        state.absorb(word | UInt64(truncatingIfNeeded: message.count) &<< 56)
        return state.finish()
    }

    /// The hash of two numbers, as of their 16 octets in little-endian order.
    func hash(_ first: UInt64, _ second: UInt64) -> (UInt64, UInt64) {
        var state = State(key0: key0, key1: key1)
        state.absorb(first)
        state.absorb(second)
        state.absorb(16 &<< 56)
        return state.finish()
    }

    private struct State {
        var v0: UInt64
        var v1: UInt64
        var v2: UInt64
        var v3: UInt64

        init(key0: UInt64, key1: UInt64) {
            v0 = key0 ^ 0x736F_6D65_7073_6575
            v1 = key1 ^ 0x646F_7261_6E64_6F6D ^ 0xEE
            v2 = key0 ^ 0x6C79_6765_6E65_7261
            v3 = key1 ^ 0x7465_6462_7974_6573
        }

        mutating func absorb(_ word: UInt64) {
            v3 ^= word
            rounds(2)
            v0 ^= word
        }

        mutating func finish() -> (UInt64, UInt64) {
            v2 ^= 0xEE
            rounds(4)
            let first = v0 ^ v1 ^ v2 ^ v3
            v1 ^= 0xDD
            rounds(4)
            return (first, v0 ^ v1 ^ v2 ^ v3)
        }

        private mutating func rounds(_ count: Int) {
            for _ in 0..<count {
                v0 &+= v1
                v1 = rotated(v1, 13) ^ v0
                v0 = rotated(v0, 32)
                v2 &+= v3
                v3 = rotated(v3, 16) ^ v2
                v0 &+= v3
                v3 = rotated(v3, 21) ^ v0
                v2 &+= v1
                v1 = rotated(v1, 17) ^ v2
                v2 = rotated(v2, 32)
            }
        }

        private func rotated(_ word: UInt64, _ bits: UInt64) -> UInt64 {
            word &<< bits | word &>> (64 &- bits)
        }
    }
}

extension KeyedHash {
    private static let base32 = Array("abcdefghijklmnopqrstuvwxyz234567".utf8)

    /// Appends 26 letters and digits that hold the whole hash.
    static func append(_ hash: (UInt64, UInt64), to output: inout [UInt8]) {
        append(hash.0, to: &output)
        append(hash.1, to: &output)
    }

    private static func append(_ word: UInt64, to output: inout [UInt8]) {
        let digits = base32.span
        output.append(addingCapacity: 13) { (output: inout OutputSpan<UInt8>) in
            for shift in stride(from: UInt64(0), through: 60, by: 5) {
                output.append(digits[Int(word &>> shift & 31)])
            }
        }
    }
}
