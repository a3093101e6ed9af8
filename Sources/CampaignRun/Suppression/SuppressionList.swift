import Composition

/// Addresses and domains of one file, as digests of 16 octets: a million take 16 MB.
///
/// That two of a million share one of 128 bits, of which nobody knows the key, is less likely than a fault of the
/// memory they lie in.
struct SuppressionList: Sendable {
    /// As it was given.
    let path: String
    private let key: KeyedHash
    private var plain = DigestTable()
    private var hashed: [(salt: [UInt8], digests: DigestTable)] = []

    private static let mostSalts = 16

    /// - Parameter key: random, so that nobody can choose an address that is taken for another one.
    init(path: String, key: KeyedHash) {
        self.path = path
        self.key = key
    }

    /// - Throws: ``SuppressionFaults/Problem/tooManySalts(limit:)``.
    mutating func add(_ entry: SuppressionEntry) throws(SuppressionFaults.Problem) {
        switch entry {
        case .key(let octets): plain.add(Digest(key.hash(octets)))
        case .hash(let salt, let digest):
            if let index = hashed.firstIndex(where: { $0.salt == salt }) {
                return hashed[index].digests.add(Digest(digest))
            }
            guard hashed.count < Self.mostSalts else { throw .tooManySalts(limit: Self.mostSalts) }
            hashed.append((salt, DigestTable()))
            hashed[hashed.count - 1].digests.add(Digest(digest))
        }
    }

    /// Has to be called between adding and looking up.
    mutating func sort() {
        plain.sort()
        for index in hashed.indices { hashed[index].digests.sort() }
    }

    /// What a list holds of nothing but hashes with one salt is kept that way.
    var onlySalt: [UInt8]? { plain.isEmpty && hashed.count == 1 ? hashed[0].salt : nil }

    func contains(_ octets: [UInt8]) -> Bool {
        plain.contains(Digest(key.hash(octets)))
            || hashed.contains {
                $0.digests.contains(Digest(SuppressionHash(of: octets, salt: $0.salt).digest))
            }
    }
}

/// Digests to be looked for, sorted.
private struct DigestTable: Sendable {
    private var digests: [Digest] = []

    var isEmpty: Bool { digests.isEmpty }

    mutating func add(_ digest: Digest) { digests.append(digest) }

    mutating func sort() { digests.sort() }

    func contains(_ digest: Digest) -> Bool {
        var low = 0
        var high = digests.count
        while low < high {
            let middle = (low + high) / 2
            if digests[middle] < digest { low = middle + 1 } else { high = middle }
        }
        return low < digests.count && digests[low] == digest
    }
}

private struct Digest: Comparable, Sendable {
    private let high: UInt64
    private let low: UInt64

    init(_ words: (UInt64, UInt64)) { (high, low) = words }

    /// The first 16 octets.
    init(_ octets: [UInt8]) {
        high = octets.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
        low = octets.dropFirst(8).prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    }

    static func < (left: Digest, right: Digest) -> Bool {
        left.high == right.high ? left.low < right.low : left.high < right.high
    }
}
