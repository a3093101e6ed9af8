/// How the messages of a run are divided among its relays: by weight, among those that take any.
///
/// A relay's position is what it was given for each unit of its weight. One that is ahead of the hindmost waits for
/// it, or speed would decide who gets how many. A relay that is away, or that has given no sign of itself for
/// ``patience``, holds nobody up; when it is back it gets its share from then on, and nothing to make up for the time.
///
/// A value: time is a parameter, in milliseconds since 1970.
struct RelayShares: Equatable, Sendable {
    /// How long the others wait for a relay that takes nothing, in milliseconds.
    static let patience: Int64 = 5000
    /// Messages by which a relay of the whole weight may be ahead; beyond it, a share of all that were given: a
    /// relay that waited for each single message of another would write no message ahead.
    private static let lead = 16.0
    private static let leadInAll = 1.0 / 64

    private struct Share: Equatable {
        let weight: Double
        var position = 0.0
        /// It has connections, or is about to.
        var isTaking = false
        /// It asks for messages and has to wait for them.
        var isWanting = false
        var seenAt: Int64 = 0

        func isHolding(at now: Int64) -> Bool {
            isTaking && (isWanting || now - seenAt <= RelayShares.patience)
        }
    }

    private var shares: [Share]
    private let wholeWeight: Double
    private var given = 0.0

    /// - Parameter weights: 1 or more each.
    init(weights: [Int]) {
        shares = weights.map { Share(weight: Double(max(1, $0))) }
        wholeWeight = shares.reduce(0) { $0 + $1.weight }
    }

    mutating func setTaking(_ isTaking: Bool, _ relay: Int, at now: Int64) {
        guard shares[relay].isTaking != isTaking else { return }
        if isTaking {
            catchUp(relay, at: now)
            shares[relay].seenAt = now
        }
        shares[relay].isTaking = isTaking
    }

    /// The relay answered a message or asks for one.
    mutating func noteSign(of relay: Int, at now: Int64) {
        if !shares[relay].isHolding(at: now) { catchUp(relay, at: now) }
        shares[relay].seenAt = now
    }

    /// All of the run goes on after a rest, in which no relay could give a sign.
    mutating func resume(at now: Int64) {
        for relay in shares.indices where shares[relay].isTaking { shares[relay].seenAt = now }
    }

    /// Which relays have to wait for messages.
    mutating func setWanting(_ wanting: Set<Int>, at now: Int64) {
        for relay in shares.indices {
            if shares[relay].isWanting { shares[relay].seenAt = now }
            shares[relay].isWanting = wanting.contains(relay)
        }
    }

    /// Which of `relays` is the next to be given messages, and how many it may have at once; nil when all of them
    /// have to wait for another one.
    func next(of relays: Set<Int>, at now: Int64) -> (relay: Int, room: Int)? {
        let level = self.level(at: now)
        let inOrder = relays.sorted { (shares[$0].position, $0) < (shares[$1].position, $1) }
        for relay in inOrder {
            let room = self.room(of: relay, over: level)
            if room > 0 { return (relay, room) }
        }
        return nil
    }

    mutating func give(_ messages: Int, to relay: Int) {
        shares[relay].position += Double(messages) / shares[relay].weight
        given += Double(messages)
    }

    /// Messages that it was given and that did not leave.
    mutating func takeBack(_ messages: Int, from relay: Int) {
        shares[relay].position -= Double(messages) / shares[relay].weight
        given -= Double(messages)
    }

    private func room(of relay: Int, over level: Double?) -> Int {
        guard let level else { return .max }
        let share = shares[relay]
        let lead = (Self.lead + given * Self.leadInAll) / wholeWeight
        let room = Int(max(0, min(1e9, (level + lead - share.position) * share.weight)))
        return share.position <= level ? max(1, room) : room
    }

    /// The position of the hindmost; nil when there is none to wait for.
    private func level(at now: Int64) -> Double? {
        shares.filter { $0.isHolding(at: now) }.map(\.position).min()
    }

    private mutating func catchUp(_ relay: Int, at now: Int64) {
        guard let level = self.level(at: now) else { return }
        shares[relay].position = max(shares[relay].position, level)
    }
}
