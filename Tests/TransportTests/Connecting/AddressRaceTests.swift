import NIOCore
import Testing

@testable import Transport

@Suite("A race of addresses (RFC 8305)")
struct AddressRaceTests {
    @Test(
        "The next address is tried when the delay is over; the first to connect wins, the other is given up")
    func delayed() {
        var race = AddressRace(count: 3)
        #expect(race.handle(.start) == [.attempt(0), .wait(for: 1)])
        #expect(race.handle(.waited(for: 1)) == [.attempt(1), .wait(for: 2)])
        #expect(race.handle(.connected(1)) == [.giveUp(0), .win(1)])
        #expect(race.handle(.connected(0)) == [.giveUp(0)])
        #expect(race.handle(.waited(for: 2)) == [])
        #expect(race.handle(.deadlinePassed) == [])
    }

    @Test("A failure lets the next begin at once, and the wait it overtook changes nothing")
    func failing() {
        var race = AddressRace(count: 3)
        _ = race.handle(.start)
        #expect(race.handle(.failed(0)) == [.attempt(1), .wait(for: 2)])
        #expect(race.handle(.waited(for: 1)) == [])
        #expect(race.handle(.waited(for: 2)) == [.attempt(2)])
        #expect(race.handle(.failed(1)) == [])
        #expect(race.handle(.failed(2)) == [.lose])
    }

    @Test("The deadline gives up all that run")
    func deadline() {
        var race = AddressRace(count: 2)
        _ = race.handle(.start)
        _ = race.handle(.waited(for: 1))
        #expect(race.handle(.deadlinePassed) == [.giveUp(0), .giveUp(1), .lose])
        #expect(race.handle(.failed(0)) == [])
    }

    @Test("No address at all is lost at once")
    func none() {
        var race = AddressRace(count: 0)
        #expect(race.handle(.start) == [.lose])
    }

    @Test("Families take turns, IPv6 first, and of a thousand addresses 32 are tried")
    func order() throws {
        let addresses = try ["192.0.2.1", "192.0.2.2", "2001:db8::1", "192.0.2.3"].map {
            try SocketAddress(ipAddress: $0, port: 25)
        }
        #expect(
            addresses.interleaved.map(\.digits) == ["2001:db8::1", "192.0.2.1", "192.0.2.2", "192.0.2.3"])
        let many = try (0..<1000).map {
            try SocketAddress(ipAddress: "10.0.\($0 / 250).\($0 % 250)", port: 25)
        }
        #expect(many.interleaved.count == 32)
    }
}
