import Composition

/// Domains whose messages keep a connection waiting, as where a relay asks a recipient's own server before it answers.
///
/// While others are at hand, messages to all such domains together take up a quarter of the connections, so that they hold
/// up nobody else. A domain is slow from an answer on that took ``slowness``, until one comes sooner.
///
/// A value: what was answered goes in, and how long that took.
struct SlowDomains {
    /// When so many are slow at a time it is the relay that is.
    private static let mostKnown = 16

    /// In milliseconds; a relay that is slow with everybody raises it.
    private(set) var slowness: Int64 = 2000
    private let key: KeyedHash
    /// Messages to slow domains that may be out while others are at hand; nil where there is one connection, on which nobody
    /// can go past.
    private let quota: Int?
    /// Hashes of their names.
    private var known: Set<UInt64> = []
    private var out = 0
    private var rows = RowTrail()

    /// - Parameters:
    ///   - connections: how many at the most.
    ///   - key: random, so that whoever writes the list cannot choose domains that are taken for each other.
    init(connections: Int, key: KeyedHash) {
        quota = connections > 1 ? max(1, connections / 4) : nil
        self.key = key
    }

    /// Whether domains do not matter.
    var isEmpty: Bool { known.isEmpty && rows.isEmpty }

    /// Whether rows wait for their turn.
    var isWaiting: Bool { !rows.isEmpty }

    /// Whether another message to a slow domain may go out although others are at hand.
    var hasRoom: Bool { known.isEmpty || out < quota ?? .max }

    /// Takes note of an answer for `domain`, which was waited for so many milliseconds.
    mutating func note(_ domain: @autoclosure () -> [UInt8], took wait: Int64) {
        guard quota != nil, wait >= slowness || !known.isEmpty else { return }
        let hash = key.hash(domain()).0
        guard wait >= slowness else {
            known.remove(hash)
            return
        }
        known.insert(hash)
        guard known.count > Self.mostKnown else { return }
        known.removeAll()
        slowness = min(wait, .max / 2) * 2
    }

    func contains(_ domain: [UInt8]) -> Bool { !known.isEmpty && known.contains(key.hash(domain).0) }

    /// A message to a slow domain goes out.
    mutating func begin() { out += 1 }

    /// It came back.
    mutating func end() { out -= 1 }

    mutating func wait(_ row: Int) { rows.append(row) }

    /// Takes out the row that waits for longest.
    mutating func nextWaiting() -> Int? { rows.popFirst() }
}
