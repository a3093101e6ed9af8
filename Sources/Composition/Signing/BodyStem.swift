/// The beginning that one body after another has in common, hashed once.
///
/// It is found by comparing octets, so that whatever made them equal, equal they are. Bodies that begin with a
/// boundary of their own have none; that costs the comparison of a few octets.
struct BodyStem: Sendable {
    private var octets: [UInt8] = []
    /// The hash after all of `octets`; nil while they are only a guess.
    private var hashed: BodyHash?
    private var canonicalization = DKIMCanonicalization.relaxed

    /// A shorter stem is not worth the copy of a digest.
    private static let least = 256
    private static let most = 1 << 16

    /// The hash of `body`, ready for more.
    mutating func hash(_ body: ArraySlice<UInt8>, canonicalization: DKIMCanonicalization) -> BodyHash {
        if canonicalization != self.canonicalization {
            self.canonicalization = canonicalization
            forget()
        }
        let common = commonCount(with: body)
        guard common >= Self.least else {
            // Another guess; what was common to the bodies so far is not to this one.
            forget()
            octets.append(contentsOf: body.prefix(Self.most))
            return Self.hash(body, canonicalization)
        }
        if common < octets.count || hashed == nil {
            octets.removeLast(octets.count - common)
            hashed = Self.hash(octets[...], canonicalization)
        }
        var hash = hashed ?? BodyHash(canonicalization)
        hash.update(body.dropFirst(common))
        return hash
    }

    private mutating func forget() {
        octets.removeAll(keepingCapacity: true)
        hashed = nil
    }

    private static func hash(_ body: ArraySlice<UInt8>, _ canonicalization: DKIMCanonicalization) -> BodyHash
    {
        var hash = BodyHash(canonicalization)
        hash.update(body)
        return hash
    }

    /// How many octets at the beginning are the same; a hash may go on from anywhere, also between CR and LF.
    private func commonCount(with body: ArraySlice<UInt8>) -> Int {
        let limit = min(octets.count, body.count)
        return octets.withUnsafeBytes { known in
            body.withUnsafeBytes { found in
                var count = 0
                while count &+ 8 <= limit,
                    known.loadUnaligned(fromByteOffset: count, as: UInt64.self)
                        == found.loadUnaligned(fromByteOffset: count, as: UInt64.self)
                { count &+= 8 }
                while count < limit, known[count] == found[count] { count &+= 1 }
                return count
            }
        }
    }
}
