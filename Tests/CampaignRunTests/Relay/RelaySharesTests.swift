import Testing

@testable import CampaignRun

@Suite("The shares of several relays")
struct RelaySharesTests {
    private static func shares(_ weights: [Int]) -> RelayShares {
        var shares = RelayShares(weights: weights)
        for relay in weights.indices { shares.setTaking(true, relay, at: 0) }
        return shares
    }

    @Test("Relays that always want messages get them in the proportion of their weights, from the first on")
    func proportion() {
        var shares = Self.shares([3, 1])
        var given = [0, 0]
        for _ in 0..<400 {
            guard let (relay, _) = shares.next(of: [0, 1], at: 0) else { break }
            shares.give(1, to: relay)
            given[relay] += 1
        }
        #expect(abs(given[0] - 300) <= 1, "\(given)")
    }

    @Test("A relay that is faster waits for the other, which it may be ahead of by a few messages")
    func waiting() {
        var shares = Self.shares([1, 1])
        var ahead = 0
        while let (_, room) = shares.next(of: [0], at: 0) {
            shares.give(room, to: 0)
            ahead += room
        }
        #expect((1...16).contains(ahead))
        shares.give(1, to: 1)
        #expect(shares.next(of: [0], at: 0)?.relay == 0)
    }

    @Test("The smallest share of the largest weights is one message at a time, never none")
    func smallest() {
        var shares = Self.shares([1] + Array(repeating: 1000, count: 15))
        #expect(shares.next(of: [0], at: 0)?.room == 1)
        shares.give(1, to: 0)
        #expect(shares.next(of: [0], at: 0) == nil)
    }

    @Test("A relay that is away holds nobody up, and makes up for nothing when it is back")
    func away() {
        var shares = Self.shares([1, 1])
        shares.setTaking(false, 1, at: 10)
        shares.give(1000, to: 0)
        #expect(shares.next(of: [0], at: 20) != nil)
        shares.setTaking(true, 1, at: 30)
        var given = [0, 0]
        for _ in 0..<100 {
            guard let (relay, _) = shares.next(of: [0, 1], at: 30) else { break }
            shares.give(1, to: relay)
            given[relay] += 1
        }
        #expect(given == [50, 50])
    }

    @Test("A relay that gives no sign is waited for only so long")
    func silent() {
        var shares = Self.shares([1, 1])
        shares.give(40, to: 0)
        #expect(shares.next(of: [0], at: RelayShares.patience) == nil)
        shares.noteSign(of: 0, at: RelayShares.patience)
        #expect(shares.next(of: [0], at: RelayShares.patience + 1) != nil)
        shares.give(1000, to: 0)
        shares.noteSign(of: 1, at: RelayShares.patience + 2)
        #expect(shares.next(of: [0, 1], at: RelayShares.patience + 2)?.relay == 0)
    }

    @Test("A relay that has to wait for a slow pace is not taken for a silent one")
    func slowPace() {
        var shares = Self.shares([9, 1])
        var given = [0, 0]
        var now: Int64 = 0
        for _ in 0..<100 {
            guard let (relay, _) = shares.next(of: [0, 1], at: now) else { break }
            shares.give(1, to: relay)
            given[relay] += 1
            shares.setWanting([1 - relay], at: now)
            now += 10
            shares.noteSign(of: relay, at: now)
            shares.setWanting([0, 1], at: now)
            now += 60_000
        }
        #expect(abs(given[0] - 90) <= 1, "\(given)")
    }

    @Test("Messages that did not leave are not counted")
    func returned() {
        var shares = Self.shares([1, 1])
        shares.give(10, to: 0)
        shares.give(10, to: 1)
        shares.takeBack(10, from: 1)
        #expect(shares.next(of: [0, 1], at: 0)?.relay == 1)
    }
}
